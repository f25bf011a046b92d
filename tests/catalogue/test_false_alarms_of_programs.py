"""What AWS allows is no finding: healthy programs in other people's style, each with a twin whose fault is found.

A case is a pair of small programs that differ in one thing. In the first one a rule finds nothing, in the second one it
finds the resource that is named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc import EksCluster
from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.graph import PROVIDER, Graph
from tests.catalogue.judging import findings_of_rule
from tests.support import OWNER, PARTICIPANT, cluster_args, graph_of, only, provider

Program = Callable[[], object]
ORGANIZATION = "arn:aws:organizations::111111111111:ou/o-exampleorg1/ou-a1b2-c3d4e5f6"


@dataclass(frozen=True)
class Pair:
    """A healthy program, and its twin with what is found in it."""

    rule: str
    title: str
    healthy: Program
    faulty: Program
    found: tuple[str, ...]


def found(rule: str, graph: Graph) -> list[str]:
    """Names of what a rule finds in a graph."""
    return sorted({graph.resources[each.where].name for each in findings_of_rule(rule, graph)})


def owner(**more: Any) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(provider=provider("owner", OWNER), **more)


def two() -> tuple[pulumi.ResourceOptions, pulumi.ResourceOptions]:
    return owner(), pulumi.ResourceOptions(provider=provider("participant", PARTICIPANT))


def also(opts: pulumi.ResourceOptions, *after: Any) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(after)))


# References between accounts.


def pod_identity(own: str) -> Program:
    """A pod's role is in the cluster's account; the role that it assumes next may be in any."""

    def declare() -> None:
        theirs, ours = two()
        roles = {
            "theirs": aws.iam.Role("theirs", assume_role_policy="{}", opts=theirs),
            "ours": aws.iam.Role("ours", assume_role_policy="{}", opts=ours),
        }
        aws.eks.PodIdentityAssociation(
            "it",
            cluster_name="pay",
            namespace="pay",
            service_account="ledger",
            role_arn=roles[own].arn,
            target_role_arn=roles["theirs"].arn,
            opts=ours,
        )

    return declare


def routed_by(target: str) -> Program:
    """A route leads to another account's transit gateway, which can be shared, or to its NAT gateway, which cannot."""

    def declare() -> None:
        theirs, ours = two()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=ours)
        table = aws.ec2.RouteTable("table", vpc_id=vpc.id, opts=ours)
        transit = aws.ec2transitgateway.TransitGateway("transit", opts=theirs)
        nat = aws.ec2.NatGateway("nat", connectivity_type="private", subnet_id="subnet-1", opts=theirs)
        aws.ec2transitgateway.VpcAttachment(
            "attachment", transit_gateway_id=transit.id, vpc_id=vpc.id, subnet_ids=["subnet-2"], opts=ours
        )
        through: Any = {"transit_gateway_id": transit.id} if target == "transit" else {"nat_gateway_id": nat.id}
        aws.ec2.Route("it", route_table_id=table.id, destination_cidr_block="10.9.0.0/16", **through, opts=ours)

    return declare


def destinations(role: str) -> Program:
    """A key, a bucket and a service network of another account are used; the role of a cluster is not."""

    def declare() -> None:
        theirs, ours = two()
        key = aws.kms.Key("key", opts=theirs)
        bucket = aws.s3.Bucket("bucket", opts=theirs)
        network = aws.vpclattice.ServiceNetwork("services", opts=theirs)
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=ours)
        aws.ec2.FlowLog(
            "flows",
            vpc_id=vpc.id,
            traffic_type="ALL",
            log_destination=bucket.arn,
            log_destination_type="s3",
            opts=ours,
        )
        aws.vpclattice.ServiceNetworkVpcAssociation(
            "link", vpc_identifier=vpc.id, service_network_identifier=network.id, opts=ours
        )
        roles = aws.iam.Role("role", assume_role_policy="{}", opts=ours if role == "ours" else theirs)
        aws.eks.Cluster(
            "it",
            role_arn=roles.arn,
            vpc_config={"subnet_ids": ["subnet-1", "subnet-2"]},
            encryption_config={"provider": {"key_arn": key.arn}, "resources": ["secrets"]},
            opts=ours,
        )

    return declare


