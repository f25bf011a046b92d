"""Hybrid nodes: their networks, and how they reach the API server."""

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.values import Network
from eks_shared_vpc.preview.fixes import Change, Fix, Remove, Set, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule

RFC1918 = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
IPAM = ip_network("0.0.0.0/8")
"""Where a block seems to be that IPAM allocates."""


@rule(Level.ERROR, "facts 11.8, 3.23")
def remote_networks(model: Model) -> Iterator[Remark]:
    """The networks of hybrid nodes and of their pods are RFC 1918 blocks, and overlap neither each other, nor the VPC, nor the services of the cluster."""
    for cluster in model.all(Cluster):
        own = [cluster.services, *(cluster.vpc.ipv4_blocks if cluster.vpc is not None else ())]
        taken: list[Network] = [each for each in own if isinstance(each, IPv4Network) and not each.overlaps(IPAM)]
        for path, text, block in cluster.networks_of_hybrid_nodes:
            private = isinstance(block, IPv4Network) and any(block.subnet_of(each) for each in RFC1918)
            clash = next((each for each in taken if each.overlaps(block)), None)
            if not private or clash is not None:
                why = "is not within RFC 1918" if not private else f"overlaps {clash}"
                message = f"{cluster.name} lists {block} in {path}, which {why}"
                yield Remark(cluster, message, _without(cluster, path, text))
            taken.append(block)


@rule(Level.WARNING, "facts 3.23")
def hybrid_nodes_with_both_endpoints(model: Model) -> Iterator[Remark]:
    """With both endpoints on, hosts outside of the VPC resolve the API server's public addresses. Hybrid nodes need one endpoint or the other."""
    for cluster in model.all(Cluster):
        if cluster.has_hybrid_nodes and cluster.is_public is True and cluster.is_private is True:
            changes: list[Change] = [Set(cluster, "vpc_config.endpoint_public_access", value=False)]
            changes += [Remove(cluster, "vpc_config.public_access_cidrs")] if cluster.public_list else []
            setting = cluster_setting(cluster, "endpoint", {"mode": "private"})
            message = f"{cluster.name} has hybrid nodes, and both API endpoints"
            yield Remark(cluster, message, fix(*changes, setting=setting))


def _without(cluster: Cluster, path: str, text: str) -> Fix:
    """The list without a block, or no list where no other block is left."""
    others = [each for at, each, _ in cluster.networks_of_hybrid_nodes if at == path and each != text]
    whole = f"remote_network_config.{path}"
    change = Remove(cluster, f"{whole}.cidrs", text) if others else Remove(cluster, whole)
    return fix(change, advice="and list a block that the network has instead, once it is renumbered")
