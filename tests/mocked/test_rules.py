"""Every rule of the preview finds what it is for, and leaves alone what is right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc import EksCluster, SharedSubnetTags, SharedVpc, SubnetShare
from eks_shared_vpc.preview import rules
from eks_shared_vpc.preview.findings import Finding, Level, apply_rules
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules import ALL_RULES, accounts, addresses, exposure, order
from eks_shared_vpc.preview.rules.accounts import OWNER_ONLY
from tests.support import (
    OWNER,
    PARTICIPANT,
    ZONES,
    cluster_args,
    graph_of,
    in_account,
    only,
    preview_of,
    provider,
    recorded,
    vpc_args,
)

RULES = {rule.id: rule for rule in ALL_RULES}
CLUSTER = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
ADDON = "aws:eks/addon:Addon"


@dataclass(frozen=True)
class Case:
    """A graph, and the names of what a rule finds in it."""

    rule: str
    title: str
    graph: Callable[[], Graph]
    found: tuple[str, ...] = ()


def program(declare: Callable[[pulumi.ResourceOptions, pulumi.ResourceOptions], object]) -> Callable[[], Graph]:
    """The graph of a program that is handed the owner's and the participant's options."""

    def run() -> None:
        owner, participant = provider("owner", OWNER), provider("participant", PARTICIPANT)
        declare(pulumi.ResourceOptions(provider=owner), pulumi.ResourceOptions(provider=participant))

    return lambda: graph_of(run)


def doctored(graph: Graph, change: Callable[[Resource], Mapping[str, Any] | None]) -> Graph:
    """A graph with fields of some of its resources replaced."""
    return Graph([replace(each, **(change(each) or {})) for each in graph])


def also(opts: pulumi.ResourceOptions, **more: Any) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(**more))


class Ours(pulumi.ComponentResource):
    """A component of this package, as far as rules can tell."""

    def __init__(self, *accounts: pulumi.ResourceOptions, type_: str = "eks-shared-vpc:index:Ours") -> None:
        super().__init__(type_, "ours")
        for index, opts in enumerate(accounts):
            aws.ec2.Vpc(f"vpc-{index}", cidr_block="10.0.0.0/16", opts=also(opts, parent=self))


# Programs for the cases below. Each says in its name what is right or wrong with it.


def no_provider(_owner: Any, participant: Any) -> None:
    aws.ec2.Vpc("lonely", cidr_block="10.0.0.0/16")
    aws.ec2.Vpc("homely", cidr_block="10.1.0.0/16", opts=participant)


def a_provider_each(owner: Any, participant: Any) -> None:
    aws.ec2.Vpc("one", cidr_block="10.0.0.0/16", opts=owner)
    SharedVpc("two", vpc_args(), participant)


def providers_of_no_account(_owner: Any, _participant: Any) -> None:
    aws.Provider("anywhere", region="us-west-2")
    aws.Provider("either", region="us-west-2", allowed_account_ids=[OWNER, PARTICIPANT])


def a_role_of_another_account(owner: Any, participant: Any) -> None:
    role = aws.iam.Role("theirs", assume_role_policy="{}", opts=owner)
    aws.eks.Cluster("it", role_arn=role.arn, vpc_config={"subnet_ids": ["subnet-1"]}, opts=participant)


def a_shared_subnet_and_a_role_of_its_own(owner: Any, participant: Any) -> None:
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=owner)
    subnet = aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=owner)
    role = aws.iam.Role("ours", assume_role_policy="{}", opts=participant)
    aws.eks.Cluster("it", role_arn=role.arn, vpc_config={"subnet_ids": [subnet.id]}, opts=participant)
    aws.ec2.SecurityGroup("group", vpc_id=vpc.id, opts=participant)


def security_groups(group_of: str) -> Callable[[Any, Any], None]:
    def declare(owner: Any, participant: Any) -> None:
        group = aws.ec2.SecurityGroup("group", opts=owner if group_of == "owner" else participant)
        aws.ec2.LaunchTemplate("template", vpc_security_group_ids=[group.id], opts=participant)
        config: Any = {"subnet_ids": ["subnet-1"], "security_group_ids": [group.id]}
        aws.eks.Cluster("cluster", role_arn="arn:aws:iam::1:role/r", vpc_config=config, opts=participant)

    return declare


def subnets(*blocks: str, secondary: str | None = None) -> Callable[[Any, Any], None]:
    def declare(owner: Any, _participant: Any) -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=owner)
        other = aws.ec2.Vpc("other", cidr_block="10.9.0.0/16", opts=owner)
        aws.ec2.Subnet("elsewhere", vpc_id=other.id, cidr_block="10.9.0.0/24", opts=owner)
        if secondary:
            aws.ec2.VpcIpv4CidrBlockAssociation("block", vpc_id=vpc.id, cidr_block=secondary, opts=owner)
        for index, block in enumerate(blocks):
            aws.ec2.Subnet(f"subnet-{index}", vpc_id=vpc.id, cidr_block=block, opts=owner)

    return declare


def api(**config: Any) -> Callable[[Any, Any], None]:
    def declare(_owner: Any, participant: Any) -> None:
        wanted: Any = {"subnet_ids": ["subnet-1"], **config}
        aws.eks.Cluster("it", role_arn="arn:aws:iam::1:role/r", vpc_config=wanted, opts=participant)

    return declare


def network(**changes: Any) -> Callable[[Any, Any], None]:
    def declare(owner: Any, _participant: Any) -> None:
        SharedVpc("net", vpc_args(**changes), owner)

    return declare


def shared(waiting: str, principal: str = PARTICIPANT) -> Callable[[Any, Any], None]:
    """A participant's tag on a shared subnet that waits for all of the share, a half of it, or nothing."""

    def declare(owner: Any, participant: Any) -> None:
        vpc = SharedVpc("net", vpc_args(nat="none"), owner)
        row = {zone: each.arn for zone, each in vpc.subnets["private"].items()}
        share = SubnetShare("share", {"subnet_arns": {"private": row}, "principals": [principal]}, owner)
        ids = {"private": {zone: each.id for zone, each in vpc.subnets["private"].items()}}
        after: dict[str, list[pulumi.Resource]] = {"all": [share], "nothing": []}
        SharedSubnetTags(
            "tags",
            {"subnet_ids": ids, "tier_tags": {"private": {"a/b": "c"}}},
            also(participant, depends_on=after[waiting]),
        )

    return declare