def group_of_another_account(share: bool) -> Program:
    """A security group of another account is usable if it is shared."""

    def declare() -> None:
        theirs, ours = two()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=theirs)
        group = aws.ec2.SecurityGroup("group", vpc_id=vpc.id, opts=theirs)
        if share:
            given = aws.ram.ResourceShare("share", allow_external_principals=False, opts=theirs)
            aws.ram.ResourceAssociation(
                "share-group", resource_share_arn=given.arn, resource_arn=group.arn, opts=theirs
            )
            aws.ram.PrincipalAssociation(
                "share-unit", resource_share_arn=given.arn, principal=ORGANIZATION, opts=theirs
            )
        aws.ec2.LaunchTemplate("it", vpc_security_group_ids=[group.id], opts=ours)

    return declare


# Whose credentials they are.


def provider_of(**binding: Any) -> Program:
    """A provider that says its account in one way or another, in a program of two accounts."""

    def declare() -> None:
        two()
        it = aws.Provider("it", region="us-west-2", **binding)
        aws.ec2.Eip("address", domain="vpc", opts=pulumi.ResourceOptions(provider=it))

    return declare


def ambient(*, second: bool) -> Program:
    """A program that leaves the account to its credentials: of one account, or besides two others."""

    def declare() -> None:
        if second:
            two()
        aws.ec2.Eip("it", domain="vpc")

    return declare


def unbound(*, second: bool) -> Program:
    """A provider for another region, which is bound to no account."""

    def declare() -> None:
        if second:
            two()
        aws.ec2.Eip(
            "address", domain="vpc", opts=pulumi.ResourceOptions(provider=aws.Provider("it", region="us-east-1"))
        )

    return declare


# Route tables.


