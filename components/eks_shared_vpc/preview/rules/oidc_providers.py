"""OIDC providers of IAM for the issuers of clusters."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.model import Model, grouped
from eks_shared_vpc.preview.aws.oidc_provider import OidcProvider
from eks_shared_vpc.preview.fixes import Delete, Remove, fix
from eks_shared_vpc.preview.rule import Remark, rule


@rule(Level.NOTICE, "facts 5.6, 8.20, 15.14")
def thumbprints_given(model: Model) -> Iterator[Remark]:
    """IAM needs no thumbprint of an EKS issuer. To fetch one fails where an endpoint of eks hides the issuer, and one that is given stays when it is removed from the program."""
    for each in model.all(OidcProvider):
        if each.has_thumbprints and each.is_of_eks:
            message = f"{each.name} lists thumbprints for an EKS issuer"
            yield Remark(each, message, fix(Remove(each, "thumbprint_lists")))


@rule(Level.ERROR, "facts 8.21")
def oidc_provider_twice(model: Model) -> Iterator[Remark]:
    """An account accepts one OIDC provider for an issuer."""
    rows = grouped(model.all(OidcProvider), _issuer)
    for (_, url), (first, *more) in rows.items():
        for each in more:
            yield Remark(each, f"{each.name} is for the issuer {url}, as {first.name} is", fix(Delete(each)))


def _issuer(provider: OidcProvider) -> tuple[str, str] | None:
    known = provider.account is not None and isinstance(provider.url, str)
    return (str(provider.account), str(provider.url)) if known else None