def cluster_on(waiting: bool, **changes: Any) -> Callable[[Any, Any], None]:
    def declare(owner: Any, _participant: Any) -> None:
        vpc = SharedVpc("net", vpc_args(**changes), owner)
        ids = {tier: {zone: each.id for zone, each in row.items()} for tier, row in vpc.subnets.items()}
        args = cluster_args(
            vpc_id=vpc.vpc_id, cluster_subnet_ids=ids["cluster"], node_subnet_ids=ids["private"], node_groups={}
        )
        EksCluster("pay", args, also(owner, depends_on=[vpc]) if waiting else owner)

    return declare


def a_cluster(**changes: Any) -> Graph:
    return graph_of(lambda: EksCluster("pay", cluster_args(**changes), in_account("participant", PARTICIPANT)))


def cluster_without_edges(type_: str, names: tuple[str, ...]) -> Graph:
    """A cluster whose resources of a type have lost their edges to others of these names."""

    def change(each: Resource) -> Mapping[str, Any] | None:
        kept = tuple(urn for urn in each.dependencies if not urn.endswith(names))
        return {"dependencies": kept} if each.type == type_ else None

    return doctored(a_cluster(), change)


def share_half_waited_for(missing: str) -> Graph:
    """A shared network whose participant's tags lost their edges to one kind of association."""

    def change(each: Resource) -> Mapping[str, Any] | None:
        if each.type != "aws:ec2/tag:Tag":
            return None
        component = "urn:pulumi:test::test::eks-shared-vpc:index:SubnetShare::share"
        made = [urn for urn in graph.resources if "SubnetShare$" in urn and missing not in urn]
        return {"dependencies": (*(urn for urn in each.dependencies if urn != component and missing not in urn), *made)}

    graph = program(shared("all"))()
    return doctored(graph, change)