def main_table(way: str) -> Program:
    """A subnet is public by its VPC's main table, which a program routes in one way or another."""

    def declare() -> None:
        opts = owner()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        gateway = aws.ec2.InternetGateway("gateway", vpc_id=vpc.id, opts=opts)
        aws.ec2.Subnet("it", vpc_id=vpc.id, cidr_block="10.0.0.0/24", map_public_ip_on_launch=True, opts=opts)
        route: Any = {"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}
        if way == "adopted":
            aws.ec2.DefaultRouteTable(
                "main", default_route_table_id=vpc.default_route_table_id, routes=[route], opts=opts
            )
        elif way == "chosen":
            table = aws.ec2.RouteTable("table", vpc_id=vpc.id, routes=[route], opts=opts)
            aws.ec2.MainRouteTableAssociation("main", vpc_id=vpc.id, route_table_id=table.id, opts=opts)
        elif way != "none":
            aws.ec2.Route(
                "route",
                route_table_id=getattr(vpc, way),
                destination_cidr_block="0.0.0.0/0",
                gateway_id=gateway.id,
                opts=opts,
            )

    return declare


def inline_table(*, to: str) -> Program:
    """A subnet whose route table has its routes inline, to an internet gateway or to a virtual private gateway."""

    def declare() -> None:
        opts = owner()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        gateways_ = {
            "internet": aws.ec2.InternetGateway("internet", vpc_id=vpc.id, opts=opts),
            "private": aws.ec2.VpnGateway("private", vpc_id=vpc.id, opts=opts),
        }
        subnet = aws.ec2.Subnet("it", vpc_id=vpc.id, cidr_block="10.0.0.0/24", map_public_ip_on_launch=True, opts=opts)
        routes = [aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", gateway_id=gateways_[to].id)]
        table = aws.ec2.RouteTable("table", vpc_id=vpc.id, routes=routes, opts=opts)
        aws.ec2.RouteTableAssociation("association", subnet_id=subnet.id, route_table_id=table.id, opts=opts)

    return declare


def attached(*, waits: bool) -> Program:
    """An internet gateway is attached by a resource of its own, which the NAT gateway has to wait for."""

    def declare() -> None:
        opts = owner()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        subnet = aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=opts)
        gateway = aws.ec2.InternetGateway("gateway", opts=opts)
        attachment = aws.ec2.InternetGatewayAttachment(
            "attachment", vpc_id=vpc.id, internet_gateway_id=gateway.id, opts=opts
        )
        address = aws.ec2.Eip("address", domain="vpc", opts=opts)
        aws.ec2.NatGateway(
            "it", subnet_id=subnet.id, allocation_id=address.id, opts=also(opts, attachment if waits else gateway)
        )

    return declare


# Order.


def nodes_of_a_user(*, own: bool) -> Program:
    """A user's own node group beside the component, whose CoreDNS cannot wait for it; or add-ons and nodes all of their own."""

    def declare() -> None:
        opts = pulumi.ResourceOptions(provider=provider("participant", PARTICIPANT))
        config: Any = {"min_size": 1, "max_size": 3, "desired_size": 1}
        if own:
            cluster = aws.eks.Cluster(
                "cluster", role_arn="arn:aws:iam::222222222222:role/c", vpc_config={"subnet_ids": ["a", "b"]}, opts=opts
            )
            name: Any = cluster.name
            aws.eks.Addon("it", cluster_name=name, addon_name="coredns", opts=opts)
        else:
            core: Any = EksCluster("pay", cluster_args(node_groups={}), opts).core.cluster
            name = core.name
        aws.eks.NodeGroup(
            "mine",
            cluster_name=name,
            node_role_arn="arn:aws:iam::222222222222:role/n",
            subnet_ids=["subnet-1"],
            scaling_config=config,
            opts=opts,
        )

    return declare


def second_group(*, tainted: bool) -> Program:
    """CoreDNS waits for one node group of two: enough, unless pods are kept away from that one."""

    def declare() -> None:
        opts = pulumi.ResourceOptions(provider=provider("participant", PARTICIPANT))
        cluster = aws.eks.Cluster(
            "cluster", role_arn="arn:aws:iam::222222222222:role/c", vpc_config={"subnet_ids": ["a", "b"]}, opts=opts
        )
        taints: Any = [{"key": "gpu", "effect": "NO_SCHEDULE"}]

        def group(name: str, **more: Any) -> Any:
            return aws.eks.NodeGroup(
                name,
                cluster_name=cluster.name,
                node_role_arn="arn:aws:iam::222222222222:role/n",
                subnet_ids=["subnet-1"],
                scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
                opts=opts,
                **more,
            )

        group("second")
        first = group("first", **({"taints": taints} if tainted else {}))
        aws.eks.Addon("it", cluster_name=cluster.name, addon_name="coredns", opts=also(opts, first))

    return declare


def self_managed_addons(*, there: bool) -> Program:
    """Nodes do not wait for the add-ons of a cluster that has unmanaged copies of them from the start."""

    def declare() -> None:
        opts = pulumi.ResourceOptions(provider=provider("participant", PARTICIPANT))
        cluster = aws.eks.Cluster(
            "cluster",
            role_arn="arn:aws:iam::222222222222:role/c",
            vpc_config={"subnet_ids": ["a", "b"]},
            bootstrap_self_managed_addons=there,
            opts=opts,
        )
        aws.eks.Addon("cni", cluster_name=cluster.name, addon_name="vpc-cni", opts=opts)
        aws.eks.NodeGroup(
            "it",
            cluster_name=cluster.name,
            node_role_arn="arn:aws:iam::222222222222:role/n",
            subnet_ids=["subnet-1"],
            scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
            opts=opts,
        )

    return declare


def endpoint_for_the_cluster(*, waits: bool) -> Program:
    """The endpoints admit the cluster's own group: the cluster cannot wait for that rule, and its nodes do."""

    def declare() -> None:
        opts = owner()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        subnet = aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=opts)
        group = aws.ec2.SecurityGroup("group", vpc_id=vpc.id, opts=opts)
        endpoint = aws.ec2.VpcEndpoint(
            "endpoint",
            vpc_id=vpc.id,
            service_name="com.amazonaws.us-west-2.ec2",
            vpc_endpoint_type="Interface",
            subnet_ids=[subnet.id],
            security_group_ids=[group.id],
            opts=opts,
        )
        cluster = aws.eks.Cluster(
            "cluster",
            role_arn="arn:aws:iam::111111111111:role/c",
            vpc_config={"subnet_ids": [subnet.id]},
            opts=also(opts, endpoint),
        )
        admission = aws.vpc.SecurityGroupIngressRule(
            "admission",
            security_group_id=group.id,
            referenced_security_group_id=cluster.vpc_config.cluster_security_group_id,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            opts=opts,
        )
        aws.eks.NodeGroup(
            "it",
            cluster_name=cluster.name,
            node_role_arn="arn:aws:iam::111111111111:role/n",
            subnet_ids=[subnet.id],
            scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
            opts=also(opts, admission) if waits else opts,
        )

    return declare


