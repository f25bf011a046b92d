"""What the failure of one zone does to egress."""

from collections.abc import Iterator, Mapping

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.model import Model, grouped, indexed
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.fixes import Change, Fix, Remove, Set, Setting, advice, fix
from eks_shared_vpc.preview.rule import Remark, rule


@rule(Level.NOTICE, "facts 9.1, 9.5")
def single_nat_gateway(model: Model) -> Iterator[Remark]:
    """With one zonal NAT gateway for several zones, a failure of its zone ends the egress of all of them, and traffic between zones is charged by the GB."""
    gateways = grouped(model.all(NatGateway), lambda each: each.vpc)
    for gateway, served in _served(model).items():
        zones = {each.zone_id for each in served if isinstance(each.zone_id, str)} or {each.zone for each in served}
        beside = len(gateways.get(gateway.vpc, ())) - 1 if gateway.vpc is not None else 0
        alone = len({each.route_table for each in served}) > 1 or not beside
        if gateway.is_regional is False and len(zones) > 1 and alone:
            message = f"{gateway.name} is the NAT gateway of {', '.join(sorted(zones))}, and fails with its own zone"
            yield Remark(gateway, message, _regional(gateway))


@indexed
def _served(model: Model) -> Mapping[NatGateway, list[Subnet]]:
    """The subnets in a known zone that have a route to each NAT gateway."""
    found: dict[NatGateway, list[Subnet]] = {}
    for subnet in model.all(Subnet):
        table = subnet.route_table
        routes = table.routes if table is not None and subnet.zone else ()
        for gateway in {each.through for each in routes if isinstance(each.through, NatGateway)}:
            found.setdefault(gateway, []).append(subnet)
    return found


def _regional(gateway: NatGateway) -> Fix:
    """A regional NAT gateway, which works in every zone."""
    if gateway.vpc is None:
        return advice("use one NAT gateway in each zone, or a regional one")
    changes: list[Change] = [Set(gateway, "availability_mode", "regional"), Set(gateway, "vpc_id", gateway.vpc)]
    changes += [Remove(gateway, "subnet_id")] if gateway.has_subnet else []
    changes += [Remove(gateway, "allocation_id")] if gateway.has_allocation else []
    hint = "this replaces the gateway and its public address; or use one NAT gateway in each zone"
    return fix(*changes, setting=Setting("network.nat", "regional", "SharedVpc"), advice=hint)