NETWORK_CASES = [
    Case(
        "network-outside-owner",
        f"a {type_.rsplit(':', 1)[1]} of a participant",
        lambda type_=type_: doctored(  # type: ignore[misc]
            recorded_network(), lambda each: {"account": PARTICIPANT} if each.type == type_ else None
        ),
        names,
    )
    for type_, names in {
        # With a subnet go what stands in it and what shares it, with a table its routes and associations.
        "aws:ec2/subnet:Subnet": (
            *(f"net-{tier}-az{zone}" for tier in ("pods", "private", "public", "nat") for zone in "123"),
            "share-private-az1",
        ),
        "aws:ec2/routeTable:RouteTable": (
            *(f"net-{tier}-az{zone}" for tier in ("isolated", "pods", "private", "public") for zone in "123"),
            *(f"net-private-az{zone}-internet" for zone in "123"),
            *("net-public", "net-public-internet"),
        ),
        "aws:ec2/internetGateway:InternetGateway": ("net",),
        "aws:ec2/natGateway:NatGateway": tuple(f"net-nat-az{zone}" for zone in "123"),
        "aws:ec2/vpcEndpoint:VpcEndpoint": ("net-s3",),
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ("net-100.64.0.0-16",),
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ("net-default",),
        "aws:ec2/route:Route": (*(f"net-private-az{zone}-internet" for zone in "123"), "net-public-internet"),
        "aws:ram/resourceAssociation:ResourceAssociation": ("share-private-az1",),
    }.items()
]


def recorded_network() -> Graph:
    """A network with one of everything that only its owner can make."""

    def declare(owner: Any, _participant: Any) -> None:
        tiers = [
            {"name": "private", "kind": "private", "use": "nodes", "size": 20},
            {"name": "public", "kind": "public", "use": "load-balancers", "size": 24},
            {"name": "pods", "kind": "isolated", "use": "pods", "size": 18, "block": "100.64.0.0/16"},
        ]
        vpc = SharedVpc("net", vpc_args(tiers=tiers, secondary_cidrs=["100.64.0.0/16"]), owner)
        arn = vpc.subnets["private"][ZONES[0]].arn
        SubnetShare("share", {"subnet_arns": {"private": {ZONES[0]: arn}}, "principals": [PARTICIPANT]}, owner)

    return program(declare)()


