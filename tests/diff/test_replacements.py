"""What forces a replacement: facts of the measured table, and the conditions that take its place where values decide.

The facts here were copied by hand from the measurements (engine-facts 11.10), so that the table is held against something
else than itself.
"""

import json
from importlib.resources import files

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.diff.properties import PropertyChange, changed_properties
from eks_shared_vpc.preview.diff.replacements import effective, forces_replacement, is_measured

TABLE = json.loads(
    files("eks_shared_vpc.preview.diff").joinpath("replacements.json").read_text(encoding="utf-8")
)  # only where a test is about the table itself

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
BUCKET = "aws:s3/bucket:Bucket"


def forcing(type_, before, after):
    """The paths that force a replacement between two sets of inputs."""
    changes = effective(type_, changed_properties(before, after))
    return [each.path for each in changes if forces_replacement(type_, each, before, after)]


def differing(type_, before, after):
    """The paths that make a difference at all."""
    return [each.path for each in effective(type_, changed_properties(before, after))]


def nested(path, value):
    """Inputs in which a value stands at a path."""
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        (VPC, "cidrBlock"),
        (VPC, "ipv4IpamPoolId"),
        (SUBNET, "cidrBlock"),
        (SUBNET, "availabilityZoneId"),
        (SUBNET, "vpcId"),
        ("aws:ec2/routeTable:RouteTable", "vpcId"),
        ("aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId"),
        ("aws:ec2/route:Route", "destinationCidrBlock"),
        ("aws:ec2/route:Route", "routeTableId"),
        ("aws:ec2/natGateway:NatGateway", "subnetId"),
        ("aws:ec2/natGateway:NatGateway", "allocationId"),
        ("aws:ec2/natGateway:NatGateway", "connectivityType"),
        ("aws:ec2/securityGroup:SecurityGroup", "description"),
        ("aws:ec2/securityGroup:SecurityGroup", "name"),
        ("aws:ec2/tag:Tag", "resourceId"),
        (ENDPOINT, "serviceName"),
        (ENDPOINT, "vpcEndpointType"),
        (ENDPOINT, "vpcId"),
        ("aws:ram/resourceAssociation:ResourceAssociation", "resourceArn"),
        ("aws:ram/principalAssociation:PrincipalAssociation", "principal"),
        (CLUSTER, "name"),
        (CLUSTER, "roleArn"),
        (CLUSTER, "bootstrapSelfManagedAddons"),
        (CLUSTER, "kubernetesNetworkConfig.ipFamily"),
        (CLUSTER, "kubernetesNetworkConfig.serviceIpv4Cidr"),
        (CLUSTER, "outpostConfig.controlPlaneInstanceType"),
        (CLUSTER, "remoteNetworkConfig.remotePodNetworks.cidrs"),
        (CLUSTER, "remoteNetworkConfig.remoteNodeNetworks"),
        (NODE_GROUP, "subnetIds"),
        (NODE_GROUP, "instanceTypes"),
        (NODE_GROUP, "amiType"),
        (NODE_GROUP, "capacityType"),
        (NODE_GROUP, "diskSize"),
        (NODE_GROUP, "nodeRoleArn"),
        (NODE_GROUP, "launchTemplate.id"),
        (NODE_GROUP, "launchTemplate.name"),
        ("aws:eks/addon:Addon", "addonName"),
        ("aws:eks/accessEntry:AccessEntry", "principalArn"),
        ("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "accessScope.type"),
        ("aws:eks/podIdentityAssociation:PodIdentityAssociation", "serviceAccount"),
        ("aws:iam/role:Role", "path"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn"),
        (LOG_GROUP, "name"),
        (FLOW_LOG, "maxAggregationInterval"),
        (FLOW_LOG, "trafficType"),
        (INGRESS, "securityGroupId"),
    ],
)
def test_a_change_of_this_property_replaces(type_, path):
    assert forcing(type_, nested(path, "one"), nested(path, "other")) == [path]


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        (VPC, "enableDnsSupport"),
        (VPC, "tags"),
        (SUBNET, "mapPublicIpOnLaunch"),
        (SUBNET, "tags.Name"),
        ("aws:ec2/route:Route", "natGatewayId"),
        ("aws:ec2/routeTableAssociation:RouteTableAssociation", "routeTableId"),
        ("aws:ec2/internetGateway:InternetGateway", "vpcId"),
        ("aws:ec2/natGateway:NatGateway", "tags"),
        ("aws:ec2/securityGroup:SecurityGroup", "ingress"),
        (ENDPOINT, "subnetIds"),
        (ENDPOINT, "securityGroupIds"),
        (ENDPOINT, "ipAddressType"),
        (ENDPOINT, "policy"),
        (CLUSTER, "version"),
        (CLUSTER, "vpcConfig.subnetIds"),
        (CLUSTER, "vpcConfig.securityGroupIds"),
        (CLUSTER, "vpcConfig.endpointPublicAccess"),
        (CLUSTER, "vpcConfig.publicAccessCidrs"),
        (CLUSTER, "accessConfig.authenticationMode"),
        (CLUSTER, "encryptionConfig.provider.keyArn"),
        (CLUSTER, "enabledClusterLogTypes"),
        (CLUSTER, "upgradePolicy.supportType"),
        (CLUSTER, "outpostConfig.outpostArns"),
        (NODE_GROUP, "launchTemplate.version"),
        (NODE_GROUP, "scalingConfig.maxSize"),
        (NODE_GROUP, "labels"),
        (NODE_GROUP, "taints"),
        (NODE_GROUP, "version"),
        (NODE_GROUP, "releaseVersion"),
        ("aws:eks/addon:Addon", "addonVersion"),
        ("aws:eks/addon:Addon", "configurationValues"),
        ("aws:eks/podIdentityAssociation:PodIdentityAssociation", "roleArn"),
        ("aws:ec2/launchTemplate:LaunchTemplate", "vpcSecurityGroupIds"),
        ("aws:iam/role:Role", "assumeRolePolicy"),
        (LOG_GROUP, "retentionInDays"),
        (FLOW_LOG, "tags"),
        (INGRESS, "fromPort"),
    ],
)
def test_a_change_of_this_property_updates(type_, path):
    before, after = nested(path, "one"), nested(path, "other")
    assert differing(type_, before, after) == [path]
    assert forcing(type_, before, after) == []


