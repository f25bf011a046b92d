"""Clusters: who reaches and administers them, their add-ons, and which of their features go together."""

import json
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from eks_shared_vpc import tags
from eks_shared_vpc.cluster.public_access import ANYWHERE, MAX_PUBLIC_CIDRS, RESERVED
from eks_shared_vpc.preview.addresses import vpc_blocks
from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.proof.topology import Topology
from eks_shared_vpc.preview.rules.lookups import (
    CLUSTER,
    FARGATE,
    NODE_GROUP,
    SUBNET,
    OfClusters,
    entries,
    group_rules,
    grouped,
    known,
    mapping,
    network,
    subnets_of,
    tags_are_known,
    visible_tags,
)
from eks_shared_vpc.regions import ZONE_ID_PATTERN, ZONE_NAME_PATTERN, partition_of

__all__ = ["RULES"]

ADDON = "aws:eks/addon:Addon"
ENTRY = "aws:eks/accessEntry:AccessEntry"
HTTPS = 443
API_MODES = ("API", "API_AND_CONFIG_MAP")
NEEDED_BY_NODES = ("vpc-cni", "kube-proxy", "coredns")
SEEN_REFUSED = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "203.0.113.0/24")
)
"""Reserved ranges that the API was seen to refuse (facts 3.11); the others of the list are from memory."""
RFC1918 = SEEN_REFUSED[:3]
SMALLEST_SUBNET = 28
BEYOND = ("transitGatewayId", "vpcPeeringConnectionId", "gatewayId")
"""Targets of routes that lead to connected networks."""


@rule(Level.ERROR, "facts 3.5")
def api_endpoints_both_off(graph: Graph) -> Iterator[Violation]:
    """EKS refuses a cluster with neither a private nor a public API endpoint. Where there are nodes, the proof says so."""
    nodes = OfClusters(graph, NODE_GROUP, FARGATE)
    for cluster, config in _clusters(graph):
        off = config.get("endpointPublicAccess", True) is False and not config.get("endpointPrivateAccess")
        if off and not nodes[cluster]:
            yield Violation(cluster, f"{cluster.name} has no API endpoint", "endpoint: {mode: public-and-private}")


@rule(Level.ERROR, "facts 3.8")
def public_cidrs_too_many(graph: Graph) -> Iterator[Violation]:
    """A public endpoint's list has forty blocks at most, and the quota cannot be raised."""
    for cluster, config in _clusters(graph):
        count = len(entries(config.get("publicAccessCidrs")))
        if count > MAX_PUBLIC_CIDRS:
            yield Violation(
                cluster,
                f"{cluster.name} lists {count} blocks for its public endpoint, of {MAX_PUBLIC_CIDRS}",
                "join neighbouring blocks",
            )


@rule(Level.ERROR, "facts 3.10, 3.11")
def public_cidr_refused(graph: Graph) -> Iterator[Violation]:
    """EKS was seen to refuse private ranges and 203.0.113.0/24 on a public endpoint's list, and IPv6 blocks on an IPv4 cluster's."""
    for cluster, block in _public_blocks(graph):
        if isinstance(block, IPv6Network):
            if cluster.block("kubernetesNetworkConfig").get("ipFamily", "ipv4") == "ipv4":
                yield Violation(
                    cluster, f"{cluster.name} has IPv4 services and lists the IPv6 block {block}", "remove the block"
                )
        elif block != ANYWHERE and any(block.overlaps(reserved) for reserved in SEEN_REFUSED):
            yield Violation(
                cluster,
                f"{cluster.name} lists {block}, which is no public address",
                "list the public addresses that clients come from",
            )


