"""Faults in the components themselves: a part is broken, and the stack is recorded anew."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws

import eks_shared_vpc.cluster.cluster as cluster_module
import eks_shared_vpc.network.vpc as vpc_module
import stacks.compose
from eks_shared_vpc.cluster.cluster import EksCluster
from eks_shared_vpc.network.vpc import SharedVpc
from tests.catalogue.case import found, on
from tests.catalogue.faults.twins import (
    detour,
    inline,
    inline_rule,
    on_main_table,
    second_provider,
    through_second_nat,
    turned_round,
)
from tests.catalogue.planting import (
    GONE,
    Broken,
    The,
    declared_with,
    together,
    undeclared,
    waiting,
    with_fewer,
    with_inputs,
    without_edges,
)

PRIVATE = "network-private-az2"
EGRESS = [f"regional-nat/eip/network-nat-az{number}#publicIp/32" for number in (1, 2, 3)]
ORGANIZATION = "arn:aws:organizations::444444444444:organization/o-exampleorg1"


def called_with(**changes: Any) -> Callable[[Any], Any]:
    """A function whose named arguments are changed, whatever it is given."""

    def breaking(right: Any) -> Any:
        names = right.__code__.co_varnames[: right.__code__.co_argcount]

        def broken(*positional: Any, **given: Any) -> Any:
            return right(**{**dict(zip(names, positional, strict=False)), **given, **changes})

        return broken

    return breaking


def elsewhere() -> aws.Provider:
    return aws.Provider("elsewhere", region="us-west-2", allowed_account_ids=["999999999999"])


def role_of_another_provider(right: Any) -> Any:
    def broken(name: str, *arguments: Any) -> Any:
        if not name.endswith("-node"):
            return right(name, *arguments)
        *plain, _parent = arguments
        home = pulumi.ComponentResource(
            "test:index:Elsewhere", name, {}, pulumi.ResourceOptions(providers={"aws": elsewhere()})
        )
        return right(name, *plain, home)

    return broken


def nat_in_private_subnets(right: Any) -> Any:
    def broken(self: Any, *arguments: Any) -> Any:
        plan = self._plan
        self._plan = replace(plan, nat_tier="private")
        try:
            return right(self, *arguments)
        finally:
            self._plan = plan

    return broken


def first_nat_for_every_zone(right: Any) -> Any:
    def broken(self: Any, *arguments: Any) -> Any:
        plan = self._plan
        first = plan.nat_zones[0]
        self._plan = replace(plan, nat_zones=(first,), nat_for_zone=dict.fromkeys(plan.nat_for_zone, first))
        try:
            return right(self, *arguments)
        finally:
            self._plan = plan

    return broken


def nat_before_the_internet_gateway(right: Any) -> Any:
    def broken(self: Any, *arguments: Any) -> Any:
        self._internet = []
        return right(self, *arguments)

    return broken


def nothing_to_wait_for(right: Any) -> Any:
    return lambda *arguments: replace(right(*arguments), after=())


def private_dns_off(_name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"private_dns_enabled": False} if given["vpc_endpoint_type"] == "Interface" else {}


def fewer_route_tables(_name: str, given: dict[str, Any]) -> dict[str, Any]:
    tables = given.get("route_table_ids")
    return {"route_table_ids": tables[:-1]} if tables else {}


def fewer_zones(_name: str, given: dict[str, Any]) -> dict[str, Any]:
    places = given.get("subnet_ids")
    return {"subnet_ids": places[:1]} if places else {}


CASES = (
    found(
        "launch-template-without-groups",
        "node groups drop the security groups of their launch template",
        on("prod-payments", Broken(cluster_module, "declare_node_group", called_with(security_group_ids=[]))),
        "payments-default",
        twin=with_inputs(
            "LaunchTemplate payments-default",
            vpcSecurityGroupIds=GONE,
            networkInterfaces=[{"securityGroups": [The("Cluster payments", "clusterSecurityGroupId")]}],
        ),
    ),
    found(
        "nodes-before-addons",
        "node groups wait for nothing",
        on("dev", Broken(cluster_module, "declare_node_group", called_with(depends_on=[]))),
        "dev-default",
        also=("role-before-policies",),
        twin=detour("NodeGroup dev-default", "Addon dev-vpc-cni", "Addon dev-kube-proxy"),
    ),
    found(
        "cluster-before-network",
        "the cluster component ignores what it should wait for",
        on("dual-stack", Broken(cluster_module, "_and", lambda _right: lambda own, _given: list(own))),
        "media",
        twin=detour("Cluster media", "VpcEndpoint endpoints-eks", "RolePolicyAttachment media-cluster-cluster"),
    ),
    found(
        "share-not-waited-for",
        "clusters are composed without edges to the network",
        on("staging", Broken(stacks.compose, "_ready", nothing_to_wait_for)),
        "payments",
        also=("cluster-before-network",),
        twin=detour("Cluster payments", "VpcEndpoint network-s3", "RolePolicyAttachment payments-cluster-cluster"),
    ),
    found(
        "coredns-before-nodes",
        "CoreDNS is declared as add-ons before nodes are",
        on(
            "isolated",
            Broken(EksCluster, "_declare_addon", lambda right: lambda self, addon, _after: right(self, addon, [])),
        ),
        "vault-coredns",
        twin=together(
            without_edges("Addon vault-coredns", "ManagedNodeGroup vault-default"),
            waiting("Addon vault-coredns", "NodeGroup vault-default"),
        ),
    ),
    found(
        "foreign-reference",
        "the nodes' role is declared with another provider",
        on("dev", Broken(cluster_module, "declare_role", role_of_another_provider)),
        "dev-default",
        twin=second_provider("Role dev-node", "dev"),
    ),
    found(
        "egress-address-not-listed",
        "the public list leaves out the egress addresses",
        on(
            "regional-nat",
            Broken(
                EksCluster,
                "_public_access_cidrs",
                lambda right: lambda self: right(self)[: len(self._spec.endpoint.public_cidrs)],
            ),
        ),
        "network-private-az1",
        twin=with_inputs(
            "Cluster shop",
            vpcConfig={"publicAccessCidrs": ["54.240.196.0/24", *EGRESS]},
        ),
    ),
    found(
        "egress-address-not-listed",
        "the public list has the first zone's egress address only",
        on(
            "regional-nat",
            Broken(
                EksCluster,
                "_public_access_cidrs",
                lambda right: lambda self: right(self)[: len(self._spec.endpoint.public_cidrs) + 1],
            ),
        ),
        "network-private-az3",
        twin=with_inputs("Cluster shop", vpcConfig={"publicAccessCidrs": EGRESS[::-1]}),
    ),
    found(
        "endpoint-without-private-dns",
        "endpoints are declared with private DNS off",
        on("isolated", declared_with(aws.ec2, "VpcEndpoint", private_dns_off)),
        "network-private-az1",
        twin=with_inputs("VpcEndpoint network-s3", privateDnsEnabled=False),
    ),
    found(
        "path-leaves-zone",
        "endpoints are declared in the first zone only",
        on("isolated", declared_with(aws.ec2, "VpcEndpoint", fewer_zones)),
        "vault",
        twin=turned_round("VpcEndpoint endpoints-ec2", "subnetIds"),
    ),
    found(
        "gateway-endpoint-not-on-route-table",
        "the S3 endpoint is declared on all route tables but one",
        on("isolated", declared_with(aws.ec2, "VpcEndpoint", fewer_route_tables)),
        "network-private-az3",
        twin=turned_round("VpcEndpoint network-s3", "routeTableIds"),
    ),
    found(
        "endpoint-closed",
        "the rules of the endpoints' group are forgotten",
        on("prod-payments", undeclared(aws.vpc, "SecurityGroupIngressRule", lambda name: name.startswith("endpoints"))),
        "network-private-az1",
        twin=inline_rule("10.64.0.0/16"),
    ),
    found(
        "nat-without-internet",
        "NAT gateways are declared in the private subnets",
        on("staging", Broken(SharedVpc, "_declare_zonal_nat", nat_in_private_subnets)),
        "network-private-az1",
        twin=with_inputs("NatGateway network-nat-az1", connectivityType=GONE),
    ),
    found(
        "nat-before-internet-gateway",
        "NAT gateways are declared without waiting for the internet gateway",
        on(
            "dev",
            Broken(
                SharedVpc,
                "_declare_zonal_nat",
                nat_before_the_internet_gateway,
            ),
        ),
        "network-nat-az1",
        twin=without_edges("NatGateway network-nat-az1", "InternetGateway network"),
    ),
    found(
        "single-nat-gateway",
        "one NAT gateway is declared where each zone should have one",
        on("prod-network", Broken(SharedVpc, "_declare_nat", first_nat_for_every_zone)),
        "network-nat-az1",
        twin=through_second_nat("az1"),
    ),
    found(
        "vpc-dns-off",
        "the VPC is declared without DNS host names",
        on("dev", declared_with(aws.ec2, "Vpc", lambda _name, _given: {"enable_dns_hostnames": None})),
        "network-private-az1",
        twin=with_inputs("Vpc network", enableDnsSupport=GONE),
    ),
    found(
        "no-public-address",
        "public subnets are declared without public addresses",
        on("public-only", declared_with(aws.ec2, "Subnet", lambda _name, _given: {"map_public_ip_on_launch": False})),
        "network-public-az1",
        twin=together(
            with_fewer("NodeGroup demo-default", "subnetIds", The("Subnet network-public-az2")),
            with_inputs("Subnet network-public-az2", mapPublicIpOnLaunch=False),
        ),
    ),
    found(
        "no-route",
        "route tables are declared without routes",
        on("dual-stack", undeclared(aws.ec2, "Route", lambda name: name.startswith("network-private"))),
        PRIVATE,
        twin=together(
            *(inline(f"network-private-az{number}-internet", f"network-private-az{number}") for number in (1, 2, 3))
        ),
    ),
    found(
        "no-route",
        "the association of a tier with its route tables is forgotten",
        on("regional-nat", undeclared(aws.ec2, "RouteTableAssociation", lambda name: "private" in name)),
        PRIVATE,
        also=("gateway-endpoint-not-on-route-table",),
        twin=on_main_table(PRIVATE, "Cluster shop"),
    ),
    found(
        "subnet-not-shared",
        "the share forgets its principals",
        on("staging", undeclared(aws.ram, "PrincipalAssociation")),
        "network-cluster-az1",
        twin=with_inputs("PrincipalAssociation share-333333333333", principal=ORGANIZATION),
    ),
    found(
        "default-provider",
        "flow logs are declared outside their component, without a provider",
        on("prod-network", Broken(vpc_module, "declare_flow_logs", called_with(parent=None))),
        "network-flow-logs",
        twin=second_provider("FlowLog network-flow-logs", "network"),
    ),
    found(
        "provider-without-account",
        "providers are declared without allowed accounts",
        on(
            "prod-network",
            declared_with(aws, "Provider", lambda _name, _given: {"allowed_account_ids": None, "assume_roles": None}),
        ),
        "network",
        twin=with_inputs("aws network", maxRetries="5"),
    ),
)
