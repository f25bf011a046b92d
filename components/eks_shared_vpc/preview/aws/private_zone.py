"""Private hosted zones of Route 53: names that a VPC resolves in its own way."""

from collections.abc import Mapping
from functools import cached_property

from eks_shared_vpc.preview.aws.connections import Connection
from eks_shared_vpc.preview.aws.model import Model, View, indexed
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint

__all__ = ["PrivateZone", "is_named_by_a_zone", "named_elsewhere"]


class PrivateZone(Connection):
    """A hosted zone, private if it names VPCs."""

    types = ("aws:route53/zone:Zone",)

    @cached_property
    def vpcs(self) -> frozenset[Vpc]:
        """The VPCs that resolve it, as far as they are declared."""
        own = {each for each in self.places if isinstance(each, Vpc)}
        return frozenset(own | _associated(self.model).get(self, set()))


class ZoneAssociation(Connection):
    """A private zone's association with a further VPC."""

    types = ("aws:route53/zoneAssociation:ZoneAssociation",)


class Record(View):
    """A record of a hosted zone."""

    types = ("aws:route53/record:Record",)

    @cached_property
    def zone(self) -> PrivateZone | None:
        """The zone that it is in."""
        return self.model.find(self.inputs.raw("zoneId"), PrivateZone)


def is_named_by_a_zone(endpoint: VpcEndpoint, vpc: Vpc) -> bool:
    """Whether a private zone of a VPC has a record that leads to an endpoint: private DNS by other means (facts 5.21)."""
    return (endpoint, vpc) in _named(endpoint.model)


def named_elsewhere(vpc: Vpc, service: str) -> VpcEndpoint | None:
    """The endpoint of a service in another VPC, to which a private zone of this one leads."""
    for endpoint, resolving in _named(vpc.model):
        if resolving is vpc and endpoint.vpc is not vpc and endpoint.service == service:
            return endpoint
    return None


@indexed
def _associated(model: Model) -> Mapping[PrivateZone, set[Vpc]]:
    found: dict[PrivateZone, set[Vpc]] = {}
    for each in model.all(ZoneAssociation):
        zone = model.find(each.inputs.raw("zoneId"), PrivateZone)
        if zone is not None:
            found.setdefault(zone, set()).update(place for place in each.places if isinstance(place, Vpc))
    return found


@indexed
def _named(model: Model) -> frozenset[tuple[VpcEndpoint, Vpc]]:
    return frozenset(
        (endpoint, vpc)
        for each in model.all(Record)
        if each.zone is not None
        for endpoint in model.named_in(each.resource.inputs)
        if isinstance(endpoint, VpcEndpoint)
        for vpc in each.zone.vpcs
    )
