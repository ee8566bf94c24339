package main

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
	"k8s.io/cloud-provider-aws/pkg/providers/v1/iface"
)

const (
	vpcID      = "vpc-1"
	subnetID   = "subnet-1"
	nodesGroup = "sg-nodes"
)

// vpc is a network with one public subnet, one node and security groups. A call that is not played ends the program.
type vpc struct {
	iface.EC2
	groups map[string]*types.SecurityGroup
}

func newVpc() *vpc {
	return &vpc{groups: map[string]*types.SecurityGroup{nodesGroup: {
		GroupId: aws.String(nodesGroup), GroupName: aws.String("nodes"), VpcId: aws.String(vpcID), Tags: clusterTags(),
	}}}
}

func clusterTags() []types.Tag {
	return []types.Tag{{Key: aws.String("kubernetes.io/cluster/" + cluster), Value: aws.String("owned")}}
}

// refusal is what AWS answers to a call that it does not take.
func refusal(code, format string, args ...any) error {
	return &smithy.GenericAPIError{Code: code, Message: fmt.Sprintf(format, args...)}
}

func (v *vpc) DescribeInstances(context.Context, *ec2.DescribeInstancesInput, ...func(*ec2.Options)) ([]types.Instance, error) {
	return []types.Instance{{
		InstanceId: aws.String("i-1"), PrivateDnsName: aws.String("node.ec2.internal"), State: &types.InstanceState{Name: types.InstanceStateNameRunning},
		VpcId: aws.String(vpcID), SubnetId: aws.String(subnetID), Placement: &types.Placement{AvailabilityZone: aws.String(zone)},
		SecurityGroups: []types.GroupIdentifier{{GroupId: aws.String(nodesGroup), GroupName: aws.String("nodes")}}, Tags: clusterTags(),
	}}, nil
}

func (v *vpc) DescribeSubnets(context.Context, *ec2.DescribeSubnetsInput, ...func(*ec2.Options)) ([]types.Subnet, error) {
	return []types.Subnet{{
		SubnetId: aws.String(subnetID), VpcId: aws.String(vpcID), AvailabilityZone: aws.String(zone), CidrBlock: aws.String("10.0.0.0/24"), Tags: clusterTags(),
	}}, nil
}

func (v *vpc) DescribeRouteTables(context.Context, *ec2.DescribeRouteTablesInput, ...func(*ec2.Options)) ([]types.RouteTable, error) {
	return []types.RouteTable{{
		VpcId: aws.String(vpcID), Associations: []types.RouteTableAssociation{{SubnetId: aws.String(subnetID)}},
		Routes: []types.Route{{GatewayId: aws.String("igw-1"), DestinationCidrBlock: aws.String("0.0.0.0/0")}},
	}}, nil
}

func (v *vpc) DescribeAvailabilityZones(
	context.Context, *ec2.DescribeAvailabilityZonesInput, ...func(*ec2.Options),
) ([]types.AvailabilityZone, error) {
	return []types.AvailabilityZone{{ZoneName: aws.String(zone), ZoneType: aws.String("availability-zone"), ZoneId: aws.String("az1")}}, nil
}

func (v *vpc) CreateSecurityGroup(
	_ context.Context, in *ec2.CreateSecurityGroupInput, _ ...func(*ec2.Options),
) (*ec2.CreateSecurityGroupOutput, error) {
	id := "sg-" + *in.GroupName
	group := &types.SecurityGroup{GroupId: aws.String(id), GroupName: in.GroupName, VpcId: in.VpcId}
	for _, specification := range in.TagSpecifications {
		group.Tags = append(group.Tags, specification.Tags...)
	}
	v.groups[id] = group
	return &ec2.CreateSecurityGroupOutput{GroupId: aws.String(id)}, nil
}

func (v *vpc) DescribeSecurityGroups(
	_ context.Context, in *ec2.DescribeSecurityGroupsInput, _ ...func(*ec2.Options),
) ([]types.SecurityGroup, error) {
	var found []types.SecurityGroup
	for id, group := range v.groups {
		if (len(in.GroupIds) == 0 || slices.Contains(in.GroupIds, id)) && !slices.ContainsFunc(in.Filters, func(filter types.Filter) bool {
			return !slices.ContainsFunc(filter.Values, func(value string) bool { return groupHas(group, *filter.Name, value) })
		}) {
			found = append(found, *group)
		}
	}
	return found, nil
}

func groupHas(group *types.SecurityGroup, filter, value string) bool {
	switch filter {
	case "group-name":
		return *group.GroupName == value
	case "vpc-id":
		return *group.VpcId == value
	case "ip-permission.group-id":
		return slices.ContainsFunc(group.IpPermissions, func(permission types.IpPermission) bool {
			return slices.ContainsFunc(permission.UserIdGroupPairs, func(pair types.UserIdGroupPair) bool { return *pair.GroupId == value })
		})
	}
	panic("security groups are not filtered by " + filter)
}

func (v *vpc) AuthorizeSecurityGroupIngress(
	_ context.Context, in *ec2.AuthorizeSecurityGroupIngressInput, _ ...func(*ec2.Options),
) (*ec2.AuthorizeSecurityGroupIngressOutput, error) {
	for _, permission := range in.IpPermissions {
		for _, block := range permission.IpRanges {
			// IPv6 has a field of its own, Ipv6Ranges.
			if prefix, err := netip.ParsePrefix(*block.CidrIp); err != nil || !prefix.Addr().Is4() || prefix != prefix.Masked() {
				return nil, refusal("InvalidParameterValue", "CIDR block %s is malformed", *block.CidrIp)
			}
		}
	}
	group := v.groups[*in.GroupId]
	group.IpPermissions = append(group.IpPermissions, in.IpPermissions...)
	return &ec2.AuthorizeSecurityGroupIngressOutput{}, nil
}

// sources are the blocks from which a group admits connections to a port, by rules whose description has a text.
func (v *vpc) sources(group string, port int32, description string) []string {
	blocks := []string{}
	for _, permission := range v.groups[group].IpPermissions {
		if aws.ToString(permission.IpProtocol) == "tcp" && aws.ToInt32(permission.FromPort) <= port && port <= aws.ToInt32(permission.ToPort) {
			for _, block := range permission.IpRanges {
				if strings.Contains(aws.ToString(block.Description), description) {
					blocks = append(blocks, *block.CidrIp)
				}
			}
		}
	}
	slices.Sort(blocks)
	return slices.Compact(blocks)
}
