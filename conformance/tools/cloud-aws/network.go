package main

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	elbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	provider "k8s.io/cloud-provider-aws/pkg/providers/v1"
)

// networkBalancers are the NLBs of the account. A call that is not played ends the program.
type networkBalancers struct {
	provider.ELBV2
	network    *vpc
	balancers  map[string]*types.LoadBalancer
	services   map[string]string
	listeners  map[string][]types.Listener
	groups     map[string]*types.TargetGroup
	attributes map[string]map[string]string
}

func newNetworkBalancers(network *vpc) *networkBalancers {
	return &networkBalancers{
		network: network, balancers: map[string]*types.LoadBalancer{}, services: map[string]string{}, listeners: map[string][]types.Listener{},
		groups: map[string]*types.TargetGroup{}, attributes: map[string]map[string]string{},
	}
}

func (n *networkBalancers) CreateLoadBalancer(
	_ context.Context, in *elbv2.CreateLoadBalancerInput, _ ...func(*elbv2.Options),
) (*elbv2.CreateLoadBalancerOutput, error) {
	name := *in.Name
	balancer := &types.LoadBalancer{
		LoadBalancerName: in.Name, LoadBalancerArn: in.Name, Type: in.Type, VpcId: aws.String(vpcID), SecurityGroups: in.SecurityGroups,
		DNSName: aws.String(name + ".elb.us-east-1.amazonaws.com"), Scheme: in.Scheme, State: &types.LoadBalancerState{Code: types.LoadBalancerStateEnumActive},
	}
	if in.Scheme == "" {
		balancer.Scheme = types.LoadBalancerSchemeEnumInternetFacing
	}
	for _, mapping := range in.SubnetMappings {
		balancer.AvailabilityZones = append(balancer.AvailabilityZones, types.AvailabilityZone{SubnetId: mapping.SubnetId, ZoneName: aws.String(zone)})
	}
	for _, tag := range in.Tags {
		if *tag.Key == provider.TagNameKubernetesService {
			n.services[name] = *tag.Value
		}
	}
	n.balancers[name] = balancer
	return &elbv2.CreateLoadBalancerOutput{LoadBalancers: []types.LoadBalancer{*balancer}}, nil
}

func (n *networkBalancers) DescribeLoadBalancers(
	_ context.Context, in *elbv2.DescribeLoadBalancersInput, _ ...func(*elbv2.Options),
) (*elbv2.DescribeLoadBalancersOutput, error) {
	out := &elbv2.DescribeLoadBalancersOutput{}
	for _, name := range append(in.Names, in.LoadBalancerArns...) {
		balancer, found := n.balancers[name]
		if !found {
			return nil, &types.LoadBalancerNotFoundException{}
		}
		out.LoadBalancers = append(out.LoadBalancers, *balancer)
	}
	return out, nil
}

func (n *networkBalancers) DescribeLoadBalancerAttributes(
	context.Context, *elbv2.DescribeLoadBalancerAttributesInput, ...func(*elbv2.Options),
) (*elbv2.DescribeLoadBalancerAttributesOutput, error) {
	return &elbv2.DescribeLoadBalancerAttributesOutput{}, nil
}

func (n *networkBalancers) ModifyLoadBalancerAttributes(
	context.Context, *elbv2.ModifyLoadBalancerAttributesInput, ...func(*elbv2.Options),
) (*elbv2.ModifyLoadBalancerAttributesOutput, error) {
	return &elbv2.ModifyLoadBalancerAttributesOutput{}, nil
}

func (n *networkBalancers) CreateTargetGroup(
	_ context.Context, in *elbv2.CreateTargetGroupInput, _ ...func(*elbv2.Options),
) (*elbv2.CreateTargetGroupOutput, error) {
	if len(*in.Name) > 32 {
		return nil, refusal("ValidationError", "target group name %s is longer than 32", *in.Name)
	}
	if _, err := strconv.ParseUint(*in.HealthCheckPort, 10, 16); err != nil && *in.HealthCheckPort != "traffic-port" {
		return nil, refusal("ValidationError", "health check port %s", *in.HealthCheckPort)
	}
	if !slices.Contains([]types.ProtocolEnum{types.ProtocolEnumTcp, types.ProtocolEnumHttp, types.ProtocolEnumHttps}, in.HealthCheckProtocol) {
		return nil, refusal("ValidationError", "health check protocol %s", in.HealthCheckProtocol)
	}
	group := &types.TargetGroup{
		TargetGroupArn: in.Name, TargetGroupName: in.Name, Port: in.Port, Protocol: in.Protocol, TargetType: in.TargetType,
		HealthCheckPort: in.HealthCheckPort, HealthCheckProtocol: in.HealthCheckProtocol, HealthCheckPath: in.HealthCheckPath,
		HealthCheckIntervalSeconds: in.HealthCheckIntervalSeconds, HealthyThresholdCount: in.HealthyThresholdCount,
		UnhealthyThresholdCount: in.UnhealthyThresholdCount,
	}
	n.groups[*in.Name] = group
	// As AWS makes a group of instances.
	n.attributes[*in.Name] = map[string]string{"preserve_client_ip.enabled": "true", "proxy_protocol_v2.enabled": "false"}
	return &elbv2.CreateTargetGroupOutput{TargetGroups: []types.TargetGroup{*group}}, nil
}