CASES = [
    Case("default-provider", "a resource names no provider", program(no_provider), ("lonely",)),
    Case("default-provider", "every resource has one", program(a_provider_each)),
    Case(
        "provider-without-account",
        "one is bound to none and one to two",
        program(providers_of_no_account),
        ("anywhere", "either"),
    ),
    Case("provider-without-account", "each is bound to one", program(a_provider_each)),
    Case(
        "component-in-two-accounts",
        "a component of ours has children in two",
        program(Ours),
        ("ours",),
    ),
    Case("component-in-two-accounts", "both in one", program(lambda owner, _participant: Ours(owner, owner))),
    Case(
        "component-in-two-accounts",
        "somebody else's component may",
        program(lambda owner, participant: Ours(owner, participant, type_="other:index:Theirs")),
    ),
    *NETWORK_CASES,
    Case("network-outside-owner", "all of a network is its owner's", recorded_network),
    Case("foreign-reference", "a role of another account", program(a_role_of_another_account), ("it",)),
    Case("foreign-reference", "a shared subnet is what shares are for", program(a_shared_subnet_and_a_role_of_its_own)),
    Case(
        "foreign-security-group",
        "a participant takes the owner's group",
        program(security_groups("owner")),
        ("cluster", "template"),
    ),
    Case("foreign-security-group", "a participant takes its own", program(security_groups("participant"))),
    Case("subnet-outside-vpc", "one is in no block", program(subnets("10.0.0.0/24", "10.1.0.0/24")), ("subnet-1",)),
    Case("subnet-outside-vpc", "both are in the block", program(subnets("10.0.0.0/24", "10.0.1.0/24"))),
    Case(
        "subnet-outside-vpc",
        "one is in a secondary block",
        program(subnets("10.0.0.0/24", "100.64.1.0/24", secondary="100.64.0.0/16")),
    ),
    Case("subnets-overlap", "one contains another", program(subnets("10.0.0.0/20", "10.0.8.0/24")), ("subnet-1",)),
    Case("subnets-overlap", "two are the same", program(subnets("10.0.0.0/24", "10.0.0.0/24")), ("subnet-1",)),
    Case("subnets-overlap", "they lie side by side", program(subnets("10.0.0.0/24", "10.0.1.0/24"))),
    Case(
        "api-open-to-the-world",
        "the world is on the list",
        program(api(endpoint_public_access=True, public_access_cidrs=["52.94.76.0/24", "0.0.0.0/0"])),
        ("it",),
    ),
    Case("api-open-to-the-world", "there is no list", program(api(endpoint_public_access=True)), ("it",)),
    Case("api-open-to-the-world", "nothing is said, so AWS opens it", program(api()), ("it",)),
    Case("api-open-to-the-world", "it is private", program(api(endpoint_public_access=False))),
    Case("api-open-to-the-world", "there is a list", program(api(public_access_cidrs=["52.94.76.0/24"]))),
    Case("single-nat-gateway", "one for three zones", program(network(nat="single")), ("net-nat-az1",)),
    Case("single-nat-gateway", "one for each zone", program(network())),
    Case("single-nat-gateway", "one for the only zone", program(network(nat="single", zones=["usw2-az1"]))),
    Case(
        "share-not-waited-for",
        "the tags wait for nothing",
        program(shared("nothing")),
        ("tags-private-az1-a-b", "tags-private-az2-a-b", "tags-private-az3-a-b"),
    ),
    Case(
        "share-not-waited-for",
        "the tags wait for the principal only",
        lambda: share_half_waited_for("resourceAssociation"),
        ("tags-private-az1-a-b", "tags-private-az2-a-b", "tags-private-az3-a-b"),
    ),
    Case(
        "share-not-waited-for",
        "the tags wait for the subnets' associations only",
        lambda: share_half_waited_for("principalAssociation"),
        ("tags-private-az1-a-b", "tags-private-az2-a-b", "tags-private-az3-a-b"),
    ),
    Case("share-not-waited-for", "the tags wait for the share", program(shared("all"))),
    Case("cluster-before-network", "a cluster does not wait for it", program(cluster_on(waiting=False)), ("pay",)),
    Case(
        "cluster-before-network",
        "not even without NAT gateways",
        program(cluster_on(waiting=False, nat="none", s3_gateway_endpoint=False)),
        ("pay",),
    ),
    Case("cluster-before-network", "a cluster waits for it", program(cluster_on(waiting=True))),
    Case(
        "nodes-before-addons",
        "nodes wait for kube-proxy only",
        lambda: cluster_without_edges(NODES, ("pay-vpc-cni",)),
        ("pay-default",),
    ),
    Case(
        "nodes-before-addons",
        "nodes wait for vpc-cni only",
        lambda: cluster_without_edges(NODES, ("pay-kube-proxy",)),
        ("pay-default",),
    ),
    Case("nodes-before-addons", "nodes wait for both", a_cluster),
    Case(
        "coredns-before-nodes",
        "coredns waits for no nodes",
        lambda: cluster_without_edges(ADDON, ("pay-default",)),
        ("pay-coredns",),
    ),
    Case("coredns-before-nodes", "coredns waits for them", a_cluster),
    Case("coredns-before-nodes", "there are no nodes to wait for", lambda: a_cluster(node_groups={})),
]


def findings(case: Case) -> tuple[Graph, list[Finding]]:
    graph = case.graph()
    return graph, list(RULES[case.rule].findings(graph))


@pytest.mark.parametrize("case", [case for case in CASES if case.found], ids=lambda case: f"{case.rule}: {case.title}")
def test_a_rule_finds_each_place_where_it_does_not_hold(case):
    graph, found = findings(case)
    assert sorted({graph.resources[each.where].name for each in found}) == sorted(case.found)
    rule = RULES[case.rule]
    for each in found:
        assert (each.id, each.level, each.facts) == (rule.id, rule.level, rule.facts)
        assert each.message, "a finding says what is wrong"
        assert each.fix, "and what to do"
        assert graph.resources[each.where].name.split("-")[0] in each.message, "naming the resource"


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.found], ids=lambda case: f"{case.rule}: {case.title}"
)
def test_a_rule_leaves_alone_what_is_right(case):
    graph, found = findings(case)
    assert len(graph) > 3, "otherwise the rule had nothing to look at"
    assert [each.message for each in found] == []


