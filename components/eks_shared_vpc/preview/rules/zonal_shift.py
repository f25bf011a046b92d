"""Zonal shift: whether there is a zone to shift to."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster, all_are_placed
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.fixes import Set, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule


@rule(Level.WARNING, "facts 11.3")
def zonal_shift_in_one_zone(model: Model) -> Iterator[Remark]:
    """A zonal shift moves work to the nodes of other zones, of which there are none where all nodes are in one zone."""
    known = all_are_placed(model, NodeGroup, FargateProfile)
    for cluster in model.all(Cluster) if known else ():
        zone = _only_zone(cluster) if cluster.shifts_zones is True and cluster.is_auto_mode is False else ""
        if zone:
            message = f"{cluster.name} has zonal shift on, and all of its nodes are in {zone}"
            change = Set(cluster, "zonal_shift_config.enabled", value=False)
            setting = cluster_setting(cluster, "zonal_shift", value=False)
            yield Remark(cluster, message, fix(change, setting=setting, advice="or add nodes in another zone"))


def _only_zone(cluster: Cluster) -> str:
    """The one zone of all nodes; empty if there are several, or one is not known."""
    places = [each.subnets for each in cluster.of(NodeGroup)]
    places += [each.subnets for each in cluster.of(FargateProfile)]
    zones = {subnet.zone for each in places for subnet in each}
    return next(iter(zones)) if len(zones) == 1 and all(each.all_declared for each in places) else ""