# Paths: what holds of a block holds of its parts, unless the parts say otherwise.


def test_all_inside_a_block_that_replaces_does_so_too():
    path = "remoteNetworkConfig.remoteNodeNetworks.cidrs.somethingNew"
    assert forcing(CLUSTER, nested(path, 1), nested(path, 2)) == [path]


def test_a_part_that_updates_inside_a_block_that_replaces_keeps_what_is_below_it_from_replacing():
    path = "objectLockConfiguration.rule.defaultRetention.days"
    assert forcing(BUCKET, nested(path, 1), nested(path, 2)) == []
    below = f"{path}.somethingNew"
    assert forcing(BUCKET, nested(below, 1), nested(below, 2)) == []
    beside = "objectLockConfiguration.objectLockEnabled"
    assert forcing(BUCKET, nested(beside, 1), nested(beside, 2)) == [beside]


def test_a_block_that_comes_replaces_as_it_says_and_not_as_its_parts_say():
    assert forcing(CLUSTER, {}, {"remoteNetworkConfig": {"remoteNodeNetworks": {"cidrs": []}}}) == [
        "remoteNetworkConfig"
    ]
    assert forcing(NODE_GROUP, {}, {"scalingConfig": {"minSize": 1}}) == []


def test_a_path_is_no_prefix_of_a_longer_name():
    assert forcing(CLUSTER, {"nameOfSomething": "a"}, {"nameOfSomething": "b"}) == []


# Where values decide.


