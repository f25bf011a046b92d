"""Resource shares of AWS RAM: what is given to whom."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from eks_shared_vpc.preview.aws.model import Model, View, grouped, id_in, indexed
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown, is_known, is_stand_in

__all__ = [
    "PrincipalAssociation",
    "ResourceShare",
    "ShareAccepter",
    "SharedResource",
    "admissions_of",
    "is_shared_with",
    "share_beside",
    "shares_are_known",
    "shares_of",
]


class ResourceShare(View):
    """A resource share."""

    types = ("aws:ram/resourceShare:ResourceShare",)

    @property
    def share_name(self) -> str:
        """Its name in RAM."""
        given = self.inputs.text("name")
        return given if isinstance(given, str) else self.name

    @property
    def admits_external_principals(self) -> bool | Unknown:
        """Whether accounts outside the organization may be given it; by default so (facts 6.6)."""
        return self.inputs.flag("allowExternalPrincipals", default=True)

    @cached_property
    def resources(self) -> "Sequence[SharedResource]":
        """What is in it."""
        return _resources(self.model).get(self, ())

    @cached_property
    def principals(self) -> "Sequence[PrincipalAssociation]":
        """Whom it is given to."""
        return _principals(self.model).get(self, ())


class InShare(View):
    """What belongs to a resource share."""

    @cached_property
    def share(self) -> ResourceShare | None:
        """The share, if that is declared."""
        return self.model.find(self.inputs.raw("resourceShareArn"), ResourceShare)

    @cached_property
    def share_arn(self) -> str | Unknown | None:
        """What names the share."""
        return id_in(self.inputs.raw("resourceShareArn"))


class SharedResource(InShare):
    """A resource's association with a share."""

    types = ("aws:ram/resourceAssociation:ResourceAssociation",)

    @cached_property
    def shared(self) -> View | None:
        """The resource, if that is declared."""
        return self.model.any_of(self.inputs.raw("resourceArn"))

    @property
    def shared_id(self) -> str | Unknown | None:
        """What names the resource."""
        return id_in(self.inputs.raw("resourceArn"))

    @property
    def names_a_subnet(self) -> bool:
        """Whether it names a subnet by its ARN."""
        return ":subnet/" in str(self.shared_id)

    @cached_property
    def subnet(self) -> Subnet | None:
        """The resource, if it is a subnet."""
        return self.shared if isinstance(self.shared, Subnet) else None


class PrincipalAssociation(InShare):
    """A principal's association with a share."""

    types = ("aws:ram/principalAssociation:PrincipalAssociation",)

    @cached_property
    def principal(self) -> str | Unknown | None:
        """Account id, or ARN of an organizational unit or organization."""
        return self.inputs.text("principal")

    def may_admit(self, account: str | None) -> bool:
        """Whether it admits an account, or is a unit, an organization or an unknown principal that may contain it."""
        principal = self.principal
        return principal is UNKNOWN or principal == account or not str(principal).isdigit()


class ShareAccepter(View):
    """The acceptance of a share."""

    types = ("aws:ram/resourceShareAccepter:ResourceShareAccepter",)


def admissions_of(shared: SharedResource, account: str | None) -> Sequence[PrincipalAssociation]:
    """The principals of a share that may be what gives it to an account: the account itself, or else units."""
    rows = [each for each in _principals_by_arn(shared.model).get(str(shared.share_arn), ()) if each.may_admit(account)]
    return [each for each in rows if each.principal == account] or rows


def is_shared_with(resource: View, account: str | None) -> bool | Unknown:
    """Whether a resource is shared with an account: a unit or an organization may contain it, so then it is."""
    model = resource.model
    rows = _by_resource(model).get(resource, ())
    if any(admissions_of(each, account) for each in rows):
        return True
    if not shares_are_known(model) or resource.account not in _sharing_accounts(model):
        return UNKNOWN  # another stack may share it
    return UNKNOWN if any(each.share is None for each in rows) else False


def share_beside(subnet: Subnet) -> ResourceShare | None:
    """A share that other subnets of the same VPC are in."""
    return _by_vpc(subnet.model).get(str(subnet.vpc_id))


@indexed
def _by_vpc(model: Model) -> Mapping[str, ResourceShare]:
    rows = ((each.subnet, each.share) for each in reversed(model.all(SharedResource)))
    return {str(subnet.vpc_id): share for subnet, share in rows if subnet is not None and share is not None}


@indexed
def _sharing_accounts(model: Model) -> frozenset[str | None]:
    """The accounts whose shares are recorded, all of what is in them by outputs: ids alone may name anything."""
    listed = [each for each in model.all(SharedResource) if each.shared is not None]
    literal = {
        each.account for each in model.all(SharedResource) if each.shared is None and not is_stand_in(each.shared_id)
    }
    return frozenset(each.account for each in listed) - literal


def shares_of(subnet: Subnet) -> Sequence[SharedResource]:
    """The associations of a subnet with shares."""
    return _by_subnet(subnet.model).get(subnet, ())


@indexed
def shares_are_known(model: Model) -> bool:
    """Whether all shares are known, so that what is not seen to be shared is not."""
    rows = (*model.all(SharedResource), *model.all(PrincipalAssociation))
    return all(is_known(each.resource.inputs) for each in rows)


@indexed
def _by_resource(model: Model) -> Mapping[View, list[SharedResource]]:
    return grouped(model.all(SharedResource), lambda each: each.shared)


@indexed
def _principals_by_arn(model: Model) -> Mapping[str, list[PrincipalAssociation]]:
    return grouped(model.all(PrincipalAssociation), lambda each: str(each.share_arn))


@indexed
def _by_subnet(model: Model) -> Mapping[Subnet, list[SharedResource]]:
    return grouped(model.all(SharedResource), lambda each: each.subnet)


@indexed
def _resources(model: Model) -> Mapping[ResourceShare, list[SharedResource]]:
    return grouped(model.all(SharedResource), lambda each: each.share)


@indexed
def _principals(model: Model) -> Mapping[ResourceShare, list[PrincipalAssociation]]:
    return grouped(model.all(PrincipalAssociation), lambda each: each.share)
