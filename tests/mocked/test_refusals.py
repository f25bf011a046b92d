"""Arguments that are refused register nothing, and say everything that is wrong with them."""

from collections.abc import Callable
from typing import Any

import pytest

from eks_shared_vpc import EksCluster, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare
from eks_shared_vpc.boundary import Refused
from tests.support import OWNER, cluster_args, in_account, recorded, vpc_args

ZONES = {"usw2-az1": "subnet-1", "usw2-az2": "subnet-2"}
LINKS = {"region": "us-west-2", "vpc_id": "vpc-1", "subnet_ids": ZONES}
CASES: list[Any] = [
    pytest.param(SharedVpc, vpc_args(cidr="10.64.0.1/16"), [("host-bits", "it.cidr")], id="vpc: a block"),
    pytest.param(
        SharedVpc,
        vpc_args(zones=["us-west-2a"], natt="single", flow_logs={"destination": "s3"}),
        [
            ("zone-name", "it.zones[0]"),
            ("flow-log-bucket", "it.flow_logs.bucket_arn"),
            ("unknown-key", "it.natt"),
        ],
        id="vpc: several at once",
    ),
    pytest.param(
        SharedVpc,
        {},
        [("missing-key", "it.region"), ("missing-key", "it.zones"), ("vpc-block", "it.cidr")],
        id="vpc: nothing",
    ),
    pytest.param(
        SubnetShare,
        {"principals": ["somebody"]},
        [("network-or-ids", "it.network"), ("principal", "it.principals[0]")],
        id="share: principal, and no subnets",
    ),
    pytest.param(
        SharedSubnetTags,
        {"subnet_ids": {"private": ZONES}, "tier_tags": {"private": {"aws:name": "x"}}},
        [("tag-key", "it.tier_tags")],
        id="tags: a key that is AWS's",
    ),
    pytest.param(
        PrivateLinkEndpoints,
        {**LINKS, "services": ["ek"]},
        [("unknown-service", "it.services[0]")],
        id="endpoints: a service",
    ),
    pytest.param(
        PrivateLinkEndpoints,
        {**LINKS, "policies": {"sts": "{}"}},
        [("unknown-service", "it.policies.sts")],
        id="endpoints: a policy of no endpoint",
    ),
    pytest.param(
        PrivateLinkEndpoints,
        {"region": "us-west-2"},
        [("network-or-ids", "it.network")],
        id="endpoints: inputs that only flow through",
    ),
    pytest.param(EksCluster, cluster_args(admins=[]), [("no-admins", "it.admins")], id="cluster: nobody administers"),
    pytest.param(
        EksCluster,
        cluster_args(endpoint={"public_cidrs": ["0.0.0.0/0"]}, version="1.2", cluster_nam="x"),
        [
            ("wrong-type", "it.version"),
            ("open-to-the-world", "it.endpoint.public_cidrs"),
            ("unknown-key", "it.cluster_nam"),
        ],
        id="cluster: several at once",
    ),
    pytest.param(EksCluster, cluster_args(vpc_id=None), [("network-or-ids", "it.network")], id="cluster: no VPC"),
    pytest.param(
        EksCluster,
        cluster_args(endpoint={"mode": "public", "public_cidrs": ["52.94.76.0/24"]}),
        [("public-only-egress", "it.endpoint.mode")],
        id="cluster: nodes with no way to a public endpoint",
    ),
]


@pytest.mark.parametrize(("component", "args", "problems"), CASES)
def test_refused_arguments_register_nothing_and_name_every_problem(
    component: Callable[..., Any], args: Any, problems: list[tuple[str, str]]
) -> None:
    caught: list[Refused] = []

    def program() -> None:
        with pytest.raises(Refused) as refused:
            component("it", args, in_account("owner", OWNER))
        caught.append(refused.value)

    graph = recorded(program).graph
    assert sorted(each.type for each in graph) == ["pulumi:providers:aws", "pulumi:pulumi:Stack"], (
        "a component that was refused half way leaves resources without an owner"
    )
    assert sorted((each.id, each.where) for each in caught[0].problems) == sorted(problems)
    assert all(each.fix and each.allowed for each in caught[0].problems)