@pytest.mark.parametrize("type_", [INGRESS, EGRESS])
def test_a_rule_that_takes_another_kind_of_source_is_replaced_and_one_that_takes_another_source_is_updated(type_):
    kinds = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    for kind in kinds:
        assert forcing(type_, {kind: "one"}, {kind: "other"}) == []
        for other in kinds:
            if other != kind:
                assert forcing(type_, {kind: "one"}, {other: "one"}) == sorted([kind, other])


def test_a_node_group_that_gets_a_launch_template_is_replaced_and_one_that_loses_it_is_updated():
    template = {"launchTemplate": {"id": "lt-1", "version": "1"}}
    assert forcing(NODE_GROUP, {}, template) == ["launchTemplate"]
    assert forcing(NODE_GROUP, template, {}) == []
    assert differing(NODE_GROUP, template, {}) == ["launchTemplate"]


def test_a_launch_template_named_in_another_way_replaces_and_another_version_of_it_does_not():
    by_id, by_name = {"launchTemplate": {"id": "lt-1"}}, {"launchTemplate": {"name": "nodes"}}
    assert forcing(NODE_GROUP, by_id, by_name) == ["launchTemplate.name"]
    assert forcing(NODE_GROUP, by_name, by_id) == ["launchTemplate.id"]
    later = {"launchTemplate": {"id": "lt-1", "version": "2"}}
    assert forcing(NODE_GROUP, {"launchTemplate": {"id": "lt-1", "version": "1"}}, later) == []


def test_encryption_that_comes_updates_and_encryption_that_goes_replaces():
    encrypted = {"encryptionConfig": {"provider": {"keyArn": "k"}, "resources": ["secrets"]}}
    assert forcing(CLUSTER, {}, encrypted) == []
    assert differing(CLUSTER, {}, encrypted) == ["encryptionConfig"]
    assert forcing(CLUSTER, encrypted, {}) == ["encryptionConfig"]


def access(**config):
    return {"accessConfig": config}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # A cluster that was made without the block has its creator as administrator.
        ({}, access(authenticationMode="API"), ["accessConfig"]),
        ({}, access(bootstrapClusterCreatorAdminPermissions=False), ["accessConfig"]),
        ({}, access(authenticationMode="API", bootstrapClusterCreatorAdminPermissions=True), []),
        (access(authenticationMode="API"), {}, []),
        (
            access(bootstrapClusterCreatorAdminPermissions=True),
            access(bootstrapClusterCreatorAdminPermissions=False),
            ["accessConfig.bootstrapClusterCreatorAdminPermissions"],
        ),
        (
            access(bootstrapClusterCreatorAdminPermissions=False),
            access(bootstrapClusterCreatorAdminPermissions=True),
            ["accessConfig.bootstrapClusterCreatorAdminPermissions"],
        ),
        (
            access(bootstrapClusterCreatorAdminPermissions=True, authenticationMode="API"),
            access(authenticationMode="API"),
            ["accessConfig.bootstrapClusterCreatorAdminPermissions"],
        ),
        (access(authenticationMode="API_AND_CONFIG_MAP"), access(authenticationMode="API"), []),
    ],
)
def test_access_that_cannot_be_taken_back_replaces_the_cluster(before, after, expected):
    assert forcing(CLUSTER, before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Left out, a flag inside the block is false.
        (
            access(authenticationMode="API", bootstrapClusterCreatorAdminPermissions=False),
            access(authenticationMode="API"),
        ),
        (
            access(authenticationMode="API"),
            access(authenticationMode="API", bootstrapClusterCreatorAdminPermissions=False),
        ),
        ({"bootstrapSelfManagedAddons": True}, {}),
        ({}, {"bootstrapSelfManagedAddons": True}),
    ],
)
def test_saying_what_is_so_anyway_makes_no_difference(before, after):
    assert differing(CLUSTER, before, after) == []