HERE = (accounts, addresses, exposure, order)
"""The areas whose rules this file tries."""


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    covered = {(case.rule, bool(case.found)) for case in CASES}
    assert covered == {(rule.id, violating) for area in HERE for rule in area.RULES for violating in (True, False)}


def test_every_area_of_rules_is_covered_here_or_in_a_file_of_its_own():
    modules = {
        path.stem for path in Path(rules.__file__).parent.glob("*.py") if path.stem not in ("__init__", "lookups")
    }
    own_files = {path.stem.removeprefix("test_rules_") for path in Path(__file__).parent.glob("test_rules_*.py")}
    here = {area.__name__.rsplit(".", 1)[-1] for area in HERE}
    assert modules == here | (own_files - {"unknown"}), "each file checks that its own rules are all covered"


def test_every_rule_has_a_name_of_its_own_and_says_why_it_is_there_and_what_it_rests_on():
    ids = [rule.id for rule in ALL_RULES]
    assert len(set(ids)) == len(ids)
    assert [rule.id for rule in ALL_RULES if not rule.why or not rule.facts] == []


def test_rules_that_only_an_owner_can_break_are_tried_on_every_kind_that_this_package_makes():
    made = {each.type for each in recorded_network()} & OWNER_ONLY
    tried = {case.title for case in NETWORK_CASES}
    associations = {"aws:ec2/routeTableAssociation:RouteTableAssociation"}
    assert {f"a {type_.rsplit(':', 1)[1]} of a participant" for type_ in made - associations} == tried


def test_findings_come_gravest_first_in_a_stable_order():
    def declare(owner: Any, participant: Any) -> None:
        network(nat="single")(owner, participant)
        api()(owner, participant)
        no_provider(owner, participant)

    found = apply_rules(ALL_RULES, program(declare)())
    ours = ("default-provider", "api-open-to-the-world", "single-nat-gateway")
    assert [(each.level, each.id) for each in found if each.id in ours] == [
        (Level.ERROR, "default-provider"),
        (Level.WARNING, "api-open-to-the-world"),
        (Level.NOTICE, "single-nat-gateway"),
    ]
    assert found == apply_rules(ALL_RULES[::-1], program(declare)())


@pytest.mark.parametrize(
    ("lost", "rule"),
    [
        ("eks-shared-vpc:index:SubnetShare::share", "share-not-waited-for"),
        ("eks-shared-vpc:index:SharedVpc::network", "cluster-before-network"),
        ("eks-shared-vpc:index:PrivateLinkEndpoints::endpoints", "cluster-before-network"),
    ],
)
def test_a_real_stack_that_loses_an_edge_is_found_out(lost, rule):
    graph = preview_of("staging").own
    inside = f"{lost.rsplit('::', 1)[0].replace('::', '$')}$"
    assert [each.id for each in apply_rules(ALL_RULES, graph) if each.id == rule] == []

    def change(each: Resource) -> Mapping[str, Any] | None:
        kept = [urn for urn in each.dependencies if not urn.endswith(lost) and inside not in urn.replace("::", "$")]
        return {"dependencies": tuple(kept)} if each.type in (CLUSTER, "aws:ec2/tag:Tag") else None

    assert {each.id for each in apply_rules(ALL_RULES, doctored(graph, change))} & {rule} == {rule}


def test_a_recording_without_stand_ins_makes_no_rule_fail():
    graph = recorded(lambda: EksCluster("pay", cluster_args(), in_account("p", PARTICIPANT)), known_ids=False).graph
    assert only(graph, CLUSTER).inputs["vpcConfig"]["publicAccessCidrs"] == ["52.94.76.0/24"]
    assert [each.id for each in apply_rules(ALL_RULES, graph) if each.level is Level.ERROR] == [], (
        "what is unknown is no violation"
    )
