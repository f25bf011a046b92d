"""Every component under the plainest mocks that Pulumi's documentation shows: what is registered is what it was given.

test_plain_mocks runs this as a program of its own: ``set_mocks`` changes the SDK for the rest of a process.
"""

import json
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, ExistingVpc, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare
from tests.support import PARTICIPANT, ZONES, cluster_args, existing_args, vpc_args

TIERS = [{"name": name, "kind": "isolated", "use": use, "size": 26} for name, use in (("a", "nodes"), ("b", "cluster"))]
POOL = {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 16}
SUBNETS = {zone: f"subnet-{zone}" for zone in ZONES}
POD = {
    "namespace": "shop",
    "service_account": "cart",
    "policy_arns": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
}


def vpc(**changes: Any) -> Callable[[], SharedVpc]:
    """A network with changed arguments."""
    return lambda: SharedVpc("network", vpc_args(**changes))


def cluster(**changes: Any) -> Callable[[], EksCluster]:
    """A cluster with changed arguments."""
    return lambda: EksCluster("payments", cluster_args(**changes))


def shared() -> SubnetShare:
    """A share of a network's subnets, whose ARNs are not known under such mocks."""
    subnets = vpc()().subnets["private"]
    arns = {zone: each.arn for zone, each in subnets.items()}
    return SubnetShare("share", {"subnet_arns": {"private": arns}, "principals": [PARTICIPANT]})


def tags() -> SharedSubnetTags:
    """Tags on shared subnets."""
    tier_tags = {"private": {"kubernetes.io/role/internal-elb": "1"}}
    return SharedSubnetTags("tags", {"subnet_ids": {"private": SUBNETS}, "tier_tags": tier_tags})


def endpoints() -> PrivateLinkEndpoints:
    """Endpoints with everything that can be read off something else, and is not known under such mocks."""
    network = aws.ec2.Vpc("network", cidr_block="10.64.0.0/16", assign_generated_ipv6_cidr_block=True)
    policy = aws.s3.BucketPolicy("policy", bucket="a-bucket", policy="{}")
    return PrivateLinkEndpoints(
        "endpoints",
        {
            "region": "us-west-2",
            "vpc_id": network.id,
            "subnet_ids": SUBNETS,
            "client_cidrs": {"vpc": network.cidr_block},
            "client_ipv6_cidrs": {"vpc": network.ipv6_cidr_block},
            "policies": {"eks": policy.urn.apply(lambda _: network.arn)},
        },
    )


def behind_nat() -> EksCluster:
    """A cluster that lists the addresses of NAT gateways, which are not known under such mocks."""
    network = vpc()()
    return cluster(endpoint={"mode": "public", "public_cidrs": ["52.94.76.0/24"]}, egress_ips=network.egress_ips)()


def by_contract(**changes: Any) -> Callable[[], EksCluster]:
    """A network that every component hands on to the next."""

    def declare() -> EksCluster:
        network = vpc(**changes)()
        endpoints = PrivateLinkEndpoints("endpoints", {"region": "us-west-2", "network": network.contract})
        share = SubnetShare("share", {"network": endpoints.contract, "principals": [PARTICIPANT]})
        SharedSubnetTags("tags", {"network": share.contract})
        ids = dict.fromkeys(("vpc_id", "cluster_subnet_ids", "node_subnet_ids"))
        return cluster(**ids, network=share.contract)()

    return declare


CASES: dict[str, Callable[[], pulumi.ComponentResource]] = {
    **{f"vpc-{layout}": vpc(layout=layout) for layout in ("public-only", "public-private", "private-only")},
    "vpc-tiers": vpc(tiers=TIERS),
    **{f"vpc-nat-{mode}": vpc(nat=mode) for mode in ("single", "regional", "none")},
    "vpc-nat-regional-manual": vpc(nat="regional", nat_addresses="manual"),
    "vpc-ipv6": vpc(ipv6=True),
    "vpc-ipam": vpc(**POOL),
    "vpc-ipam-ipv6": vpc(**POOL, ipv6=True, ipv6_ipam_pool_id="ipam-pool-2", ipv6_netmask=56),
    "vpc-flow-logs": vpc(flow_logs={}),
    "vpc-existing": lambda: ExistingVpc("network", existing_args()),
    "contract": by_contract(),
    "contract-ipam-ipv6": by_contract(**POOL, ipv6=True),
    "share": shared,
    "tags": tags,
    "endpoints": endpoints,
    "cluster": cluster(),
    "cluster-public": behind_nat,
    "cluster-private": cluster(endpoint={"mode": "private", "private_cidrs": {"office": "192.168.0.0/16"}}),
    "cluster-ipv6": cluster(ip_family="ipv6"),
    "cluster-oidc": cluster(oidc_provider=True),
    "cluster-pods": cluster(pod_identities={"cart": POD}),
}


class Plain(pulumi.runtime.Mocks):
    """Returns what it is given, and counts it."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """An id, and the inputs as outputs."""
        self.seen[args.typ] += 1
        return f"{args.name}_id", args.inputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """No component looks anything up."""
        raise AssertionError(args.token)


def run(case: str) -> dict[str, Any]:
    """What a component gives, and which resources were registered; or the error that came."""
    plain = Plain()
    outputs: dict[str, Any] = {}
    pulumi.runtime.set_mocks(plain, preview=False)

    def program() -> pulumi.Output[Any]:
        component = CASES[case]()
        given = {key: getattr(component, key) for key in type(component).__annotations__}
        return pulumi.Output.from_input(given).apply(outputs.update)

    try:
        pulumi.runtime.test(program)()
    except Exception:  # noqa: BLE001  # whichever it is, the test shows it
        return {"error": traceback.format_exc()}
    return {"outputs": outputs, "resources": plain.seen}


def main(cases: Sequence[str]) -> None:
    """Run cases one after the other."""
    print(json.dumps({case: run(case) for case in cases}))  # noqa: T201  # it is what the test reads


if __name__ == "__main__":
    main(sys.argv[1:])
