"""Arguments as other languages hand them over declare what the same arguments declare in Python, for every component.

Python gets snake_case keys, whole numbers and nothing for what is left out. Other languages send camelCase keys and know
one kind of number; what they leave out may arrive as None. No engine is asked here: Pulumi's own host reads the arguments.
"""

import runpy
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NotRequired, Required

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.experimental.util import camel_case
from pulumi.provider.server import ComponentInitError

from eks_shared_vpc import EksCluster, InputError, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare
from eks_shared_vpc.preview.graph import Resource
from tests.contract.declared import COMPONENTS, NAME, PACKAGE, hints
from tests.support import OWNER, PARTICIPANT, ZONES, graph_of, in_account

SUBNETS = {zone: f"subnet-{zone}" for zone in ZONES}
ROLE = f"arn:aws:iam::{PARTICIPANT}:role"
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "a network of its own blocks": (
        SharedVpc,
        {
            "region": "us-west-2",
            "cidr": "10.64.0.0/16",
            "secondary_cidrs": ["100.64.0.0/16"],
            "zones": list(ZONES),
            "retired_zones": ["usw2-az3"],
            "zone_slots": 8,
            "tiers": [
                {"name": "private", "kind": "private", "use": "nodes", "size": 21},
                {"name": "public", "kind": "public", "use": "load-balancers", "size": 24},
                {"name": "pods", "kind": "isolated", "use": "pods", "size": 20, "block": "100.64.0.0/16"},
                {
                    "name": "old",
                    "kind": "isolated",
                    "cidrs": {"usw2-az1": "10.64.255.0/26", "usw2-az2": "10.64.255.64/26"},
                },
            ],
            "nat": "single",
            "nat_zone": "usw2-az2",
            "ipv6": True,
            "eip_allocation_ids": {"usw2-az2": "eipalloc-1"},
            "protect_egress_ips": False,
            "s3_gateway_endpoint": False,
            "flow_logs": {"retention_days": 14, "traffic_type": "REJECT", "max_aggregation_interval": 600},
            "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}},
            "tags": {"costCentre": "a_b"},
        },
    ),
    "a network of pools": (
        SharedVpc,
        {
            "region": "us-west-2",
            "ipam_pool_id": "ipam-pool-1",
            "ipam_netmask": 18,
            "zones": list(ZONES[:2]),
            "layout": "public-private",
            "nat": "regional",
            "nat_addresses": "manual",
            "ipv6": True,
            "ipv6_ipam_pool_id": "ipam-pool-2",
            "ipv6_netmask": 52,
            "flow_logs": {"destination": "s3", "bucket_arn": "arn:aws:s3:::logs"},
        },
    ),
    "a share": (
        SubnetShare,
        {
            "subnet_arns": {"private": {zone: f"arn:{zone}" for zone in ZONES}, "cluster": {"usw2-az1": "arn:c"}},
            "principals": [PARTICIPANT],
            "share_name": "subnets",
            "tags": {"team": "a"},
        },
    ),
    "tags of shared subnets": (
        SharedSubnetTags,
        {"subnet_ids": {"private": SUBNETS}, "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}}},
    ),
    "endpoints": (
        PrivateLinkEndpoints,
        {
            "region": "us-west-2",
            "vpc_id": "vpc-1",
            "subnet_ids": SUBNETS,
            "services": ["eks", "ecr.api", "sts"],
            "assume_available": ["sts"],
            "client_cidrs": {"vpc": "10.64.0.0/16"},
            "client_ipv6_cidrs": {"vpc": "2600:1f00::/56"},
            "client_security_groups": {"peer": "sg-1"},
            "ip_address_type": "dualstack",
            "organization_id": "o-a1b2c3d4e5",
            "policies": {"sts": '{"Version": "2012-10-17", "Statement": []}'},
            "tags": {"team": "a"},
        },
    ),
    "a cluster": (
        EksCluster,
        {
            "region": "us-west-2",
            "cluster_name": "pay",
            "version": "1.33",
            "vpc_id": "vpc-1",
            "cluster_subnet_ids": SUBNETS,
            "node_subnet_ids": SUBNETS,
            "admins": [f"{ROLE}/admin"],
            "endpoint": {
                "mode": "public-and-private",
                "public_cidrs": ["0.0.0.0/0"],
                "private_cidrs": {"office": "10.1.0.0/16"},
                "open_to_the_world": True,
            },
            "egress_ips": {"usw2-az1": "52.94.76.1"},
            "ip_family": "ipv4",
            "service_cidr": "172.20.0.0/16",
            "node_groups": {
                "default": {
                    "instance_types": ["m7i.large"],
                    "min": 2,
                    "max": 6,
                    "desired": 3,
                    "zones": ["usw2-az1", "usw2-az2"],
                    "ami_type": "BOTTLEROCKET_x86_64",
                    "capacity_type": "SPOT",
                    "disk_gib": 80,
                    "labels": {"nodeKind": "a_b"},
                    "taints": [
                        {"key": "onlyFor", "value": "a_b", "effect": "NO_SCHEDULE"},
                        {"key": "alone", "effect": "NO_EXECUTE"},
                    ],
                    "release_version": "1.33.0-1",
                }
            },
            "addons": {
                "coredns": {"version": "v1.12.1-eksbuild.2", "configuration": {"computeType": {"some_key": "ec2"}}},
                "aws-ebs-csi-driver": {"version": "v1.45.0-eksbuild.2", "service_account_role_arn": f"{ROLE}/ebs"},
            },
            "pod_identities": {
                "ledger": {
                    "namespace": "pay",
                    "service_account": "ledger",
                    "policy_arns": ["arn:aws:iam::aws:policy/P"],
                },
                "audit": {
                    "namespace": "pay",
                    "service_account": "audit",
                    "role_arn": f"{ROLE}/audit",
                    "target_role_arn": f"arn:aws:iam::{OWNER}:role/audit",
                },
            },
            "oidc_provider": True,
            "log_types": ["api"],
            "log_retention_days": 30,
            "kms_key_arn": "arn:aws:kms:us-west-2:222222222222:key/k",
            "security_group_ids": ["sg-1"],
            "node_security_group_ids": ["sg-2"],
            "deletion_protection": False,
            "support_type": "STANDARD",
            "zonal_shift": True,
            "workload_services": ["sqs"],
            "kubeconfig_role_arn": f"{ROLE}/admin",
            "tags": {"team": "a"},
        },
    ),
    "a cluster with as little as possible": (
        EksCluster,
        {
            "region": "us-west-2",
            "version": "1.33",
            "vpc_id": "vpc-1",
            "cluster_subnet_ids": SUBNETS,
            "node_subnet_ids": SUBNETS,
            "admins": [f"{ROLE}/admin"],
            "endpoint": {"mode": "private"},
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
            "addons": {"coredns": {}},
        },
    ),
}
"""Arguments that are right, by a name for them. Between them they have every argument that there is."""
every_case = pytest.mark.parametrize(("component", "args"), CASES.values(), ids=CASES)