@rule(Level.NOTICE, "facts 3.12, from memory")
def public_cidr_reserved(graph: Graph) -> Iterator[Violation]:
    """The guide says that reserved addresses are refused, and points at a list of them; that EKS refuses all of it was not seen (the list is from memory)."""
    rest = [block for block in RESERVED if block not in SEEN_REFUSED]
    for cluster, block in _public_blocks(graph):
        reserved = next((each for each in rest if isinstance(block, IPv4Network) and block.overlaps(each)), None)
        if reserved is not None and block != ANYWHERE:
            yield Violation(
                cluster,
                f"{cluster.name} lists {block}, which has reserved addresses of {reserved}",
                "list the public addresses that clients come from",
            )


@rule(Level.NOTICE, "facts 3.26, unsure")
def public_cidrs_without_public_endpoint(graph: Graph) -> Iterator[Violation]:
    """A list for a public endpoint that is off admits nobody; whether EKS accepts it at all is not documented."""
    for cluster, config in _clusters(graph):
        if config.get("endpointPublicAccess") is False and entries(config.get("publicAccessCidrs")):
            yield Violation(
                cluster, f"{cluster.name} has a list for a public endpoint that is off", "remove public_access_cidrs"
            )


@rule(Level.NOTICE, "facts 3.4, 3.20, 3.22")
def api_reached_by_nobody_outside(graph: Graph) -> Iterator[Violation]:
    """A private endpoint is open to those whom the control plane's security groups admit on 443; without a rule for anybody else, that is the nodes alone."""
    admitted = grouped(
        (
            each
            for each in group_rules(graph)
            if each.direction == "ingress" and each.ports[0] <= HTTPS <= each.ports[1]
        ),
        lambda each: each.group,
    )
    for cluster, config in _clusters(graph):
        if config.get("endpointPublicAccess", True) is not False or not known(config.get("securityGroupIds")):
            continue
        own = f"{cluster.id}#clusterSecurityGroupId"
        groups = [own, *map(str, entries(config.get("securityGroupIds")))]
        foreign = [id_ for id_ in groups[1:] if graph.find(id_) is None]  # made elsewhere: not to be judged
        if not foreign and not any(each.source not in groups for id_ in groups for each in admitted.get(id_, ())):
            yield Violation(
                cluster,
                f"the API server of {cluster.name} is private, and no security group admits anybody to it but the nodes",
                "endpoint: {private_cidrs: {vpn: …}}, or give an administrator's host the cluster's security group",
            )


@rule(Level.ERROR, "facts 1.43, 2.8")
def dhcp_without_amazon_dns(graph: Graph) -> Iterator[Violation]:
    """The private endpoint's name resolves in a VPC whose DHCP options name AmazonProvidedDNS, and not with other servers alone."""
    vpcs: dict[str, Resource] = {}
    for each in graph.of_type("aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation"):
        options, vpc = (graph.find(each.inputs.get(key)) for key in ("dhcpOptionsId", "vpcId"))
        servers = entries(options.inputs.get("domainNameServers")) if options is not None else ()
        if vpc is not None and options is not None and servers and "AmazonProvidedDNS" not in servers:
            vpcs[vpc.urn] = options
    for cluster, config in _clusters(graph):
        vpc = _vpc(graph, cluster)
        found = vpcs.get(vpc.urn) if vpc is not None else None
        if found is not None and config.get("endpointPrivateAccess"):
            yield Violation(
                found, f"{found.name} leaves the nodes of {cluster.name} without Amazon's DNS", "add AmazonProvidedDNS"
            )


@rule(Level.ERROR, "facts 2.22")
def control_plane_egress_without_route(graph: Graph) -> Iterator[Violation]:
    """With CUSTOMER_ROUTED the API server's own calls, to webhooks and issuers, leave by the routes of the cluster's subnets; it can be changed back only by a new cluster."""
    topology = Topology(graph)
    for cluster, config in _clusters(graph):
        if config.get("controlPlaneEgressMode") != "CUSTOMER_ROUTED":
            continue
        for subnet in subnets_of(graph, config.get("subnetIds")):
            if topology.table(subnet) is not None and topology.default_route(subnet) is None:
                yield Violation(
                    cluster,
                    f"{cluster.name} routes its control plane's calls through {subnet.name}, which has no way out",
                    "add a default route to the subnet's table, or leave the mode at AWS_MANAGED",
                )


