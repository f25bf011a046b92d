"""EKS Auto Mode: the subnets of its nodes and of its load balancers."""

from collections.abc import Iterator

from eks_shared_vpc import tags
from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, indexed
from eks_shared_vpc.preview.aws.subnet import SubnetTag, subnets_of, tags_are_known, visible_tags
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.fixes import Change, Declare, Fix, Remove, Set, fix
from eks_shared_vpc.preview.rule import Remark, rule

SMALLEST_SUBNET = 28
ROLES = (tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE)


@rule(Level.WARNING, "facts 11.7")
def auto_mode_in_small_subnets(model: Model) -> Iterator[Remark]:
    """The built-in node pools of Auto Mode place nodes in the control plane's subnets, where a /28 has no addresses left after the first node (inferred)."""
    for cluster in model.all(Cluster):
        built_in = cluster.is_auto_mode is True and bool(cluster.auto_mode_pools.rows)
        for subnet in cluster.subnets if built_in else ():
            block = subnet.block(4)
            if block is not None and block.prefixlen == SMALLEST_SUBNET:
                message = (
                    f"{cluster.name} has built-in node pools, which place nodes in {subnet.name}, a /{SMALLEST_SUBNET}"
                )
                yield Remark(cluster, message, _without_pools(cluster))


@rule(Level.WARNING, "facts 10.8")
def auto_mode_without_role_tags(model: Model) -> Iterator[Remark]:
    """The load balancing of Auto Mode finds subnets by their role tags only, and a participant does not see tags of the subnets' owner."""
    known = tags_are_known(model)
    for cluster in model.all(Cluster) if known else ():
        vpc = cluster.vpc
        if cluster.balances_loads is not True or vpc is None or (cluster.account, vpc) in _tagged(model):
            continue
        message = f"{cluster.name} has Auto Mode's load balancing, and {cluster.model.account_name(cluster.account)} sees no role tag on a subnet of {vpc.name}"
        yield Remark(cluster, message, _tags(cluster, vpc))


@indexed
def _tagged(model: Model) -> frozenset[tuple[str | None, Vpc]]:
    """The accounts and VPCs in which a subnet has a role tag that the account sees."""
    rows = visible_tags(model).items()
    return frozenset(
        (account, subnet.vpc) for (account, subnet), seen in rows if subnet.vpc and any(role in seen for role in ROLES)
    )


def _without_pools(cluster: Cluster) -> Fix:
    changes: list[Change] = [Set(cluster, "compute_config.node_pools", [])]
    changes += [Remove(cluster, "compute_config.node_role_arn")] if cluster.says_node_role else []
    return fix(*changes, advice="and create a NodePool with a NodeClass that selects larger subnets")


def _tags(cluster: Cluster, vpc: Vpc) -> Fix:
    """A role tag on each subnet that is large enough for load balancers, after what the cluster waits for."""
    changes = []
    for subnet in subnets_of(vpc):
        block = subnet.block(4)
        public = subnet.is_public(4)
        if block is not None and block.prefixlen < SMALLEST_SUBNET and isinstance(public, bool):
            role = tags.ELB_ROLE if public else tags.INTERNAL_ELB_ROLE
            inputs = {"resource_id": subnet, "key": role, "value": "1"}
            changes.append(Declare(SubnetTag, f"{subnet.name}-{role}", cluster, inputs, after=(cluster,)))
    return fix(*changes, advice="" if changes else f"tag subnets {tags.ELB_ROLE} or {tags.INTERNAL_ELB_ROLE}")
