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
from tests.faults.planting import Broken, Fault, declared_with, undeclared

PRIVATE = "network-private-az2"


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
    return lambda *arguments: replace(right(*arguments), ready=())


def private_dns_off(_name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"private_dns_enabled": False} if given["vpc_endpoint_type"] == "Interface" else {}


def fewer_route_tables(_name: str, given: dict[str, Any]) -> dict[str, Any]:
    tables = given.get("route_table_ids")
    return {"route_table_ids": tables[:-1]} if tables else {}


def fewer_zones(_name: str, given: dict[str, Any]) -> dict[str, Any]:
    places = given.get("subnet_ids")
    return {"subnet_ids": places[:1]} if places else {}


FAULTS = (
    Fault(
        "node groups drop the security groups of their launch template",
        "prod-payments",
        "launch-template-without-groups",
        "payments-default",
        Broken(cluster_module, "declare_node_group", called_with(security_group_ids=[])),
    ),
    Fault(
        "node groups wait for nothing",
        "dev",
        "nodes-before-addons",
        "dev-default",
        Broken(cluster_module, "declare_node_group", called_with(depends_on=[])),
        also=("role-before-policies",),
    ),
    Fault(
        "the cluster component ignores what it should wait for",
        "dual-stack",
        "cluster-before-network",
        "media",
        Broken(cluster_module, "_and", lambda _right: lambda own, _given: list(own)),
    ),
    Fault(
        "clusters are composed without edges to the network",
        "staging",
        "share-not-waited-for",
        "payments",
        Broken(stacks.compose, "_own_network", nothing_to_wait_for),
        also=("cluster-before-network",),
    ),
    Fault(
        "CoreDNS is declared as add-ons before nodes are",
        "isolated",
        "coredns-before-nodes",
        "vault-coredns",
        Broken(EksCluster, "_declare_addon", lambda right: lambda self, addon, _after: right(self, addon, [])),
    ),
    Fault(
        "the nodes' role is declared with another provider",
        "dev",
        "foreign-reference",
        "dev-default",
        Broken(cluster_module, "declare_role", role_of_another_provider),
    ),
    Fault(
        "the public list leaves out the egress addresses",
        "regional-nat",
        "egress-address-not-listed",
        "network-private-az1",
        Broken(
            EksCluster,
            "_public_access_cidrs",
            lambda right: lambda self, _egress_ips: right(self, {}),
        ),
    ),
    Fault(
        "the public list has the first zone's egress address only",
        "regional-nat",
        "egress-address-not-listed",
        "network-private-az3",
        Broken(
            EksCluster,
            "_public_access_cidrs",
            lambda right: lambda self, egress_ips: right(self, dict(list(egress_ips.items())[:1])),
        ),
    ),
    Fault(
        "endpoints are declared with private DNS off",
        "isolated",
        "endpoint-without-private-dns",
        "network-private-az1",
        declared_with(aws.ec2, "VpcEndpoint", private_dns_off),
    ),
    Fault(
        "endpoints are declared in the first zone only",
        "isolated",
        "path-leaves-zone",
        "vault",
        declared_with(aws.ec2, "VpcEndpoint", fewer_zones),
    ),
    Fault(
        "the S3 endpoint is declared on all route tables but one",
        "isolated",
        "gateway-endpoint-not-on-route-table",
        "network-private-az3",
        declared_with(aws.ec2, "VpcEndpoint", fewer_route_tables),
    ),
    Fault(
        "the rules of the endpoints' group are forgotten",
        "prod-payments",
        "endpoint-closed",
        "network-private-az1",
        undeclared(aws.vpc, "SecurityGroupIngressRule", lambda name: name.startswith("endpoints")),
    ),
    Fault(
        "NAT gateways are declared in the private subnets",
        "staging",
        "nat-without-internet",
        "network-private-az1",
        Broken(SharedVpc, "_declare_zonal_nat", nat_in_private_subnets),
    ),
    Fault(
        "NAT gateways are declared without waiting for the internet gateway",
        "dev",
        "nat-before-internet-gateway",
        "network-nat-az1",
        Broken(
            SharedVpc,
            "_declare_zonal_nat",
            nat_before_the_internet_gateway,
        ),
    ),
    Fault(
        "one NAT gateway is declared where each zone should have one",
        "prod-network",
        "single-nat-gateway",
        "network-nat-az1",
        Broken(SharedVpc, "_declare_nat", first_nat_for_every_zone),
    ),
    Fault(
        "the VPC is declared without DNS host names",
        "dev",
        "vpc-dns-off",
        "network-private-az1",
        declared_with(aws.ec2, "Vpc", lambda _name, _given: {"enable_dns_hostnames": None}),
    ),
    Fault(
        "public subnets are declared without public addresses",
        "public-only",
        "no-public-address",
        "network-public-az1",
        declared_with(aws.ec2, "Subnet", lambda _name, _given: {"map_public_ip_on_launch": False}),
    ),
    Fault(
        "route tables are declared without routes",
        "dual-stack",
        "no-route",
        PRIVATE,
        undeclared(aws.ec2, "Route", lambda name: name.startswith("network-private")),
    ),
    Fault(
        "the association of a tier with its route tables is forgotten",
        "regional-nat",
        "no-route",
        PRIVATE,
        undeclared(aws.ec2, "RouteTableAssociation", lambda name: "private" in name),
        also=("gateway-endpoint-not-on-route-table",),
    ),
    Fault(
        "the share forgets its principals",
        "staging",
        "subnet-not-shared",
        "network-cluster-az1",
        undeclared(aws.ram, "PrincipalAssociation"),
    ),
    Fault(
        "flow logs are declared outside their component, without a provider",
        "prod-network",
        "default-provider",
        "network-flow-logs",
        Broken(vpc_module, "declare_flow_logs", called_with(parent=None)),
    ),
    Fault(
        "providers are declared without allowed accounts",
        "prod-network",
        "provider-without-account",
        "network",
        declared_with(aws, "Provider", lambda _name, _given: {"allowed_account_ids": None}),
    ),
)