@rule(Level.ERROR, "facts 2.18")
def service_cidr_overlaps_vpc(graph: Graph) -> Iterator[Violation]:
    """Service addresses may not overlap a block of the VPC, and can never be changed."""
    for cluster, services in _service_blocks(graph):
        vpc = _vpc(graph, cluster)
        clash = next((block for block in vpc_blocks(graph, vpc) if block.overlaps(services)), None) if vpc else None
        if clash is not None:
            yield Violation(
                cluster,
                f"{cluster.name} has services in {services}, which overlaps {clash} of its VPC",
                "choose another service_cidr; the cluster is replaced by it",
            )


@rule(Level.WARNING, "facts 2.18")
def service_cidr_of_connected_network(graph: Graph) -> Iterator[Violation]:
    """Pods never reach a connected network whose addresses are those of the cluster's services."""
    topology = Topology(graph)
    subnets = grouped(graph.of_type(SUBNET), lambda each: graph.find(each.inputs.get("vpcId")))
    for cluster, services in _service_blocks(graph):
        vpc = _vpc(graph, cluster)
        routes = {
            route.destination
            for subnet in (subnets.get(vpc, ()) if vpc else ())
            for route in topology.routes(subnet)
            if route.kind in BEYOND and route.destination.prefixlen and isinstance(route.destination, IPv4Network)
        }
        clash = next((to for to in sorted(routes, key=str) if services.overlaps(to)), None)
        if clash is not None:
            yield Violation(
                cluster,
                f"{cluster.name} has services in {services}, and its VPC has a route to {clash}",
                "choose another service_cidr; the cluster is replaced by it",
            )


@rule(Level.ERROR, "facts 11.8, 3.23")
def remote_networks(graph: Graph) -> Iterator[Violation]:
    """Networks of hybrid nodes are RFC 1918 blocks beside each other, the VPC's and the services'."""
    for cluster, _ in _clusters(graph):
        remote = cluster.block("remoteNetworkConfig")
        vpc = _vpc(graph, cluster)
        services = cluster.block("kubernetesNetworkConfig").get("serviceIpv4Cidr")
        taken = [block for block in (network(services), *(vpc_blocks(graph, vpc) if vpc else ())) if block]
        for key, list_ in (("remoteNodeNetworks", "remote nodes"), ("remotePodNetworks", "remote pods")):
            for text in entries(mapping(remote.get(key)).get("cidrs")):
                block = network(text)
                private = isinstance(block, IPv4Network) and any(block.subnet_of(each) for each in RFC1918)
                if block is not None and (not private or any(block.overlaps(each) for each in taken)):
                    why = "overlaps another network of the cluster" if private else "is not in RFC 1918"
                    yield Violation(cluster, f"{cluster.name}: {block} of its {list_} {why}", "choose another block")
                if block is not None:
                    taken.append(block)


@rule(Level.WARNING, "facts 3.23")
def hybrid_nodes_with_both_endpoints(graph: Graph) -> Iterator[Violation]:
    """With both endpoints on, nodes outside the VPC resolve the public addresses: hybrid nodes want one or the other."""
    for cluster, config in _clusters(graph):
        both = config.get("endpointPublicAccess", True) and config.get("endpointPrivateAccess")
        if both and cluster.block("remoteNetworkConfig"):
            yield Violation(
                cluster, f"{cluster.name} has hybrid nodes and both API endpoints", "endpoint: {mode: private}"
            )