# Subnets.


def by_zone_name(*, shared: bool) -> Program:
    """A subnet is placed by its zone's name: in one account that says which zone it is."""

    def declare() -> None:
        opts = owner()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        subnet = aws.ec2.Subnet(
            "it", vpc_id=vpc.id, cidr_block="10.0.0.0/24", availability_zone="us-west-2a", opts=opts
        )
        share = aws.ram.ResourceShare("share", allow_external_principals=False, opts=opts)
        principal = PARTICIPANT if shared else OWNER
        aws.ram.ResourceAssociation("subnets", resource_share_arn=share.arn, resource_arn=subnet.arn, opts=opts)
        aws.ram.PrincipalAssociation("accounts", resource_share_arn=share.arn, principal=principal, opts=opts)

    return declare


def ipv6(*blocks: str) -> Program:
    """Subnets with IPv6 blocks that were computed from the stand-in of their VPC's."""

    def declare() -> None:
        opts = owner()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", assign_generated_ipv6_cidr_block=True, opts=opts)
        for number, block in enumerate(blocks):
            whole = vpc.ipv6_cidr_block
            text = whole.apply(lambda given, block=block: block or given)  # type: ignore[misc]
            aws.ec2.Subnet(
                f"subnet-{number}",
                vpc_id=vpc.id,
                cidr_block=f"10.0.{number}.0/24",
                ipv6_cidr_block=text if not block.startswith("+") else whole.apply(part_of),
                opts=opts,
            )

    return declare


def part_of(block: str) -> str:
    """The first /64 of a block."""
    return block.rpartition("/")[0] + "/64"


# Shares.


def shared_by(principal: str | None, *, share: str = "", resource: str = "") -> Program:
    """A cluster on another account's subnets, which are shared with something, or by another stack."""

    def declare() -> None:
        theirs, ours = two()
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=theirs)
        subnet = aws.ec2.Subnet("it", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=theirs)
        if principal is not None:
            arn: Any = share or aws.ram.ResourceShare("share", allow_external_principals=False, opts=theirs).arn
            of: Any = resource or subnet.arn
            aws.ram.ResourceAssociation("resource", resource_share_arn=arn, resource_arn=of, opts=theirs)
            aws.ram.PrincipalAssociation("principal", resource_share_arn=arn, principal=principal, opts=theirs)
        aws.eks.Cluster(
            "cluster",
            role_arn="arn:aws:iam::222222222222:role/c",
            vpc_config={"subnet_ids": [subnet.id, "subnet-2"]},
            opts=ours,
        )

    return declare


SHARE = "arn:aws:ram:us-west-2:111111111111:resource-share/0a1b2c3d"
SUBNET = "arn:aws:ec2:us-west-2:111111111111:subnet/subnet-0a1b2c3d"
ROLE = "arn:aws:iam::333333333333:role/deploy"

