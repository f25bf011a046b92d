"""Add-ons of clusters, and the configuration of the VPC CNI."""

from collections.abc import Mapping
from functools import cached_property

from eks_shared_vpc.preview.aws.cluster import Cluster, OfCluster
from eks_shared_vpc.preview.aws.model import Model, indexed
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import Inputs, Unknown, is_known, texts_of

__all__ = ["Addon", "EniConfig", "addon_called", "addons_are_known", "cni_of", "installs_by_kubernetes"]

CNI = "vpc-cni"


class EniConfig:
    """The subnet and groups of pods in one zone, under custom networking (facts 6.32)."""

    def __init__(self, addon: "Addon", inputs: Inputs) -> None:
        self.subnet = addon.model.find(inputs.raw("id"), Subnet)
        self.subnet_id = inputs.text("id")
        self.group_ids = texts_of(inputs.raw("securityGroups"))


class Addon(OfCluster):
    """An add-on of a cluster."""

    types = ("aws:eks/addon:Addon",)
    VERSION = "addonVersion"

    @property
    def addon_name(self) -> str | Unknown | None:
        """What EKS calls it."""
        return self.inputs.text("addonName")

    @property
    def is_versioned(self) -> bool:
        """Whether it says a version."""
        return self.inputs.says("addonVersion")

    @cached_property
    def configuration(self) -> Inputs:
        """Its configuration; unknown as a whole where a part of it is known after deployment."""
        document = self.inputs.document("configurationValues")
        return Inputs(document, known=True) if isinstance(document, Mapping) else Inputs({}, known=document is None)

    @cached_property
    def env(self) -> Inputs:
        """The environment of its containers, as its configuration gives it."""
        return self.configuration.block("env")

    @cached_property
    def eni_configs(self) -> Mapping[str, EniConfig]:
        """The pod subnets of custom networking by the name of their ENIConfig."""
        subnets = self.configuration.block("eniConfig").block("subnets").values
        return {name: EniConfig(self, Inputs(row if isinstance(row, Mapping) else {})) for name, row in subnets.items()}

    @property
    def has_role(self) -> bool:
        """Whether it is given a role of its own, for its service account."""
        return self.inputs.says("serviceAccountRoleArn", "podIdentityAssociations")

    @property
    def preserves_software(self) -> bool | Unknown:
        """Whether its software stays in the cluster when it is deleted."""
        return self.inputs.flag("preserve", default=False)


KUBERNETES = "kubernetes:"
"""What the type tokens of Kubernetes resources and Helm releases begin with."""


@indexed
def installs_by_kubernetes(model: Model) -> bool:
    """Whether a program declares Kubernetes resources or Helm releases: these may install what add-ons do."""
    return any(each.type.startswith(KUBERNETES) for each in model.graph)


def addon_called(cluster: Cluster, name: str) -> Addon | None:
    """The add-on of a name in a cluster."""
    return next((each for each in cluster.of(Addon) if each.addon_name == name), None)


def cni_of(cluster: Cluster) -> Addon | None:
    """The VPC CNI of a cluster, as an add-on."""
    return addon_called(cluster, CNI)


def addons_are_known(cluster: Cluster) -> bool:
    """Whether all add-ons are known by name and cluster, so that one that is not seen is not there."""
    return _all_are_named(cluster.model)


@indexed
def _all_are_named(model: Model) -> bool:
    rows = model.all(Addon)
    return all(is_known([each.inputs.raw("clusterName"), each.inputs.raw("addonName")]) for each in rows)
