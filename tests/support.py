"""What tests have in common: arguments that are right, and short ways to record what is declared."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

import eks_shared_vpc
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import find_project, record_stack
from eks_shared_vpc.preview.record import Recording, record

ROOT = Path(__file__).parent.parent
COMPONENTS = Path(eks_shared_vpc.__file__).parents[1]
"""The import path of the package, for processes of their own that have to run the one that is tested here."""
EXAMPLES = find_project(ROOT / "tests" / "project")
"""The project of the example stacks. They are the tests' own: those in ``stacks/`` are the user's, who may change them."""
STACKS = tuple(EXAMPLES.stacks())
OWNER, PARTICIPANT = "111111111111", "222222222222"
ZONES = ("usw2-az1", "usw2-az2", "usw2-az3")


def provider(name: str, account: str, region: str = "us-west-2") -> aws.Provider:
    """A provider that is bound to one account."""
    return aws.Provider(name, region=region, allowed_account_ids=[account])


def in_account(name: str, account: str, **options: Any) -> pulumi.ResourceOptions:
    """Options that put a component into an account."""
    return pulumi.ResourceOptions(provider=provider(name, account), **options)


def vpc_args(**changes: Any) -> Any:
    """Arguments of a SharedVpc that are right, with changes; a change to None leaves the argument out."""
    return _changed({"region": "us-west-2", "cidr": "10.64.0.0/16", "zones": list(ZONES)}, changes)


def contract_document(**changes: Any) -> Any:
    """A network contract as it is saved, with changes; a change to None leaves the key out."""
    tiers = {
        name: {
            "kind": kind,
            "use": use,
            "subnets": {
                zone: {
                    "cidr": f"10.64.{place}.0/24",
                    "id": f"subnet-{name}-{zone}",
                    "arn": f"arn:aws:ec2:us-west-2:{OWNER}:subnet/subnet-{name}-{zone}",
                    "route_table_id": f"rtb-{name}-{zone}",
                }
                for place, zone in enumerate(ZONES, start=first)
            },
        }
        for name, kind, use, first in (
            ("private", "private", "nodes", 0),
            ("public", "public", "load-balancers", 10),
            ("cluster", "private", "cluster", 20),
        )
    }
    right = {
        "version": 1,
        "region": "us-west-2",
        "owner_account": OWNER,
        "vpc_id": "vpc-1",
        "vpc_cidrs": ["10.64.0.0/16"],
        "zones": list(ZONES),
        "tier_order": list(tiers),
        "tiers": tiers,
        "nat_public_ips": dict(zip(ZONES, ("52.94.76.1", "52.94.76.2", "52.94.76.3"), strict=True)),
        "endpoints": {"sqs": "vpce-1"},
        "shared_with": [PARTICIPANT],
        "shared_tiers": ["private", "cluster"],
    }
    return _changed(right, changes)


def existing_args(**changes: Any) -> Any:
    """Arguments of an ExistingVpc that are right, with changes; a change to None leaves the argument out."""

    def tier(kind: str, use: str, letter: str, prefix: int, first: int) -> dict[str, Any]:
        subnets = {
            zone: {
                "id": f"subnet-{number:016x}{letter}",
                "cidr": f"10.64.{first + number * 16}.0/{prefix}",
                "route_table_id": f"rtb-{number if kind != 'public' else 0:016x}{'e' if kind == 'public' else 'a'}",
            }
            for number, zone in enumerate(ZONES, start=1)
        }
        return {"kind": kind, "use": use, "subnets": subnets}

    right = {
        "region": "us-west-2",
        "vpc_id": "vpc-0123456789abcdef0",
        "cidrs": ["10.64.0.0/16"],
        "tiers": {
            "nodes": tier("private", "nodes", "a", 20, 0),
            "edge": tier("public", "load-balancers", "e", 24, 64),
            "control": tier("private", "cluster", "c", 28, 128),
        },
    }
    return _changed(right, changes)


def cluster_args(**changes: Any) -> Any:
    """Arguments of an EksCluster that are right, with changes; a change to None leaves the argument out."""
    right = {
        "region": "us-west-2",
        "version": "1.33",
        "vpc_id": "vpc-1",
        "cluster_subnet_ids": {zone: f"subnet-cluster-{zone}" for zone in ZONES},
        "node_subnet_ids": {zone: f"subnet-nodes-{zone}" for zone in ZONES},
        "admins": [f"arn:aws:iam::{PARTICIPANT}:role/platform-admin"],
        "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
        "node_groups": {"default": {"instance_types": ["m7i.large"], "min": 2, "max": 6}},
    }
    return _changed(right, changes)


def _changed(right: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**right, **changes}.items() if value is not None}


def recorded(program: Callable[[], object], *, known_ids: bool = True, **options: Any) -> Recording:
    """What a program declares, run as a stack of its own."""

    def run() -> None:
        program()

    return record(run, project="test", stack="test", known_ids=known_ids, **options)


def graph_of(program: Callable[[], object], **options: Any) -> Graph:
    """The graph of what a program declares."""
    return recorded(program, **options).graph


def only(graph: Graph, type_: str, name: str | None = None) -> Resource:
    """The one resource of a type, or of a type and name."""
    found = [each for each in graph.of_type(type_) if name in (None, each.name)]
    assert len(found) == 1, f"wanted one {type_} {name or ''}, found {[each.name for each in found]}"
    return found[0]


def names(graph: Graph, type_: str) -> list[str]:
    """Names of all resources of a type, sorted."""
    return sorted(each.name for each in graph.of_type(type_))


@cache
def preview_of(stack: str) -> Preview:
    """The preview of an example stack; recorded once."""
    return Preview(record_stack(EXAMPLES, stack))
