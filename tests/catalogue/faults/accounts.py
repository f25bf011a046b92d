"""Faults of accounts, providers and shares."""

from tests.catalogue.case import found, on
from tests.catalogue.faults.twins import second_nat, second_provider, to_office
from tests.catalogue.planting import (
    GONE,
    Plant,
    The,
    added,
    renamed,
    together,
    with_allowed_accounts,
    with_inputs,
    with_more,
    with_provider,
    without,
    without_provider,
)

ORGANIZATION = "arn:aws:organizations::444444444444:organization/o-exampleorg1"


def endpoint_of_sns(like: str) -> Plant:
    return added(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "payments-sns",
        like,
        "Cluster payments",
        "Cluster search",
        vpcId=The("Vpc network"),
        serviceName="com.amazonaws.us-west-2.sns",
        vpcEndpointType="Interface",
        privateDnsEnabled=True,
        subnetIds=[The("Subnet network-private-az1")],
        securityGroupIds=["sg-0a1b2c3d4e5f60718"],
    )


CASES = (
    found(
        "default-provider",
        "a resource is on the default provider",
        on("dev", without_provider("Eip network-nat-az1")),
        "network-nat-az1",
        twin=second_provider("Eip network-nat-az1", "dev"),
    ),
    found(
        "default-provider",
        "a subnet's tag is on the default provider",
        on("staging", without_provider("Tag payments-subnets-private-az1-kubernetes.io-role-internal-elb")),
        "payments-subnets-private-az1-kubernetes.io-role-internal-elb",
        also=(
            "load-balancers-in-one-zone",
            "share-not-waited-for",
        ),
        twin=second_provider("Tag payments-subnets-private-az1-kubernetes.io-role-internal-elb", "payments"),
    ),
    found(
        "provider-without-account",
        "a provider has no allowed account",
        on("prod-payments", with_allowed_accounts("aws payments", GONE)),
        "payments",
        also=("share-not-waited-for",),
        twin=with_inputs("aws payments", maxRetries="5"),
    ),
    found(
        "provider-without-account",
        "a provider is allowed in two accounts",
        on("isolated", with_allowed_accounts("aws vault", '["111111111111", "222222222222"]')),
        "vault",
        twin=with_inputs("aws vault", maxRetries="5"),
    ),
    found(
        "component-in-two-accounts",
        "a cluster's log group is declared with the owner's provider",
        on("staging", with_provider("LogGroup payments-control-plane", "aws network")),
        "payments",
        also=("control-plane-log-group",),
        twin=second_provider("LogGroup payments-control-plane", "payments"),
    ),
    found(
        "component-in-two-accounts",
        "a pod's role is declared with another participant's provider",
        on("staging", with_provider("Role payments-pod-ledger", "aws search")),
        "payments",
        also=("foreign-reference",),
        twin=second_provider("Role payments-pod-ledger", "payments"),
    ),
    found(
        "network-outside-owner",
        "a route is made by a participant",
        on("staging", with_provider("Route network-private-az1-internet", "aws payments")),
        "network-private-az1-internet",
        also=("component-in-two-accounts",),
        twin=second_provider("Route network-private-az1-internet", "network"),
    ),
    found(
        "network-outside-owner",
        "a participant makes an endpoint in the shared VPC",
        on(
            "staging",
            endpoint_of_sns("LaunchTemplate payments-default"),
        ),
        "payments-sns",
        twin=endpoint_of_sns("VpcEndpoint endpoints-eks"),
    ),
    found(
        "network-outside-owner",
        "a participant of another stack makes a route in the shared VPC",
        on(
            "prod-payments",
            added(
                "aws:ec2/route:Route",
                "payments-to-office",
                "LaunchTemplate payments-default",
                routeTableId=The("RouteTable network-private-az1"),
                destinationCidrBlock="172.16.0.0/12",
                transitGatewayId="tgw-0a1b2c3d4e5f60718",
            ),
        ),
        "payments-to-office",
        also=("cluster-before-network",),
        twin=to_office("172.16.0.0/12"),
    ),
    found(
        "network-outside-owner",
        "a participant makes a NAT gateway in a shared subnet",
        on(
            "prod-payments",
            added(
                "aws:ec2/natGateway:NatGateway",
                "payments-nat",
                "LaunchTemplate payments-default",
                subnetId=The("Subnet network-public-az1"),
                connectivityType="public",
                allocationId="eipalloc-0a1b2c3d4e5f60718",
            ),
        ),
        "payments-nat",
        twin=second_nat("az1"),
    ),
    found(
        "network-outside-owner",
        "a participant shares the owner's subnet on",
        on("staging", with_provider("ResourceAssociation share-private-az1", "aws payments")),
        "share-private-az1",
        also=("component-in-two-accounts",),
        twin=second_provider("ResourceAssociation share-private-az1", "network"),
    ),
    found(
        "foreign-reference",
        "a cluster is in another account than its roles",
        on("staging", with_provider("Cluster payments", "aws search")),
        "payments",
        also=(
            "component-in-two-accounts",
            "nobody-administers",
            "addon-missing",
            "control-plane-log-group",
            "path-unknown",  # its nodes are then of a cluster that is not declared in their account
        ),
        twin=second_provider("Cluster payments", "payments"),
    ),
    found(
        "foreign-reference",
        "nodes run under a role of the owner's account",
        on("staging", with_provider("Role payments-node", "aws network")),
        "payments-default",
        also=(
            "role-lacks-policy",
            "component-in-two-accounts",
        ),
        twin=second_provider("Role payments-node", "payments"),
    ),
    found(
        "foreign-reference",
        "nodes take another account's launch template",
        on("prod-payments", with_provider("LaunchTemplate payments-default", "aws network")),
        "payments-default",
        also=("component-in-two-accounts",),
        twin=second_provider("LaunchTemplate payments-default", "payments"),
    ),
    found(
        # It names its cluster by a plain name, so there is no reference to follow.
        "component-in-two-accounts",
        "an add-on is declared with the owner's provider",
        on("prod-payments", with_provider("Addon payments-coredns", "aws network")),
        "payments",
        also=("addon-missing",),
        twin=second_provider("Addon payments-coredns", "payments"),
    ),
    found(
        "component-in-two-accounts",
        "flow logs write to a log group of a participant",
        on("staging", with_provider("LogGroup network-flow-logs", "aws payments")),
        "network",
        twin=second_provider("LogGroup network-flow-logs", "network"),
    ),
    found(
        "foreign-security-group",
        "nodes of a participant are in the endpoints' group of the owner",
        on(
            "prod-payments",
            with_inputs(
                "LaunchTemplate payments-default",
                vpcSecurityGroupIds=[The("Cluster payments", "clusterSecurityGroupId"), The("SecurityGroup endpoints")],
            ),
        ),
        "payments-default",
        also=("foreign-reference",),
        twin=together(
            added(
                "aws:ec2/securityGroup:SecurityGroup",
                "own",
                "LaunchTemplate payments-default",
                vpcId=The("Vpc network"),
            ),
            with_more("LaunchTemplate payments-default", "vpcSecurityGroupIds", The("SecurityGroup own")),
        ),
    ),
    found(
        "foreign-security-group",
        "a control plane takes a group of the owner",
        on("staging", with_provider("SecurityGroup search-api-clients", "aws network")),
        "search",
        also=("component-in-two-accounts", "foreign-reference"),
        twin=second_provider("SecurityGroup search-api-clients", "search"),
    ),
    found(
        "subnet-not-shared",
        "a node subnet is in no share",
        on("staging", without("ResourceAssociation share-private-az2")),
        "network-private-az2",
        twin=renamed("ResourceAssociation share-private-az2", "shared-az2"),
    ),
    found(
        "subnet-not-shared",
        "a participant is not a principal of the share",
        on("staging", without("PrincipalAssociation share-222222222222")),
        "network-cluster-az1",
        twin=with_inputs("PrincipalAssociation share-222222222222", principal=ORGANIZATION),
    ),
    found(
        "subnet-not-shared",
        "the network's stack does not share the control plane's subnets",
        on("prod-payments", without(*(f"ResourceAssociation share-cluster-az{number}" for number in (1, 2, 3)))),
        "network-cluster-az1",
        twin=together(
            *(renamed(f"ResourceAssociation share-cluster-az{number}", f"shared-az{number}") for number in (1, 2, 3))
        ),
    ),
    found(
        "launch-template-without-groups",
        "a participant's launch template names no security group",
        on("staging", with_inputs("LaunchTemplate search-indexing", vpcSecurityGroupIds=GONE)),
        "search-indexing",
        twin=with_inputs(
            "LaunchTemplate search-indexing",
            vpcSecurityGroupIds=GONE,
            networkInterfaces=[{"securityGroups": [The("Cluster search", "clusterSecurityGroupId")]}],
        ),
    ),
)
