package main

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"
	provider "k8s.io/cloud-provider-aws/pkg/providers/v1"
)

// classicBalancers are the Classic ELBs of the account. A call that is not played ends the program.
type classicBalancers struct {
	provider.ELB
	network    *vpc
	balancers  map[string]*types.LoadBalancerDescription
	attributes map[string]*types.LoadBalancerAttributes
	policies   map[string][]types.PolicyAttribute
	services   map[string]string
}

func newClassicBalancers(network *vpc) *classicBalancers {
	return &classicBalancers{
		network: network, balancers: map[string]*types.LoadBalancerDescription{}, attributes: map[string]*types.LoadBalancerAttributes{},
		policies: map[string][]types.PolicyAttribute{}, services: map[string]string{},
	}
}

func (c *classicBalancers) CreateLoadBalancer(
	_ context.Context, in *elb.CreateLoadBalancerInput, _ ...func(*elb.Options),
) (*elb.CreateLoadBalancerOutput, error) {
	name := *in.LoadBalancerName
	balancer := &types.LoadBalancerDescription{
		LoadBalancerName: in.LoadBalancerName, DNSName: aws.String(name + ".us-east-1.elb.amazonaws.com"), Subnets: in.Subnets, SecurityGroups: in.SecurityGroups,
		Scheme: aws.String("internet-facing"), HealthCheck: &types.HealthCheck{},
	}
	if in.Scheme != nil {
		balancer.Scheme = in.Scheme
	}
	for _, listener := range in.Listeners {
		for _, protocol := range []*string{listener.Protocol, listener.InstanceProtocol} {
			if !slices.Contains([]string{"HTTP", "HTTPS", "TCP", "SSL"}, strings.ToUpper(*protocol)) {
				return nil, refusal("InvalidConfigurationRequest", "protocol %s", *protocol)
			}
		}
		balancer.ListenerDescriptions = append(balancer.ListenerDescriptions, types.ListenerDescription{Listener: &listener})
	}
	for _, tag := range in.Tags {
		if *tag.Key == provider.TagNameKubernetesService {
			c.services[name] = *tag.Value
		}
	}
	c.balancers[name] = balancer
	c.attributes[name] = &types.LoadBalancerAttributes{}
	return &elb.CreateLoadBalancerOutput{DNSName: balancer.DNSName}, nil
}

func (c *classicBalancers) DescribeLoadBalancers(
	_ context.Context, in *elb.DescribeLoadBalancersInput, _ ...func(*elb.Options),
) (*elb.DescribeLoadBalancersOutput, error) {
	out := &elb.DescribeLoadBalancersOutput{}
	for _, name := range in.LoadBalancerNames {
		balancer, found := c.balancers[name]
		if !found {
			return nil, refusal("LoadBalancerNotFound", "there is no load balancer %s", name)
		}
		out.LoadBalancerDescriptions = append(out.LoadBalancerDescriptions, *balancer)
	}
	return out, nil
}

func (c *classicBalancers) CreateLoadBalancerPolicy(
	_ context.Context, in *elb.CreateLoadBalancerPolicyInput, _ ...func(*elb.Options),
) (*elb.CreateLoadBalancerPolicyOutput, error) {
	c.policies[*in.LoadBalancerName+"/"+*in.PolicyName] = in.PolicyAttributes
	return &elb.CreateLoadBalancerPolicyOutput{}, nil
}

func (c *classicBalancers) SetLoadBalancerPoliciesForBackendServer(
	_ context.Context, in *elb.SetLoadBalancerPoliciesForBackendServerInput, _ ...func(*elb.Options),
) (*elb.SetLoadBalancerPoliciesForBackendServerOutput, error) {
	balancer := c.balancers[*in.LoadBalancerName]
	for _, name := range in.PolicyNames {
		if _, found := c.policies[*in.LoadBalancerName+"/"+name]; !found {
			return nil, refusal("PolicyNotFound", "there is no policy %s", name)
		}
	}
	balancer.BackendServerDescriptions = slices.DeleteFunc(balancer.BackendServerDescriptions, func(server types.BackendServerDescription) bool {
		return *server.InstancePort == *in.InstancePort
	})
	balancer.BackendServerDescriptions = append(balancer.BackendServerDescriptions,
		types.BackendServerDescription{InstancePort: in.InstancePort, PolicyNames: in.PolicyNames})
	return &elb.SetLoadBalancerPoliciesForBackendServerOutput{}, nil
}

var target = regexp.MustCompile(`^((?:TCP|SSL):[0-9]+|HTTPS?:[0-9]+/.*)$`)

func (c *classicBalancers) ConfigureHealthCheck(
	_ context.Context, in *elb.ConfigureHealthCheckInput, _ ...func(*elb.Options),
) (*elb.ConfigureHealthCheckOutput, error) {
	if !target.MatchString(*in.HealthCheck.Target) {
		return nil, refusal("ValidationError", "HealthCheck target %s", *in.HealthCheck.Target)
	}
	c.balancers[*in.LoadBalancerName].HealthCheck = in.HealthCheck
	return &elb.ConfigureHealthCheckOutput{HealthCheck: in.HealthCheck}, nil
}

func (c *classicBalancers) DescribeLoadBalancerAttributes(
	_ context.Context, in *elb.DescribeLoadBalancerAttributesInput, _ ...func(*elb.Options),
) (*elb.DescribeLoadBalancerAttributesOutput, error) {
	return &elb.DescribeLoadBalancerAttributesOutput{LoadBalancerAttributes: c.attributes[*in.LoadBalancerName]}, nil
}

func (c *classicBalancers) ModifyLoadBalancerAttributes(
	_ context.Context, in *elb.ModifyLoadBalancerAttributesInput, _ ...func(*elb.Options),
) (*elb.ModifyLoadBalancerAttributesOutput, error) {
	if log := in.LoadBalancerAttributes.AccessLog; log.Enabled && (log.S3BucketName == nil || !slices.Contains([]int32{5, 60}, aws.ToInt32(log.EmitInterval))) {
		return nil, refusal("InvalidConfigurationRequest", "AccessLog needs S3BucketName, and EmitInterval 5 or 60")
	}
	c.attributes[*in.LoadBalancerName] = in.LoadBalancerAttributes
	return &elb.ModifyLoadBalancerAttributesOutput{}, nil
}

func (c *classicBalancers) RegisterInstancesWithLoadBalancer(
	_ context.Context, in *elb.RegisterInstancesWithLoadBalancerInput, _ ...func(*elb.Options),
) (*elb.RegisterInstancesWithLoadBalancerOutput, error) {
	balancer := c.balancers[*in.LoadBalancerName]
	balancer.Instances = append(balancer.Instances, in.Instances...)
	return &elb.RegisterInstancesWithLoadBalancerOutput{Instances: balancer.Instances}, nil
}
