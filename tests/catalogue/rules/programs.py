"""Programs with components of this package and without, which cases of rules are planted in; each is recorded once."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedSubnetTags, SharedVpc, SubnetShare
from tests.catalogue.bases import Base, program
from tests.support import OWNER, PARTICIPANT, ZONES, cluster_args, vpc_args

Declare = Callable[[pulumi.ResourceOptions, pulumi.ResourceOptions], None]


def also(opts: pulumi.ResourceOptions, **more: Any) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(**more))


class Ours(pulumi.ComponentResource):
    """A component of this package, as far as rules can tell."""

    def __init__(self, *accounts: pulumi.ResourceOptions, type_: str = "eks-shared-vpc:index:Ours") -> None:
        super().__init__(type_, "ours")
        for index, opts in enumerate(accounts):
            aws.ec2.Vpc(f"vpc-{index}", cidr_block="10.0.0.0/16", opts=also(opts, parent=self))


def no_provider(_owner: Any, participant: Any) -> None:
    aws.ec2.Vpc("lonely", cidr_block="10.0.0.0/16")
    aws.ec2.Vpc("homely", cidr_block="10.1.0.0/16", opts=participant)


def _no_account() -> None:
    aws.ec2.Vpc("lonely", cidr_block="10.0.0.0/16")
    profile = aws.Provider("profile", region="us-west-2", profile="work")
    aws.ec2.Vpc("working", cidr_block="10.1.0.0/16", opts=pulumi.ResourceOptions(provider=profile))


def _one_account() -> None:
    profile = aws.Provider("profile", region="us-west-2", profile="work", allowed_account_ids=[OWNER])
    aws.ec2.Vpc("lonely", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=profile))
    aws.ec2.Vpc("working", cidr_block="10.1.0.0/16", opts=pulumi.ResourceOptions(provider=profile))


def _a_provider_each(owner: Any, participant: Any) -> None:
    aws.ec2.Vpc("one", cidr_block="10.0.0.0/16", opts=owner)
    SharedVpc("two", vpc_args(), participant)


def _providers_of_no_account(_owner: Any, _participant: Any) -> None:
    aws.Provider("anywhere", region="us-west-2")
    aws.Provider("either", region="us-west-2", allowed_account_ids=[OWNER, PARTICIPANT])


def _a_role_of_another_account(owner: Any, participant: Any) -> None:
    role = aws.iam.Role("theirs", assume_role_policy="{}", opts=owner)
    aws.eks.Cluster("it", role_arn=role.arn, vpc_config={"subnet_ids": ["subnet-1"]}, opts=participant)


def _a_shared_subnet_and_a_role_of_its_own(owner: Any, participant: Any) -> None:
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=owner)
    subnet = aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=owner)
    role = aws.iam.Role("ours", assume_role_policy="{}", opts=participant)
    aws.eks.Cluster("it", role_arn=role.arn, vpc_config={"subnet_ids": [subnet.id]}, opts=participant)
    aws.ec2.SecurityGroup("group", vpc_id=vpc.id, opts=participant)


def security_groups(group_of: str) -> Base:
    """A launch template and a control plane of the participant, in a group of the owner or of its own."""

    def declare(owner: Any, participant: Any) -> None:
        group = aws.ec2.SecurityGroup("group", opts=owner if group_of == "owner" else participant)
        aws.ec2.LaunchTemplate("template", vpc_security_group_ids=[group.id], opts=participant)
        config: Any = {"subnet_ids": ["subnet-1"], "security_group_ids": [group.id]}
        aws.eks.Cluster("cluster", role_arn="arn:aws:iam::1:role/r", vpc_config=config, opts=participant)

    return program(declare)


def api(_owner: Any, participant: Any) -> None:
    config: Any = {"subnet_ids": ["subnet-1"]}
    aws.eks.Cluster("it", role_arn="arn:aws:iam::1:role/r", vpc_config=config, opts=participant)


def network(**changes: Any) -> Declare:
    """A SharedVpc."""

    def declare(owner: Any, _participant: Any) -> None:
        SharedVpc("net", vpc_args(**changes), owner)

    return declare


def _a_share_and_tags(owner: Any, participant: Any) -> None:
    vpc = SharedVpc("net", vpc_args(nat="none"), owner)
    row = {zone: each.arn for zone, each in vpc.subnets["private"].items()}
    share = SubnetShare("share", {"subnet_arns": {"private": row}, "principals": [PARTICIPANT]}, owner)
    ids = {"private": {zone: each.id for zone, each in vpc.subnets["private"].items()}}
    SharedSubnetTags(
        "tags",
        {"subnet_ids": ids, "tier_tags": {"private": {"a/b": "c"}}},
        also(participant, depends_on=[share]),
    )


def cluster_on(*, waiting: bool, **changes: Any) -> Base:
    """A cluster on a SharedVpc, which it waits for or not."""

    def declare(owner: Any, _participant: Any) -> None:
        vpc = SharedVpc("net", vpc_args(**changes), owner)
        ids = {tier: {zone: each.id for zone, each in row.items()} for tier, row in vpc.subnets.items()}
        args = cluster_args(
            vpc_id=vpc.vpc_id, cluster_subnet_ids=ids["cluster"], node_subnet_ids=ids["private"], node_groups={}
        )
        EksCluster("pay", args, also(owner, depends_on=[vpc]) if waiting else owner)

    return program(declare)


def a_cluster(**changes: Any) -> Base:
    """A cluster on subnets of another program."""
    return program(lambda _owner, participant: EksCluster("pay", cluster_args(**changes), participant))


def _one_of_everything_of_a_network(owner: Any, _participant: Any) -> None:
    tiers = [
        {"name": "private", "kind": "private", "use": "nodes", "size": 20},
        {"name": "public", "kind": "public", "use": "load-balancers", "size": 24},
        {"name": "pods", "kind": "isolated", "use": "pods", "size": 18, "block": "100.64.0.0/16"},
    ]
    vpc = SharedVpc("net", vpc_args(tiers=tiers, secondary_cidrs=["100.64.0.0/16"]), owner)
    arn = vpc.subnets["private"][ZONES[0]].arn
    SubnetShare("share", {"subnet_arns": {"private": {ZONES[0]: arn}}, "principals": [PARTICIPANT]}, owner)


NO_PROVIDER = program(no_provider)
NO_ACCOUNT, ONE_ACCOUNT = Base("no account", _no_account), Base("one account", _one_account)
A_PROVIDER_EACH = program(_a_provider_each)
PROVIDERS_OF_NO_ACCOUNT = program(_providers_of_no_account)
ROLE_OF_ANOTHER_ACCOUNT = program(_a_role_of_another_account)
SHARED_SUBNET = program(_a_shared_subnet_and_a_role_of_its_own)
NETWORK = program(_one_of_everything_of_a_network)
SHARE = program(_a_share_and_tags)
CLUSTER = a_cluster()
API = program(api)
SINGLE_NAT = program(network(nat="single"))
NAT_PER_ZONE = program(network())
ONE_ZONE = program(network(nat="single", zones=["usw2-az1"]))