REFUSED: dict[Any, dict[str, Any]] = {
    EksCluster: {**CASES["a cluster"][1], "version": "33", "admins": []},
    PrivateLinkEndpoints: {**CASES["endpoints"][1], "services": ["eks", "ekz"], "organization_id": "mine"},
    SharedSubnetTags: {"subnet_ids": {"private": "subnet-1", "public": ["subnet-2"]}, "tier_tags": {}},
    SharedVpc: {"region": "us-west-2", "cidr": "10.64.0.1/16", "zones": ["us-west-2a"]},
    SubnetShare: {"subnet_arns": {"private": {"usw2-az1": "arn"}}, "principals": ["nobody", "1"]},
}
"""Arguments with two mistakes or more, for each component."""

HOST: Any = runpy.run_path(str(PACKAGE.parent / "__main__.py"), run_name="host")["Components"]
"""What hosts the components for other languages."""


@cache
def host() -> ComponentProvider:
    provider: ComponentProvider = HOST(list(COMPONENTS), "eks-shared-vpc", version="0.1.0")
    return provider


def args_type(component: Any) -> Any:
    """The TypedDict of a component's arguments."""
    return hints(component.__init__)["args"]


def parts(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Origin and arguments of an annotation, without what says whether its key is required."""
    while typing.get_origin(annotation) in (NotRequired, Required):
        (annotation,) = typing.get_args(annotation)
    return typing.get_origin(annotation) or annotation, typing.get_args(annotation)


def changed(value: Any, annotation: Any, rewrite: Callable[[dict[str, Any], Any], dict[str, Any]]) -> Any:
    """A value with ``rewrite`` applied to every mapping whose keys are known, however deep."""
    origin, inner = parts(annotation)
    if typing.is_typeddict(origin) and isinstance(value, dict):
        known = hints(origin)
        return rewrite({key: changed(each, known[key], rewrite) for key, each in value.items()}, origin)
    if origin is Mapping and isinstance(value, dict):
        return {key: changed(each, inner[1], rewrite) for key, each in value.items()}
    if origin is Sequence and isinstance(value, list):
        return [changed(each, inner[0], rewrite) for each in value]
    return value


def in_camel_case(value: dict[str, Any], _: Any) -> dict[str, Any]:
    return {camel_case(key): each for key, each in value.items()}


def with_none_for_what_is_left_out(value: dict[str, Any], typed_dict: Any) -> dict[str, Any]:
    return dict.fromkeys(typed_dict.__annotations__) | value


def with_floats(value: Any) -> Any:
    """A value with every whole number as a float, as other languages send it."""
    if isinstance(value, dict):
        return {key: with_floats(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_floats(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def with_keys_turned_round(value: Any) -> Any:
    """A value with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: with_keys_turned_round(each) for key, each in reversed(value.items())}
    return [with_keys_turned_round(each) for each in value] if isinstance(value, list) else value


