"""The control plane's own network: DNS servers, egress."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import Unknown
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.fixes import Add, Set, fix
from eks_shared_vpc.preview.rule import Remark, rule


@rule(Level.ERROR, "facts 1.43, 2.8")
def dhcp_without_amazon_dns(model: Model) -> Iterator[Remark]:
    """The name of a private endpoint resolves in a VPC whose DHCP options list AmazonProvidedDNS. EKS requires it there."""
    for cluster in model.all(Cluster):
        vpc = cluster.vpc
        options = vpc.dhcp_options if vpc is not None else None
        if vpc is None or options is None or cluster.is_private is not True:
            continue
        if options.leaves_out_amazon_dns and _resolver(vpc) not in options.servers:
            message = f"{options.name} lists other DNS servers only, and nodes of {cluster.name} do not find its private endpoint"
            yield Remark(options, message, fix(Add(options, "domain_name_servers", "AmazonProvidedDNS")))


@rule(Level.ERROR, "facts 2.22")
def control_plane_egress_without_route(model: Model) -> Iterator[Remark]:
    """With CUSTOMER_ROUTED the API server's own calls, to webhooks and OIDC issuers, use the routes of the cluster's subnets, which need a default route."""
    for cluster in model.all(Cluster):
        for subnet in cluster.subnets if cluster.egress_mode == "CUSTOMER_ROUTED" else ():
            if _has_no_default_route(subnet):
                message = f"{cluster.name} has control_plane_egress_mode CUSTOMER_ROUTED, and {subnet.name} has no default route"
                change = Set(cluster, "vpc_config.control_plane_egress_mode", "AWS_MANAGED")
                yield Remark(cluster, message, fix(change, advice="this replaces a cluster that exists"))


def _resolver(vpc: Vpc) -> str:
    """The address of Amazon's DNS server in a VPC: the third one of its primary block (facts 1.21)."""
    block = vpc.primary
    return str(block.network_address + 2) if isinstance(block, IPv4Network) else ""


def _has_no_default_route(subnet: Subnet) -> bool:
    table = subnet.route_table
    if table is None or not table.complete or any(isinstance(each.destination, str | Unknown) for each in table.routes):
        return False
    return table.default_route(4) is None and table.default_route(6) is None