def test_add_ons_of_aws_that_are_switched_off_replace_the_cluster():
    assert forcing(CLUSTER, {}, {"bootstrapSelfManagedAddons": False}) == ["bootstrapSelfManagedAddons"]
    assert forcing(CLUSTER, {"bootstrapSelfManagedAddons": False}, {}) == ["bootstrapSelfManagedAddons"]


def test_the_role_of_auto_mode_may_come_and_then_neither_change_nor_go():
    role = {"computeConfig": {"enabled": True, "nodeRoleArn": "r"}}
    without = {"computeConfig": {"enabled": True}}
    assert forcing(CLUSTER, without, role) == []
    assert forcing(CLUSTER, role, {"computeConfig": {"enabled": True, "nodeRoleArn": "s"}}) == [
        "computeConfig.nodeRoleArn"
    ]
    assert forcing(CLUSTER, role, without) == ["computeConfig.nodeRoleArn"]


def test_control_plane_egress_goes_one_way_only():
    ours = nested("vpcConfig.controlPlaneEgressMode", "CUSTOMER_ROUTED")
    assert forcing(CLUSTER, {"vpcConfig": {}}, ours) == []
    assert forcing(CLUSTER, nested("vpcConfig.controlPlaneEgressMode", "AWS_MANAGED"), ours) == []
    assert forcing(CLUSTER, ours, nested("vpcConfig.controlPlaneEgressMode", "AWS_MANAGED")) == [
        "vpcConfig.controlPlaneEgressMode"
    ]


def test_a_vpc_that_becomes_dedicated_is_replaced_and_one_that_stops_being_so_is_updated():
    assert forcing(VPC, {"instanceTenancy": "default"}, {"instanceTenancy": "dedicated"}) == ["instanceTenancy"]
    assert forcing(VPC, {}, {"instanceTenancy": "dedicated"}) == ["instanceTenancy"]
    assert forcing(VPC, {"instanceTenancy": "dedicated"}, {"instanceTenancy": "default"}) == []


def test_private_dns_updates_an_interface_endpoint_and_replaces_a_gateway_endpoint():
    for type_, expected in (("Interface", []), ("Gateway", ["privateDnsEnabled"]), (None, ["privateDnsEnabled"])):
        kind = {"vpcEndpointType": type_} if type_ else {}
        before, after = {**kind, "privateDnsEnabled": False}, {**kind, "privateDnsEnabled": True}
        assert forcing(ENDPOINT, before, after) == expected


def six(block, *, assigned=False):
    assign = {"assignIpv6AddressOnCreation": True} if assigned else {}
    return {"cidrBlock": "10.0.0.0/24", **({"ipv6CidrBlock": block} if block else {}), **assign}


def test_another_ipv6_block_replaces_a_subnet_that_assigns_its_addresses():
    assert forcing(SUBNET, six("2001:db8::/64", assigned=True), six("2001:db8:1::/64", assigned=True)) == [
        "ipv6CidrBlock"
    ]
    assert forcing(SUBNET, six("2001:db8::/64"), six("2001:db8:1::/64")) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            six(None), six("2001:db8::/64", assigned=True), [], id="a subnet without IPv6 gets a block and assigns it"
        ),
        pytest.param(
            six("2001:db8::/64", assigned=True), six(None), ["ipv6CidrBlock"], id="a subnet that assigned it loses it"
        ),
    ],
)
def test_what_a_subnet_was_decides_whether_its_ipv6_block_replaces_it(before, after, expected):
    assert forcing(SUBNET, before, after) == expected


