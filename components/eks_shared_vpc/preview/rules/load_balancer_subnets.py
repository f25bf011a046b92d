"""Subnets that are tagged for load balancers are ones that the load balancer controller can use."""

from collections.abc import Iterator

from eks_shared_vpc import tags
from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.subnet import Subnet, tags_are_known, tags_on, visible_tags
from eks_shared_vpc.preview.aws.subnet_users import users_of
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.fixes import Change, Fix, Remove, Set, advice, fix
from eks_shared_vpc.preview.remedies import another_subnet, larger, moved, tagged
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

NEEDED = 8
"""Free addresses of a subnet that the load balancer controller chooses (facts 10.3)."""
CLUSTER_TAG = "kubernetes.io/cluster/"
ROLES = frozenset({tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE})


@rule(Level.NOTICE, "facts 1.24, 10.1")
def internal_load_balancers_in_public_subnet(model: Model) -> Iterator[Remark]:
    """Internal load balancers work in a public subnet, but their tag there is mostly a mistake: internet-facing ones do not use it."""
    for subnet in dict.fromkeys(each for _, each, row in _tagged(model) if tags.INTERNAL_ELB_ROLE in row):
        if subnet.is_public() is True:
            message = f"{subnet.name} is tagged {tags.INTERNAL_ELB_ROLE}, and its route leads to an internet gateway"
            yield Remark(subnet, message, fix(*_for_internet_facing(subnet)))


@rule(Level.WARNING, "facts 10.4")
def load_balancers_in_one_zone(model: Model) -> Iterator[Remark]:
    """An Application Load Balancer needs subnets in two zones: with tags in one zone only, its creation fails."""
    zones: dict[tuple[str | None, object, str], dict[str, Subnet]] = {}
    for account, subnet, row in _tagged(model) if tags_are_known(model) else ():
        for role in sorted(ROLES & row.keys()):
            zones.setdefault((account, subnet.vpc_id, role), {})[subnet.zone] = subnet
    for (account, _, role), found in zones.items():
        if len(found) == 1 and "" not in found:
            (zone, subnet), *_rest = found.items()
            message = f"{subnet.name} is in {zone}, the only zone that {model.account_name(account)} has tagged {role}"
            yield Remark(subnet, message, _second_zone(account, subnet, role))


@rule(Level.WARNING, "facts 10.3")
def load_balancer_subnet_full(model: Model) -> Iterator[Remark]:
    """The load balancer controller ignores subnets with fewer than eight free addresses."""
    for subnet in dict.fromkeys(each for _, each, _ in _tagged(model)):
        free = subnet.free
        if free is not None and free < NEEDED:
            message = f"{subnet.name} is tagged for load balancers and has at most {max(free, 0)} free addresses"
            yield Remark(subnet, message, _with_room(subnet, NEEDED - free))


@rule(Level.WARNING, "facts 10.2")
def tagged_for_other_clusters(model: Model) -> Iterator[Remark]:
    """The load balancer controller ignores subnets that carry the tags of other clusters only."""
    clusters: dict[tuple[str | None, object], set[Cluster]] = {}
    for cluster in model.all(Cluster):
        for subnet in cluster.subnets:
            clusters.setdefault((cluster.account, subnet.vpc_id), set()).add(cluster)
    for account, subnet, row in _tagged(model):
        named = {key.removeprefix(CLUSTER_TAG) for key in row if key.startswith(CLUSTER_TAG)}
        here = clusters.get((account, subnet.vpc_id), set())
        names = sorted(each.cluster_name for each in here)
        if named and here and all(each.knows_its_name for each in here) and not named & set(names):
            message = (
                f"{subnet.name} is tagged for {', '.join(sorted(named))} only, and {', '.join(names)} uses its VPC"
            )
            like = min(here, key=lambda each: each.urn)
            yield Remark(subnet, message, fix(tagged(subnet, like, f"{CLUSTER_TAG}{like.cluster_name}", "shared")))


def _tagged(model: Model) -> Iterator[tuple[str | None, Subnet, dict[str, str]]]:
    """The subnets that each account sees tagged for load balancers, with their tags."""
    for (account, subnet), row in visible_tags(model).items():
        if ROLES & row.keys():
            yield account, subnet, dict(row)


def _for_internet_facing(subnet: Subnet) -> Iterator[Change]:
    """The same tags for internet-facing load balancers."""
    if tags.INTERNAL_ELB_ROLE in subnet.tags:
        yield Set(subnet, f"tags.{tags.ELB_ROLE}", "1")
        yield Remove(subnet, f"tags.{tags.INTERNAL_ELB_ROLE}")
    for each in tags_on(subnet, tags.INTERNAL_ELB_ROLE):
        yield Set(each, "key", tags.ELB_ROLE)


def _second_zone(account: str | None, subnet: Subnet, role: str) -> Fix:
    like: View = next((each for each in tags_on(subnet, role) if each.account == account), subnet)
    public = role == tags.ELB_ROLE
    other = another_subnet(subnet, like, lambda each: each.is_public() is public, same_zone=False)
    return (
        fix(tagged(other, like, role, "1"))
        if other is not None
        else advice("add a subnet in a second zone, and tag it")
    )


def _with_room(subnet: Subnet, count: int) -> Fix:
    """Endpoints in other subnets of the zone."""
    endpoints = [each for each in users_of(subnet) if isinstance(each, VpcEndpoint) and subnet.id in each.subnet_ids]
    changes: list[Change] = []
    for each in endpoints[:count]:
        to = another_subnet(subnet, each, lambda other: (other.free or 0) > NEEDED + count)
        changes += moved(each, subnet, to) if to is not None else ()
    if len(endpoints) < count or not changes:
        return larger(subnet, NEEDED) or advice("give load balancers a larger tier")
    return fix(*changes)


RULES: tuple[Rule[Model, Level], ...] = (
    internal_load_balancers_in_public_subnet,
    load_balancers_in_one_zone,
    load_balancer_subnet_full,
    tagged_for_other_clusters,
)