@rule(Level.ERROR, "facts 8.22, 11.8")
def access_entries_without_api(graph: Graph) -> Iterator[Violation]:
    """Access entries, Auto Mode and hybrid nodes need authentication mode API or API_AND_CONFIG_MAP; the API's own default is neither."""
    admitted = OfClusters(graph, ENTRY)
    for cluster, _ in _clusters(graph):
        needs = bool(admitted[cluster]) or _auto_mode(cluster) or bool(cluster.block("remoteNetworkConfig"))
        if needs and _authentication_mode(cluster) not in (*API_MODES, UNKNOWN):
            yield Violation(
                cluster,
                f"{cluster.name} has authentication mode {_authentication_mode(cluster)}, which knows no access entries",
                'access_config: {authentication_mode: "API"}',
            )


@rule(Level.WARNING, "facts 4.39, 8.22")
def config_map_authentication(graph: Graph) -> Iterator[Violation]:
    """With CONFIG_MAP, which the API takes where nothing is said, who may enter is written inside the cluster, by somebody who reaches its API server."""
    for cluster, _ in _clusters(graph):
        if _authentication_mode(cluster) == "CONFIG_MAP":
            yield Violation(
                cluster,
                f"{cluster.name} has authentication mode CONFIG_MAP",
                'access_config: {authentication_mode: "API"}',
            )


@rule(Level.WARNING, "facts 8.23")
def creator_is_admin(graph: Graph) -> Iterator[Violation]:
    """Unless it is told otherwise, EKS makes an administrator of whoever ran the first deployment, and to change that replaces the cluster."""
    for cluster, _ in _clusters(graph):
        access = cluster.block("accessConfig")
        told = known(cluster.inputs.get("accessConfig"))
        if told and access.get("bootstrapClusterCreatorAdminPermissions", True) is True:
            yield Violation(
                cluster,
                f"whoever deploys {cluster.name} first is its administrator",
                "bootstrap_cluster_creator_admin_permissions: false, and an access entry for each administrator",
            )