def in_another_language(component: Any, args: Any) -> Any:
    """Arguments as a program in another language sends them."""
    return changed(with_floats(args), args_type(component), in_camel_case)


def declared(component: Any, args: Any) -> dict[str, Resource]:
    return dict(graph_of(lambda: component(NAME, args, in_account("account", OWNER))).resources)


def hosted(component: Any, args: Any) -> dict[str, Resource]:
    """What a component declares for a program in another language, by way of Pulumi's host and ours."""
    type_ = f"eks-shared-vpc:index:{component.__name__}"
    return dict(graph_of(lambda: host().construct(NAME, type_, args, in_account("account", OWNER))).resources)


def keys(value: Any, annotation: Any) -> Iterator[tuple[str, str]]:
    """The keys that a value has, each with the TypedDict that it is a key of."""
    origin, inner = parts(annotation)
    if typing.is_typeddict(origin):
        for key, each in value.items():
            yield origin.__name__, key
            yield from keys(each, hints(origin)[key])
    elif origin in (Mapping, Sequence):
        for each in value.values() if origin is Mapping else value:
            yield from keys(each, inner[-1])


def possible_keys(annotation: Any) -> Iterator[tuple[str, str]]:
    """The keys that a value of an annotation may have."""
    origin, inner = parts(annotation)
    if typing.is_typeddict(origin):
        for key, each in hints(origin).items():
            yield origin.__name__, key
            yield from possible_keys(each)
    elif origin in (Mapping, Sequence):
        yield from possible_keys(inner[-1])


def test_the_cases_have_every_argument_that_there_is():
    given = {pair for component, args in CASES.values() for pair in keys(args, args_type(component))}
    assert {pair for component in COMPONENTS for pair in possible_keys(args_type(component))} - given == set()


@every_case
def test_another_language_declares_what_python_declares(component, args):
    sent = in_another_language(component, args)
    assert sent != args or component in (SubnetShare, SharedSubnetTags)
    assert hosted(component, sent) == declared(component, args)


@every_case
def test_what_is_left_out_may_be_none(component, args):
    given = changed(args, args_type(component), with_none_for_what_is_left_out)
    assert declared(component, given) == declared(component, args)


@every_case
def test_the_order_of_a_mappings_keys_says_nothing(component, args):
    """Mappings from other languages arrive in an order of their own, which differs from run to run."""
    assert declared(component, with_keys_turned_round(args)) == declared(component, args)


@every_case
def test_a_whole_number_may_be_a_float(component, args):
    assert declared(component, with_floats(args)) == declared(component, args)


def test_a_whole_number_in_an_addons_configuration_stays_whole():
    configuration = {"replicaCount": 2, "ratio": 0.5, "limits": [{"cpu": 1}]}
    args = {**CASES["a cluster"][1], "addons": {"coredns": {"configuration": configuration}}}
    assert declared(EksCluster, with_floats(args)) == declared(EksCluster, args)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
def test_another_language_is_told_all_that_python_is_told_without_a_traceback(component):
    told: list[Any] = []

    def program() -> None:
        with pytest.raises(InputError) as ours:
            component(NAME, REFUSED[component])
        with pytest.raises(pulumi.InputPropertiesError) as theirs:
            host().construct(
                NAME, f"eks-shared-vpc:index:{component.__name__}", in_another_language(component, REFUSED[component])
            )
        told.extend((ours.value, theirs.value))

    assert [each.type for each in graph_of(program)] == ["pulumi:pulumi:Stack"]
    ours, theirs = told
    assert len(ours.problems) > 1
    assert theirs.message == str(ours)
    assert theirs.errors == [], "without this list Pulumi's server stumbles over the error itself"
    assert theirs.__suppress_context__


class Broken(pulumi.ComponentResource):
    """A component with a mistake in its own code."""

    def __init__(self, name: str, *_: Any) -> None:
        raise ValueError(f"{name} has a bug")


def test_a_mistake_in_a_component_is_not_taken_for_refused_arguments():
    provider = HOST(list(COMPONENTS), "eks-shared-vpc", version="0.1.0")
    provider._components = {**provider._components, "SharedVpc": Broken}
    with pytest.raises(ComponentInitError, match="it has a bug"):
        provider.construct(NAME, "eks-shared-vpc:index:SharedVpc", {"region": "us-west-2", "zones": []})
