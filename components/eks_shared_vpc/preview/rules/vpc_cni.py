"""The VPC CNI: custom networking, and which of its features a cluster supports."""

from collections.abc import Iterator, Mapping, Sequence

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.addon import Addon, cni_of
from eks_shared_vpc.preview.aws.cluster import Cluster, all_are_placed
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.fixes import Change, Fix, Remove, Set, advice, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.regions import ZONE_ID_PATTERN, ZONE_NAME_PATTERN

LABEL = "ENI_CONFIG_LABEL_DEF"
CUSTOM_NETWORKING = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"
POD_GROUPS = "ENABLE_POD_ENI"
FORMS = {"topology.kubernetes.io/zone": ZONE_NAME_PATTERN, "topology.k8s.aws/zone-id": ZONE_ID_PATTERN}
"""What the values of a node label look like."""
VALUES = "configuration_values"


@rule(Level.ERROR, "facts 6.32, 6.33")
def eni_config_names(model: Model) -> Iterator[Remark]:
    """The VPC CNI looks for the ENIConfig that is named like the value of a node label: the zone's name for topology.kubernetes.io/zone, its id for topology.k8s.aws/zone-id."""
    for cluster, addon in _custom(model):
        label = addon.env.text(LABEL)
        form = FORMS.get(str(label))
        odd = [name for name in addon.eni_configs if form is not None and not form.match(name)]
        if odd:
            message = f"{addon.name} of {cluster.name} has ENIConfigs {', '.join(odd)}, which are no values of the label {label}"
            yield Remark(addon, message, _renamed(addon))


@rule(Level.ERROR, "facts 6.32")
def eni_config_zones(model: Model) -> Iterator[Remark]:
    """Each zone with nodes needs an ENIConfig with a subnet of that zone; otherwise no pod there gets an address."""
    for cluster, addon in _custom(model):
        given = addon.eni_configs
        if not given or not all(ZONE_ID_PATTERN.match(name) for name in given):
            continue
        wrong = _wrong(given_subnets(addon))
        bare = sorted(_zones_of_nodes(cluster) - given.keys())
        if wrong or bare:
            reasons = [f"ENIConfig {name} has {subnet.name} of another zone" for name, subnet in wrong.items()]
            reasons += [f"{zone} has nodes and no ENIConfig" for zone in bare]
            message = f"{addon.name} of {cluster.name}: {'; '.join(reasons)}"
            yield Remark(addon, message, _completed(cluster, addon, wrong, bare))


@rule(Level.ERROR, "facts 6.34, 7.11, 9.14, 11.7")
def cni_feature_unsupported(model: Model) -> Iterator[Remark]:
    """Custom networking supports IPv4 clusters only. The nodes of Auto Mode support neither it nor security groups for pods by the VPC CNI."""
    placed = all_are_placed(model, NodeGroup)
    for cluster, addon in _cnis(model):
        on = [each for each in (CUSTOM_NETWORKING, POD_GROUPS) if addon.env.flag(each, default=False) is True]
        if CUSTOM_NETWORKING in on and cluster.is_ipv6 is True:
            message = f"{addon.name} has {CUSTOM_NETWORKING}=true, and {cluster.name} is an IPv6 cluster"
            yield Remark(addon, message, _off(addon, [CUSTOM_NETWORKING]))
        if on and cluster.is_auto_mode is True and placed and not cluster.of(NodeGroup):
            message = f"{addon.name} has {' and '.join(f'{each}=true' for each in on)}, and {cluster.name} has nodes of Auto Mode only"
            hint = "and name pod subnets and security groups of pods in a NodeClass"
            yield Remark(addon, message, fix(*_off(addon, on).changes, advice=hint))


def _cnis(model: Model) -> Iterator[tuple[Cluster, Addon]]:
    """Each cluster with its VPC CNI."""
    for cluster in model.all(Cluster):
        addon = cni_of(cluster)
        if addon is not None:
            yield cluster, addon


def _custom(model: Model) -> Iterator[tuple[Cluster, Addon]]:
    """Those with custom networking."""
    for cluster, addon in _cnis(model):
        if addon.env.flag(CUSTOM_NETWORKING, default=False) is True:
            yield cluster, addon


def _off(addon: Addon, flags: Sequence[str]) -> Fix:
    return fix(*(Set(addon, f"{VALUES}.env.{each}", "false") for each in flags))


def _renamed(addon: Addon) -> Fix:
    """The label whose values the names are."""
    names = addon.eni_configs
    label = next((each for each, form in FORMS.items() if all(form.match(name) for name in names)), None)
    if label is None:
        return advice("name each ENIConfig by the id of its zone, with ENI_CONFIG_LABEL_DEF=topology.k8s.aws/zone-id")
    return fix(Set(addon, f"{VALUES}.env.{LABEL}", label))


def given_subnets(addon: Addon) -> Mapping[str, Subnet]:
    """The declared subnet of each ENIConfig."""
    return {name: each.subnet for name, each in addon.eni_configs.items() if each.subnet is not None}


def _wrong(given: Mapping[str, Subnet]) -> Mapping[str, Subnet]:
    """ENIConfigs with a subnet that is known to be in another zone."""
    return {name: each for name, each in given.items() if isinstance(each.zone_id, str) and each.zone_id != name}


def _zones_of_nodes(cluster: Cluster) -> set[str]:
    subnets = (subnet for each in cluster.of(NodeGroup) for subnet in each.subnets)
    return {each.zone_id for each in subnets if isinstance(each.zone_id, str)}


def _completed(cluster: Cluster, addon: Addon, wrong: Mapping[str, Subnet], bare: Sequence[str]) -> Fix:
    """A subnet of the right zone for each ENIConfig: one of the pods' tier, or else the nodes' own."""
    nodes = [subnet for each in cluster.of(NodeGroup) for subnet in each.subnets]
    tiers = {each.tier for each in given_subnets(addon).values()}
    of_vpc = [each for each in subnets_of(cluster.vpc) if each.tier in tiers] if cluster.vpc is not None else []
    by_zone = {str(each.zone): each for each in [*nodes, *of_vpc]}
    changes: list[Change] = []
    for zone in (*wrong, *bare):
        at = f"{VALUES}.eniConfig.subnets.{zone}"
        changes.append(Set(addon, f"{at}.id", by_zone[zone]) if zone in by_zone else Remove(addon, at))
    return fix(*changes)
