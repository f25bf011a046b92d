"""OIDC providers of IAM: issuers whose tokens an account trusts."""

from functools import cached_property

from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, View, indexed
from eks_shared_vpc.preview.aws.values import Unknown

__all__ = ["OidcProvider", "trusts_issuer_of"]


class OidcProvider(View):
    """An OIDC provider."""

    types = ("aws:iam/openIdConnectProvider:OpenIdConnectProvider",)

    @cached_property
    def url(self) -> str | Unknown | None:
        """The issuer."""
        return self.inputs.text("url")

    @property
    def has_thumbprints(self) -> bool:
        """Whether it is known to list thumbprints."""
        return bool(self.inputs.items("thumbprintLists").rows)

    @cached_property
    def cluster(self) -> Cluster | None:
        """The declared cluster whose issuer it is for."""
        url = self.url
        return self.model.find(url.removeprefix("https://"), Cluster) if isinstance(url, str) else None

    @property
    def is_of_eks(self) -> bool:
        """Whether its issuer is known to be a cluster's."""
        return self.cluster is not None or "oidc.eks." in str(self.url) or "oidc-eks." in str(self.url)


def trusts_issuer_of(model: Model, cluster: Cluster) -> bool:
    """Whether an OIDC provider is declared for a cluster's issuer."""
    return cluster in _trusted(model)


@indexed
def _trusted(model: Model) -> frozenset[Cluster]:
    return frozenset(each.cluster for each in model.all(OidcProvider) if each.cluster is not None)