@rule(Level.WARNING, "facts 8.22, 8.23")
def nobody_administers(graph: Graph) -> Iterator[Violation]:
    """Where its creator is no administrator, only an access entry with a policy or groups lets anybody in."""
    associations = OfClusters(graph, "aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
    admitted = OfClusters(graph, ENTRY)
    for cluster, _ in _clusters(graph):
        access = cluster.block("accessConfig")
        grants = [*associations[cluster], *(each for each in admitted[cluster] if each.inputs.get("kubernetesGroups"))]
        certain = associations.complete and admitted.complete
        if certain and not grants and access.get("bootstrapClusterCreatorAdminPermissions", True) is False:
            yield Violation(cluster, f"no access entry lets anybody administer {cluster.name}", "admins: […]")


@rule(Level.NOTICE, "facts 11.11")
def self_managed_addons(graph: Graph) -> Iterator[Violation]:
    """EKS puts unmanaged copies of three add-ons into a cluster unless told not to; add-ons of the program's own then overwrite them."""
    for cluster, _ in _clusters(graph):
        told = cluster.inputs.get("bootstrapSelfManagedAddons")
        if told is not False and known(told) and not _auto_mode(cluster):
            yield Violation(
                cluster,
                f"{cluster.name} begins with unmanaged copies of the VPC CNI, kube-proxy and CoreDNS",
                "bootstrap_self_managed_addons: false, and add-ons of your own",
            )


@rule(Level.WARNING, "facts 11.11")
def addon_missing(graph: Graph) -> Iterator[Violation]:
    """A cluster without the unmanaged add-ons has none at all: nodes become ready only with a CNI, and names resolve only with CoreDNS."""
    addons, nodes = OfClusters(graph, ADDON), OfClusters(graph, NODE_GROUP)
    for cluster, _ in _clusters(graph):
        bare = cluster.inputs.get("bootstrapSelfManagedAddons") is False and not _auto_mode(cluster)
        there = {each.inputs.get("addonName") for each in addons[cluster]}
        missing = [name for name in NEEDED_BY_NODES if name not in there]
        if bare and nodes[cluster] and missing and addons.complete:
            yield Violation(
                cluster, f"{cluster.name} has nodes and no add-on {', '.join(missing)}", "declare them as add-ons"
            )


@rule(Level.WARNING, "design rule 7")
def addon_unpinned(graph: Graph) -> Iterator[Violation]:
    """An add-on without a version takes the newest, and moves with somebody's unrelated change."""
    for addon in graph.of_type(ADDON):
        if not addon.inputs.get("addonVersion"):
            yield Violation(addon, f"{addon.name} has no version", "addon_version: as describe-addon-versions lists it")


@rule(Level.ERROR, "facts 6.32, 6.33")
def eni_config_names(graph: Graph) -> Iterator[Violation]:
    """The CNI looks for an ENIConfig by the value of a node label: names of zones with topology.kubernetes.io/zone, ids with topology.k8s.aws/zone-id."""
    for cluster, addon, values in _cni_values(graph):
        label = mapping(values.get("env")).get("ENI_CONFIG_LABEL_DEF")
        fitting = {"topology.kubernetes.io/zone": ZONE_NAME_PATTERN, "topology.k8s.aws/zone-id": ZONE_ID_PATTERN}.get(
            str(label)
        )
        odd = [name for name in _eni_subnets(values) if fitting is not None and not fitting.match(name)]
        if odd:
            yield Violation(
                addon,
                f"{addon.name} of {cluster.name} has ENIConfigs {', '.join(odd)}, which the label {label} never names",
                "name them by zone id, with ENI_CONFIG_LABEL_DEF: topology.k8s.aws/zone-id",
            )


@rule(Level.ERROR, "facts 6.32")
def eni_config_zones(graph: Graph) -> Iterator[Violation]:
    """Each zone with nodes needs an ENIConfig with a subnet of that zone: without it no pod there gets an address."""
    groups = OfClusters(graph, NODE_GROUP)
    for cluster, addon, values in _cni_values(graph):
        given = {name: graph.find(mapping(row).get("id")) for name, row in _eni_subnets(values).items()}
        if not given or not all(ZONE_ID_PATTERN.match(name) for name in given):
            continue
        nodes = [subnet for each in groups[cluster] for subnet in subnets_of(graph, each.inputs.get("subnetIds"))]
        wrong = [
            f"{name} names {subnet.name} of another zone"
            for name, subnet in given.items()
            if subnet is not None and subnet.inputs.get("availabilityZoneId", name) != name
        ]
        zones = {str(zone) for subnet in nodes if (zone := subnet.inputs.get("availabilityZoneId"))}
        wrong += [f"{zone} has nodes and no ENIConfig" for zone in sorted(zones - given.keys())]
        if wrong:
            yield Violation(addon, f"{addon.name} of {cluster.name}: {'; '.join(wrong)}", "one ENIConfig for each zone")


@rule(Level.ERROR, "facts 6.34, 7.11, 9.14, 11.7")
def cni_feature_unsupported(graph: Graph) -> Iterator[Violation]:
    """Custom networking is for IPv4 only, and Auto Mode has neither it nor security groups for pods."""
    for cluster, addon, values in _cni_values(graph):
        env = mapping(values.get("env"))
        custom = _is_on(env.get("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"))
        if custom and _is_ipv6(cluster):
            yield Violation(addon, f"{addon.name}: {cluster.name} is an IPv6 cluster", "no custom networking there")
        if (custom or _is_on(env.get("ENABLE_POD_ENI"))) and _auto_mode(cluster):
            yield Violation(
                addon, f"{addon.name}: {cluster.name} is in Auto Mode", "use pod subnets and groups of a NodeClass"
            )


@rule(Level.ERROR, "facts 9.14")
def ipv6_cluster_limits(graph: Graph) -> Iterator[Violation]:
    """There are no IPv6 clusters in China, with hybrid nodes or with Windows nodes, and a cluster's family can never change."""
    groups = OfClusters(graph, NODE_GROUP)
    for cluster, _ in _clusters(graph):
        if not _is_ipv6(cluster):
            continue
        windows = any(str(each.inputs.get("amiType", "")).startswith("WINDOWS") for each in groups[cluster])
        reasons = {
            "in China": partition_of(cluster.region or "") == "aws-cn",
            "with hybrid nodes": bool(cluster.block("remoteNetworkConfig")),
            "with Windows nodes": windows,
        }
        for reason in (each for each, holds in reasons.items() if holds):
            yield Violation(cluster, f"{cluster.name} is an IPv6 cluster {reason}", "ip_family: ipv4")


@rule(Level.WARNING, "facts 11.7")
def auto_mode_in_small_subnets(graph: Graph) -> Iterator[Violation]:
    """Auto Mode's built-in pools put nodes into the control plane's subnets, where a /28 runs dry at once (inferred)."""
    for cluster, config in _clusters(graph):
        pools = _auto_mode(cluster) and entries(cluster.block("computeConfig").get("nodePools"))
        for subnet in subnets_of(graph, config.get("subnetIds")) if pools else ():
            block = network(subnet.inputs.get("cidrBlock"))
            if block is not None and block.prefixlen == SMALLEST_SUBNET:
                yield Violation(
                    cluster,
                    f"{cluster.name} has built-in node pools, whose nodes go into {subnet.name}, a /{SMALLEST_SUBNET}",
                    "leave node_pools empty and bring a NodeClass of your own",
                )


@rule(Level.WARNING, "facts 10.8")
def auto_mode_without_role_tags(graph: Graph) -> Iterator[Violation]:
    """Auto Mode's load balancers find subnets by role tags only, those of the cluster's own account."""
    roles = (tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE)
    tagged = {
        (account, graph.resources[urn].inputs.get("vpcId"))
        for (account, urn), row in visible_tags(graph).items()
        if any(role in row for role in roles)
    }
    for cluster, config in _clusters(graph) if tags_are_known(graph) else ():
        balancing = mapping(cluster.block("kubernetesNetworkConfig").get("elasticLoadBalancing"))
        subnets = subnets_of(graph, config.get("subnetIds"))
        if balancing.get("enabled") and subnets and (cluster.account, subnets[0].inputs.get("vpcId")) not in tagged:
            yield Violation(
                cluster,
                f"{cluster.name} is in Auto Mode, and no subnet has a role tag that it sees",
                f"tag subnets {tags.ELB_ROLE} or {tags.INTERNAL_ELB_ROLE}",
            )


@rule(Level.WARNING, "facts 11.3")
def zonal_shift_in_one_zone(graph: Graph) -> Iterator[Violation]:
    """A zonal shift moves work to other zones; with nodes in one zone only there is nowhere to move it to."""
    groups = OfClusters(graph, NODE_GROUP, FARGATE)
    for cluster, _ in _clusters(graph):
        subnets = [subnet for each in groups[cluster] for subnet in subnets_of(graph, each.inputs.get("subnetIds"))]
        zones = {subnet.inputs.get("availabilityZoneId", subnet.inputs.get("availabilityZone")) for subnet in subnets}
        if cluster.block("zonalShiftConfig").get("enabled") and len(zones) == 1:
            yield Violation(
                cluster, f"{cluster.name} has zonal shift on, and nodes in one zone only", "add nodes elsewhere"
            )


@rule(Level.NOTICE, "facts 12.11")
def control_plane_log_group(graph: Graph) -> Iterator[Violation]:
    """EKS makes the group of a control plane's logs by itself if it is not there, without tags, and keeps them for ever, paid by the GB and month."""
    logs = graph.of_type("aws:cloudwatch/logGroup:LogGroup")
    groups = {(each.account, each.region, each.inputs.get("name")): each for each in logs}
    named = all(known(each.inputs.get("name")) for each in logs)
    for cluster, _ in _clusters(graph):
        name = f"/aws/eks/{cluster.inputs.get('name')}/cluster"
        group = groups.get((cluster.account, cluster.region, name))
        if entries(cluster.inputs.get("enabledClusterLogTypes")) and cluster.inputs.get("name"):
            if group is None and named and known(name):
                yield Violation(cluster, f"{cluster.name} writes logs, and {name} is not declared", "declare the group")
            elif group is not None and not group.inputs.get("retentionInDays"):
                yield Violation(group, f"{group.name} keeps logs for ever", "retention_in_days: 90")


def _clusters(graph: Graph) -> Iterator[tuple[Resource, Mapping[str, Any]]]:
    """Each cluster with its vpc_config."""
    for cluster in graph.of_type(CLUSTER):
        yield cluster, cluster.block("vpcConfig")


def _public_blocks(graph: Graph) -> Iterator[tuple[Resource, IPv4Network | IPv6Network]]:
    for cluster, config in _clusters(graph):
        for text in entries(config.get("publicAccessCidrs")):
            block = network(text)
            if block is not None:
                yield cluster, block


def _service_blocks(graph: Graph) -> Iterator[tuple[Resource, IPv4Network]]:
    for cluster, _ in _clusters(graph):
        block = network(cluster.block("kubernetesNetworkConfig").get("serviceIpv4Cidr"))
        if isinstance(block, IPv4Network):
            yield cluster, block


def _vpc(graph: Graph, cluster: Resource) -> Resource | None:
    """The VPC of a cluster's subnets."""
    subnets = subnets_of(graph, cluster.block("vpcConfig").get("subnetIds"))
    return graph.find(subnets[0].inputs.get("vpcId")) if subnets else None


def _authentication_mode(cluster: Resource) -> str:
    if cluster.inputs.get("accessConfig") == UNKNOWN:
        return UNKNOWN
    return str(cluster.block("accessConfig").get("authenticationMode") or "CONFIG_MAP")


def _auto_mode(cluster: Resource) -> bool:
    return bool(cluster.block("computeConfig").get("enabled"))


def _is_ipv6(cluster: Resource) -> bool:
    return cluster.block("kubernetesNetworkConfig").get("ipFamily") == "ipv6"


def _is_on(value: Any) -> bool:
    return str(value).lower() == "true"


def _cni_values(graph: Graph) -> Iterator[tuple[Resource, Resource, Mapping[str, Any]]]:
    """Each cluster with its VPC CNI add-on and that add-on's configuration, where it has one that is known."""
    addons = OfClusters(graph, ADDON)
    for cluster in graph.of_type(CLUSTER):
        for addon in addons[cluster]:
            text = addon.inputs.get("configurationValues")
            if addon.inputs.get("addonName") != "vpc-cni" or not isinstance(text, str):
                continue
            try:
                values = json.loads(text)
            except ValueError:
                continue  # not known before deployment
            if isinstance(values, Mapping):
                yield cluster, addon, values


def _eni_subnets(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(mapping(values.get("eniConfig")).get("subnets"))


RULES: tuple[Rule, ...] = (
    api_endpoints_both_off,
    public_cidrs_too_many,
    public_cidr_refused,
    public_cidr_reserved,
    public_cidrs_without_public_endpoint,
    api_reached_by_nobody_outside,
    dhcp_without_amazon_dns,
    control_plane_egress_without_route,
    service_cidr_overlaps_vpc,
    service_cidr_of_connected_network,
    remote_networks,
    hybrid_nodes_with_both_endpoints,
    access_entries_without_api,
    config_map_authentication,
    creator_is_admin,
    nobody_administers,
    self_managed_addons,
    addon_missing,
    addon_unpinned,
    eni_config_names,
    eni_config_zones,
    cni_feature_unsupported,
    ipv6_cluster_limits,
    auto_mode_in_small_subnets,
    auto_mode_without_role_tags,
    zonal_shift_in_one_zone,
    control_plane_log_group,
)