func (n *networkBalancers) DescribeTargetGroups(
	_ context.Context, in *elbv2.DescribeTargetGroupsInput, _ ...func(*elbv2.Options),
) (*elbv2.DescribeTargetGroupsOutput, error) {
	out := &elbv2.DescribeTargetGroupsOutput{}
	for _, listener := range n.listeners[aws.ToString(in.LoadBalancerArn)] {
		out.TargetGroups = append(out.TargetGroups, *n.groups[*listener.DefaultActions[0].TargetGroupArn])
	}
	for _, name := range in.TargetGroupArns {
		out.TargetGroups = append(out.TargetGroups, *n.groups[name])
	}
	return out, nil
}

func (n *networkBalancers) ModifyTargetGroup(
	_ context.Context, in *elbv2.ModifyTargetGroupInput, _ ...func(*elbv2.Options),
) (*elbv2.ModifyTargetGroupOutput, error) {
	group := n.groups[*in.TargetGroupArn]
	if in.HealthCheckPort != nil {
		group.HealthCheckPort = in.HealthCheckPort
	}
	if in.HealthCheckPath != nil {
		group.HealthCheckPath = in.HealthCheckPath
	}
	return &elbv2.ModifyTargetGroupOutput{TargetGroups: []types.TargetGroup{*group}}, nil
}

func (n *networkBalancers) DescribeTargetGroupAttributes(
	_ context.Context, in *elbv2.DescribeTargetGroupAttributesInput, _ ...func(*elbv2.Options),
) (*elbv2.DescribeTargetGroupAttributesOutput, error) {
	out := &elbv2.DescribeTargetGroupAttributesOutput{}
	for key, value := range n.attributes[*in.TargetGroupArn] {
		out.Attributes = append(out.Attributes, types.TargetGroupAttribute{Key: aws.String(key), Value: aws.String(value)})
	}
	return out, nil
}

func (n *networkBalancers) ModifyTargetGroupAttributes(
	_ context.Context, in *elbv2.ModifyTargetGroupAttributesInput, _ ...func(*elbv2.Options),
) (*elbv2.ModifyTargetGroupAttributesOutput, error) {
	for _, attribute := range in.Attributes {
		n.attributes[*in.TargetGroupArn][*attribute.Key] = *attribute.Value
	}
	return &elbv2.ModifyTargetGroupAttributesOutput{}, nil
}

func (n *networkBalancers) RegisterTargets(
	context.Context, *elbv2.RegisterTargetsInput, ...func(*elbv2.Options),
) (*elbv2.RegisterTargetsOutput, error) {
	return &elbv2.RegisterTargetsOutput{}, nil
}

func (n *networkBalancers) DescribeTargetHealth(
	_ context.Context, in *elbv2.DescribeTargetHealthInput, _ ...func(*elbv2.Options),
) (*elbv2.DescribeTargetHealthOutput, error) {
	return &elbv2.DescribeTargetHealthOutput{TargetHealthDescriptions: []types.TargetHealthDescription{{
		Target:       &types.TargetDescription{Id: aws.String("i-1"), Port: n.groups[*in.TargetGroupArn].Port},
		TargetHealth: &types.TargetHealth{State: types.TargetHealthStateEnumHealthy},
	}}}, nil
}

func (n *networkBalancers) CreateListener(
	_ context.Context, in *elbv2.CreateListenerInput, _ ...func(*elbv2.Options),
) (*elbv2.CreateListenerOutput, error) {
	balancer := *in.LoadBalancerArn
	if slices.ContainsFunc(n.listeners[balancer], func(other types.Listener) bool { return *other.Port == *in.Port }) {
		return nil, &types.DuplicateListenerException{}
	}
	listener := types.Listener{
		ListenerArn: aws.String(balancer + "/" + strconv.Itoa(int(*in.Port))), LoadBalancerArn: in.LoadBalancerArn, Port: in.Port, Protocol: in.Protocol,
		DefaultActions: in.DefaultActions,
	}
	n.listeners[balancer] = append(n.listeners[balancer], listener)
	return &elbv2.CreateListenerOutput{Listeners: []types.Listener{listener}}, nil
}

func (n *networkBalancers) DescribeListeners(
	_ context.Context, in *elbv2.DescribeListenersInput, _ ...func(*elbv2.Options),
) (*elbv2.DescribeListenersOutput, error) {
	return &elbv2.DescribeListenersOutput{Listeners: n.listeners[*in.LoadBalancerArn]}, nil
}
