"""Every component with arguments that leave all to defaults, and golden files."""

import inspect
import json
import os
import typing
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare
from eks_shared_vpc.preview.graph import Graph, Resource
from tests.support import OWNER, PARTICIPANT, ZONES, cluster_args, graph_of, in_account, vpc_args

GOLDEN = Path(__file__).parent.parent / "golden"
PACKAGE = Path(inspect.getfile(SharedVpc)).parent.parent
"""The folder of the package's source."""
NAME = "it"
SUBNETS = {zone: f"subnet-{zone}" for zone in ZONES}

ARGUMENTS: dict[type[pulumi.ComponentResource], Callable[[], Any]] = {
    EksCluster: cluster_args,
    PrivateLinkEndpoints: lambda: {
        "region": "us-west-2",
        "vpc_id": "vpc-1",
        "subnet_ids": SUBNETS,
        "client_cidrs": {"vpc": "10.64.0.0/16"},
    },
    SharedSubnetTags: lambda: {
        "subnet_ids": {"private": SUBNETS},
        "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}},
    },
    SharedVpc: vpc_args,
    SubnetShare: lambda: {
        "subnet_arns": {"private": {zone: f"arn:{zone}" for zone in ZONES}},
        "principals": [PARTICIPANT],
    },
}
COMPONENTS = tuple(ARGUMENTS)
FULL: dict[type[pulumi.ComponentResource], dict[str, Any]] = {
    EksCluster: {
        "oidc_provider": True,
        "pod_identities": {
            "ledger": {"namespace": "a", "service_account": "b", "policy_arns": ["arn:aws:iam::aws:policy/P"]}
        },
        "tags": {"team": "a"},
    },
    PrivateLinkEndpoints: {"client_security_groups": {"peer": "sg-1"}, "tags": {"team": "a"}},
    SharedSubnetTags: {},
    SharedVpc: {
        "tiers": [
            {"name": "private", "kind": "private", "use": "nodes", "size": 20},
            {"name": "public", "kind": "public", "use": "load-balancers", "size": 24},
            {"name": "pods", "kind": "isolated", "use": "pods", "size": 18, "block": "100.64.0.0/16"},
        ],
        "secondary_cidrs": ["100.64.0.0/16"],
        "flow_logs": {},
        "tags": {"team": "a"},
    },
    SubnetShare: {"tags": {"team": "a"}},
}
"""What brings out the resources that defaults leave out."""


@cache
def declared(component: type[pulumi.ComponentResource], *, full: bool = False) -> Graph:
    """What a component declares with default arguments, or with all that it can make."""
    args = {**ARGUMENTS[component](), **(FULL[component] if full else {})}
    make: Any = component
    return graph_of(lambda: make(NAME, args, in_account("account", OWNER)))


def instance(graph: Graph) -> Resource:
    """The component of a graph that has one."""
    (found,) = [each for each in graph if each.type.startswith("eks-shared-vpc:")]
    return found


def resource_class(type_: str) -> Any:
    """The SDK's class of a type such as ``aws:ec2/vpc:Vpc``; ``None`` if it is not of pulumi_aws."""
    package, module, kind = type_.split(":")
    return getattr(getattr(aws, module.split("/")[0]), kind) if package == "aws" else None


def hints(owner: Any) -> dict[str, Any]:
    """The annotations of a class or function, with what Pulumi's own annotations leave for later filled in."""
    later = {"Output": pulumi.Output, "T": typing.TypeVar("T")}
    return typing.get_type_hints(owner, localns=later)


def flows(annotation: Any) -> bool:
    """Whether an Output may stand somewhere in a value of this annotation."""
    parts = (typing.get_origin(annotation), *typing.get_args(annotation))
    return annotation is pulumi.Output or any(flows(part) for part in parts if part is not None)


def takes_tags(type_: str) -> bool:
    """Whether resources of a type can have tags, as pulumi_aws has it."""
    found = resource_class(type_)
    return found is not None and "tags" in inspect.signature(found._internal_init).parameters


def agrees_with_golden(path: str, value: Any) -> None:
    """Hold a value against its golden file; ``UPDATE_GOLDEN=1`` writes the file anew.

    Look at the difference before you commit it: these files are what users of the package have in their state.
    """
    file = GOLDEN / path
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
    assert file.exists(), f"there is no {file.name} yet: run with UPDATE_GOLDEN=1, and look at it"
    assert value == json.loads(file.read_text()), f"{file.name} differs; if that is meant, run with UPDATE_GOLDEN=1"