PAIRS = [
    Pair("foreign-reference", "a pod's target role", pod_identity("ours"), pod_identity("theirs"), ("it",)),
    Pair("foreign-reference", "a shared transit gateway", routed_by("transit"), routed_by("nat"), ("it",)),
    Pair(
        "foreign-reference",
        "a key, a bucket and a service network",
        destinations("ours"),
        destinations("theirs"),
        ("it",),
    ),
    Pair(
        "foreign-security-group",
        "a shared group",
        group_of_another_account(share=True),
        group_of_another_account(share=False),
        ("it",),
    ),
    Pair(
        "provider-without-account",
        "it assumes a role",
        provider_of(assume_roles=[{"role_arn": ROLE}]),
        provider_of(profile="deploy"),
        ("it",),
    ),
    Pair("provider-without-account", "one account", unbound(second=False), unbound(second=True), ("it",)),
    Pair("default-provider", "one account", ambient(second=False), ambient(second=True), ("it",)),
    *(
        Pair("public-subnet-without-internet", f"main table: {way}", main_table(way), main_table("none"), ("it",))
        for way in ("main_route_table_id", "default_route_table_id", "adopted", "chosen")
    ),
    Pair(
        "public-subnet-without-internet",
        "inline routes, and a VPN gateway is no internet gateway",
        inline_table(to="internet"),
        inline_table(to="private"),
        ("it",),
    ),
    Pair(
        "nat-before-internet-gateway",
        "an attachment of its own",
        attached(waits=True),
        attached(waits=False),
        ("it",),
    ),
    Pair(
        "coredns-before-nodes",
        "nodes beside the component",
        nodes_of_a_user(own=False),
        nodes_of_a_user(own=True),
        ("it",),
    ),
    Pair("coredns-before-nodes", "one of two groups", second_group(tainted=False), second_group(tainted=True), ("it",)),
    Pair(
        "nodes-before-addons",
        "unmanaged add-ons",
        self_managed_addons(there=True),
        self_managed_addons(there=False),
        ("it",),
    ),
    Pair(
        "cluster-before-network",
        "a rule that names the cluster",
        endpoint_for_the_cluster(waits=True),
        endpoint_for_the_cluster(waits=False),
        ("it",),
    ),
    Pair("zone-names", "one account", by_zone_name(shared=False), by_zone_name(shared=True), ("it",)),
    Pair("subnets-overlap", "no part of the VPC's block", ipv6("", ""), ipv6("+", "+"), ("subnet-1",)),
    Pair(
        "subnets-overlap",
        "of another documentation block",
        ipv6("2001:db8:ffff::/64", "2001:db8:ffff::/64"),
        ipv6("+", "+"),
        ("subnet-1",),
    ),
    Pair("subnet-not-shared", "an organizational unit", shared_by(ORGANIZATION), shared_by("333333333333"), ("it",)),
    Pair("subnet-not-shared", "another stack shares it", shared_by(None), shared_by("333333333333"), ("it",)),
    Pair(
        "subnet-not-shared",
        "a share by its ARN",
        shared_by(PARTICIPANT, share=SHARE),
        shared_by("333333333333"),
        ("it",),
    ),
    Pair(
        "subnet-not-shared",
        "a subnet by its ARN",
        shared_by("333333333333", resource=SUBNET),
        shared_by("333333333333"),
        ("it",),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.rule}: {pair.title}")
def test_what_is_healthy_is_no_finding_and_its_faulty_twin_is_one(pair):
    assert found(pair.rule, graph_of(pair.healthy)) == []
    assert found(pair.rule, graph_of(pair.faulty)) == list(pair.found)


@pytest.mark.parametrize(
    ("binding", "account"),
    [
        ({"assume_roles": [{"role_arn": ROLE}]}, "333333333333"),
        ({"assume_roles": [{"role_arn": ROLE}], "allowed_account_ids": [OWNER]}, OWNER),
        ({"assume_roles": [{"role_arn": ROLE}, {"role_arn": ROLE.replace("3", "4")}]}, "444444444444"),
        ({"assume_roles": [{"role_arn": "deploy"}]}, None),
        ({"assume_roles": [{"external_id": "x"}]}, None),
        ({"profile": "deploy"}, None),
        ({"allowed_account_ids": [OWNER, PARTICIPANT]}, None),
    ],
)
def test_the_account_of_a_provider_is_the_one_that_it_allows_or_that_of_the_last_role_that_it_assumes(binding, account):
    graph = graph_of(lambda: aws.Provider("it", region="us-west-2", **binding))
    assert only(graph, PROVIDER).account == account


def test_a_program_of_one_account_is_told_once_that_its_credentials_decide():
    graph = graph_of(lambda: [aws.ec2.Eip(f"address-{number}", domain="vpc") for number in range(5)])
    (finding,) = findings_of_rule("account-not-stated", graph)
    assert (finding.level, graph.resources[finding.where].name) == (Level.NOTICE, "address-0")
    assert "address-0" in finding.message


def test_an_edge_is_never_proposed_that_closes_a_circle():
    graph = graph_of(endpoint_for_the_cluster(waits=False))
    (finding,) = findings_of_rule("cluster-before-network", graph)
    assert finding.changes is not None
    fixed = finding.changes.applied(graph)
    for each in fixed:
        assert each.urn not in fixed.upstream(each), f"{each.name} waits for itself"
