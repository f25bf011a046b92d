"""Providers: which account each resource is in."""

from collections.abc import Iterator

from eks_shared_vpc.preview.aws.model import Model, View, indexed
from eks_shared_vpc.preview.graph import PROVIDER, STACK

__all__ = [
    "Component",
    "Provider",
    "accounts_are_explicit",
    "components",
    "is_packaged",
    "is_type_of_aws",
    "managed_by_aws",
    "without_provider",
]

AWS = "aws:"
OURS = "eks-shared-vpc:"
PACKAGED = "eks:"
"""How the type of a component of the pulumi_eks package begins."""


class Provider(View):
    """A provider of AWS, with credentials of its own."""

    types = (PROVIDER,)
    DEFAULT_TAGS = "defaultTags"


class Component(View):
    """A component: it exists in Pulumi alone."""

    @property
    def is_ours(self) -> bool:
        """Whether it is one of this package's."""
        return self.resource.type.startswith(OURS)

    def accounts(self) -> tuple[str, ...]:
        """The accounts that its descendants are in."""
        inside = self.model.graph.descendants(self.resource)
        return tuple(sorted({child.account for child in inside if child.account}))


def managed_by_aws(model: Model) -> Iterator[View]:
    """Every resource that an AWS provider manages."""
    return (model.view(each, View) for each in model.graph if each.custom and each.type.startswith(AWS))


def components(model: Model) -> Iterator[Component]:
    """Every component, the stack itself left out."""
    return (Component(model, each) for each in model.graph if not each.custom and each.type != STACK)


@indexed
def accounts_are_explicit(model: Model) -> bool:
    """Whether every resource has to name its account: several accounts are known, or this package's components are used.

    A program of one account may leave that to the credentials that it runs with.
    """
    known = {each.account for each in model.graph if each.custom and each.account}
    return len(known) > 1 or any(each.type.startswith(OURS) for each in model.graph)


def without_provider(model: Model) -> Iterator[View]:
    """The resources of AWS that name no provider, so that the default one creates them."""
    return (each for each in managed_by_aws(model) if not each.resource.provider)


def is_type_of_aws(token: str) -> bool:
    """Whether a type token is one of the AWS provider's."""
    return token.startswith(AWS)


def is_packaged(token: str) -> bool:
    """Whether a type token is that of a component of the pulumi_eks package."""
    return token.startswith(PACKAGED)