# What makes no difference when it is left out.


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        (CLUSTER, "version"),
        (CLUSTER, "accessConfig"),
        (CLUSTER, "vpcConfig.publicAccessCidrs"),
        (CLUSTER, "kubernetesNetworkConfig.serviceIpv4Cidr"),
        (NODE_GROUP, "releaseVersion"),
        (NODE_GROUP, "instanceTypes"),
        ("aws:eks/addon:Addon", "addonVersion"),
        (LOG_GROUP, "name"),
        ("aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions.httpTokens"),
        (SUBNET, "availabilityZoneId"),
    ],
)
def test_what_keeps_its_value_when_it_is_left_out_makes_no_difference_then(type_, path):
    block, _, _ = path.rpartition(".")
    outer = nested(block, {}) if block else {}
    assert differing(type_, nested(path, "one"), outer) == []
    assert differing(type_, outer, nested(path, "one")) == [path], "setting it does"


def test_what_is_left_out_and_does_not_keep_its_value_makes_a_difference():
    assert differing(SUBNET, {"mapPublicIpOnLaunch": True}, {}) == ["mapPublicIpOnLaunch"]
    assert forcing(SUBNET, {"cidrBlock": "10.0.0.0/24"}, {}) == ["cidrBlock"]


# What was not measured.


@pytest.mark.parametrize(
    ("type_", "path", "expected"),
    [
        (CLUSTER, "version", True),
        (CLUSTER, "deletionProtection", False),
        (CLUSTER, "controlPlaneScalingConfig.tier", False),
        ("aws:ec2/natGateway:NatGateway", "availabilityZoneAddresses.allocationIds", False),
        ("aws:ec2/natGateway:NatGateway", "subnetId", True),
        ("aws:lambda/function:Function", "handler", False),
    ],
)
def test_a_property_is_relied_upon_if_its_type_and_its_outermost_block_were_measured(type_, path, expected):
    assert is_measured(type_, PropertyChange(path, 1, 2)) is expected


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        (NODE_GROUP, "updateConfig.updateStrategy"),
        (NODE_GROUP, "nodeRepairConfig.maxParallelNodesRepairedCount"),
        ("aws:ec2/launchTemplate:LaunchTemplate", "cpuOptions.nestedVirtualization"),
    ],
)
def test_a_part_of_a_block_that_was_not_measured_is_not_relied_upon(type_, path):
    assert not is_measured(type_, PropertyChange(path, 1, 2))


def test_a_type_that_was_not_measured_is_taken_to_be_updated():
    assert forcing("aws:lambda/function:Function", {"name": "a"}, {"name": "b"}) == []
    assert forcing("random:index/randomId:RandomId", {"byteLength": 1}, {"byteLength": 2}) == []


# The table itself.


def test_the_table_says_where_it_is_from_and_knows_what_the_components_declare():
    assert "5.100.0" in TABLE["source"]
    assert TABLE["measured"]
    assert len(TABLE["types"]) == 79


def test_every_path_of_the_table_is_one_of_the_four_kinds_that_its_head_explains():
    kinds = {kind for row in TABLE["types"].values() for kind in row}
    assert kinds <= set(TABLE["meaning"])
    for type_, row in TABLE["types"].items():
        assert not set(row["replace"]) & set(row.get("update_inside", ())), type_
        for paths in row.values():
            assert paths == sorted(set(paths)), f"{type_}: once each, in order"
        for inside in row.get("update_inside", ()):
            assert any(inside.startswith(f"{path}.") for path in row["replace"]), f"{type_} {inside}"


@pytest.mark.parametrize(
    ("class_", "type_"),
    [
        (aws.ec2.Vpc, VPC),
        (aws.ec2.Subnet, SUBNET),
        (aws.ec2.VpcEndpoint, ENDPOINT),
        (aws.eks.Cluster, CLUSTER),
        (aws.eks.NodeGroup, NODE_GROUP),
        (aws.vpc.SecurityGroupIngressRule, INGRESS),
    ],
)
def test_the_table_names_properties_that_the_sdk_has(class_, type_):
    """A path of the table that no input has could never be found to change."""
    spelled = {key.replace("_", "").lower() for key in dir(class_)}
    for kind, paths in TABLE["types"][type_].items():
        for path in paths:
            assert path.split(".")[0].lower() in spelled, f"{kind}: {path}"
