package main

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"
	provider "k8s.io/cloud-provider-aws/pkg/providers/v1"
)

// balancer is a load balancer as it would carry traffic.
type balancer struct {
	Kind      string     `json:"kind"`
	Scheme    string     `json:"scheme"`
	Listeners []listener `json:"listeners"`
}

type listener struct {
	Port              int32  `json:"port"`
	Protocol          string `json:"protocol"`
	NodePort          int32  `json:"nodePort"`
	NodeProtocol      string `json:"nodeProtocol"`
	ProxyProtocol     bool   `json:"proxyProtocol"`
	KeepsPacketSource bool   `json:"keepsPacketSource"`
	// PROTOCOL:PORT/path; a port of "traffic-port" is the listener's node port.
	HealthCheck string `json:"healthCheck"`
	// From where clients' connections reach it, or the node port behind it.
	Sources []string `json:"sources"`
}

// built has all load balancers by the namespace and name of their Service.
func (a account) built() map[string]balancer {
	all := map[string]balancer{}
	for name, service := range a.classicBalancers.services {
		all[service] = a.classicBalancers.balancer(name)
	}
	for name, service := range a.networkBalancers.services {
		all[service] = a.networkBalancers.balancer(name)
	}
	return all
}

func (c *classicBalancers) balancer(name string) balancer {
	made := c.balancers[name]
	out := balancer{Kind: "Classic ELB", Scheme: *made.Scheme}
	for _, description := range made.ListenerDescriptions {
		one := description.Listener
		out.Listeners = append(out.Listeners, listener{
			Port: one.LoadBalancerPort, Protocol: strings.ToUpper(*one.Protocol), NodePort: *one.InstancePort, NodeProtocol: strings.ToUpper(*one.InstanceProtocol),
			ProxyProtocol: slices.ContainsFunc(made.BackendServerDescriptions, func(server types.BackendServerDescription) bool {
				return *server.InstancePort == *one.InstancePort && slices.Contains(server.PolicyNames, provider.ProxyProtocolPolicyName)
			}),
			HealthCheck: aws.ToString(made.HealthCheck.Target),
			Sources:     c.network.sources(made.SecurityGroups[0], one.LoadBalancerPort, ""),
		})
	}
	return out
}

func (n *networkBalancers) balancer(name string) balancer {
	made := n.balancers[name]
	out := balancer{Kind: "NLB", Scheme: string(made.Scheme)}
	for _, one := range n.listeners[name] {
		group := n.groups[*one.DefaultActions[0].TargetGroupArn]
		attributes := n.attributes[*group.TargetGroupArn]
		out.Listeners = append(out.Listeners, listener{
			Port: *one.Port, Protocol: string(one.Protocol), NodePort: *group.Port, NodeProtocol: string(group.Protocol),
			ProxyProtocol:     attributes["proxy_protocol_v2.enabled"] == "true",
			KeepsPacketSource: attributes["preserve_client_ip.enabled"] == "true",
			HealthCheck:       string(group.HealthCheckProtocol) + ":" + *group.HealthCheckPort + aws.ToString(group.HealthCheckPath),
			Sources:           n.network.sources(nodesGroup, *group.Port, provider.NLBClientRuleDescription),
		})
	}
	return out
}
