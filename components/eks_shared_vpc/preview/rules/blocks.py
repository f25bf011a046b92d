"""The blocks of a VPC fit together, are there before their subnets, and do not clash with what else uses their addresses."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.network.blocks import why_not_beside
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.route_table import Route, RouteTarget, route_tables_of
from eks_shared_vpc.preview.aws.share import SharedResource
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.vpc import Ipv4Block, Vpc, every_vpc
from eks_shared_vpc.preview.fixes import Change, Declare, Delete, Fix, Protect, Set, Setting, WaitFor, advice, fix
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

DOCKER = IPv4Network("172.17.0.0/16")
CARRIER_GRADE = IPv4Network("100.64.0.0/10")
RFC1918 = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
TRIED = 64
"""How many blocks of each range are tried before a fix says that it found none."""


@rule(Level.ERROR, "facts 1.5, 1.10-1.15")
def block_not_beside(model: Model) -> Iterator[Remark]:
    """AWS refuses a block that overlaps one of the VPC's, and most private ranges beside each other."""
    for vpc in every_vpc(model):
        held = [vpc.primary] if isinstance(vpc.primary, IPv4Network) else []
        for each, block in _secondary(vpc):
            reason = why_not_beside(block, held, first_is_known=not vpc.is_allocated_by_ipam)
            if reason:
                inside = any(block.subnet_of(other) for other in held)
                how = fix(Delete(each)) if inside else _another_block(vpc, each, block, ())
                yield Remark(each, f"{each.name} adds {block} to {vpc.name}: {reason}", how)
            held.append(block)


@rule(Level.ERROR, "facts 1.6, 1.17")
def subnet_before_block(model: Model) -> Iterator[Remark]:
    """A subnet of a secondary block fails until that block is associated, and no input of the subnet waits for it."""
    for vpc in every_vpc(model):
        rows = _secondary(vpc)
        for subnet in subnets_of(vpc) if rows else ():
            home = next((each for each, block in rows if _is_in(subnet, block)), None)
            if home is not None and home.stack == subnet.stack and not subnet.waits_for(home):
                message = f"{subnet.name} has {subnet.ipv4} of {home.name}, and does not wait for its association"
                yield Remark(subnet, message, fix(WaitFor(subnet, (home,))))


@rule(Level.WARNING, "facts 1.5")
def block_over_route(model: Model) -> Iterator[Remark]:
    """AWS refuses a block while a route table of the VPC has a destination that equals it or lies inside it."""
    for vpc in every_vpc(model):
        rows = _secondary(vpc)
        routes = [(table, route) for table in route_tables_of(vpc) for route in table.routes] if rows else []
        for each, block in rows:
            clash = next(((table, route) for table, route in routes if _clashes(route, each, block)), None)
            if clash is not None:
                others = tuple(to for _, route in routes if isinstance(to := route.destination, IPv4Network))
                message = (
                    f"{each.name} adds {block}, and {clash[0].name} has a route to {clash[1].destination} inside it"
                )
                yield Remark(each, message, _another_block(vpc, each, block, others))


@rule(Level.NOTICE, "facts 1.8")
def docker_block(model: Model) -> Iterator[Remark]:
    """172.17.0.0/16 is Docker's bridge network: services such as Cloud9 and SageMaker AI clash with it."""
    for vpc in every_vpc(model):
        for block in vpc.ipv4_blocks:
            if block.overlaps(DOCKER) and not vpc.is_allocated_by_ipam:
                message = f"{vpc.name} has {block}, which overlaps Docker's bridge network {DOCKER}"
                yield Remark(vpc, message, _away_from_docker(vpc, block))


@rule(Level.NOTICE, "facts 1.14, 1.16")
def carrier_grade_primary(model: Model) -> Iterator[Remark]:
    """A VPC whose primary block is in 100.64.0.0/10 accepts no RFC 1918 block, and the primary block cannot be removed."""
    for vpc in every_vpc(model):
        primary = vpc.primary
        if isinstance(primary, IPv4Network) and primary.subnet_of(CARRIER_GRADE):
            message = f"{vpc.name} has the primary block {primary}, so it never accepts an RFC 1918 block"
            yield Remark(vpc, message, _begin_with_rfc1918(vpc, primary))


@rule(Level.NOTICE, "design rule 5")
def egress_address_unprotected(model: Model) -> Iterator[Remark]:
    """Others put the egress addresses of a shared VPC on their allow-lists; an Elastic IP that is deleted is lost."""
    shared = {each.subnet.vpc_id for each in model.all(SharedResource) if each.subnet is not None}
    for gateway in model.all(NatGateway):
        for address in gateway.elastic_ips if gateway.vpc_id in shared else ():
            if not address.resource.protect:
                setting = Setting("network.protect_egress_ips", True, "SharedVpc")
                message = f"{address.name} is an egress address of a shared VPC, and is not protected"
                yield Remark(address, message, fix(Protect(address), setting=setting))


def _secondary(vpc: Vpc) -> list[tuple[Ipv4Block, IPv4Network]]:
    """The blocks that are added to a VPC, as far as they are known."""
    return [(each, each.block) for each in vpc.secondary if isinstance(each.block, IPv4Network)]


def _is_in(subnet: Subnet, block: IPv4Network) -> bool:
    return isinstance(subnet.ipv4, IPv4Network) and subnet.ipv4.subnet_of(block)


def _clashes(route: Route, each: Ipv4Block, block: IPv4Network) -> bool:
    """Whether a route is in the way of a block: routes inside the VPC that come after the block are not."""
    if not isinstance(route.destination, IPv4Network) or not route.destination.subnet_of(block):
        return False
    later = route.declared is not None and route.declared.waits_for(each)
    return route.target is not RouteTarget.LOCAL and not later


def _another_block(vpc: Vpc, each: Ipv4Block, block: IPv4Network, taken: tuple[IPv4Network, ...]) -> Fix:
    """Another block of the same size for an association, with the subnets in it."""
    others = [held for held in vpc.ipv4_blocks if held != block]

    def suits(new: IPv4Network) -> bool:
        free = not any(new.overlaps(to) for to in taken if to.prefixlen)
        return free and why_not_beside(new, others, first_is_known=not vpc.is_allocated_by_ipam) is None

    new = _block_that(suits, block.prefixlen)
    if new is None:
        return advice(f"choose a block that AWS accepts beside {', '.join(map(str, others))}")
    blocks = [str(new if row is each else row.block) for row in vpc.secondary]
    return fix(
        Set(each, "cidr_block", str(new)),
        *_moved_subnets(vpc, block, new),
        setting=Setting("network.secondary_cidrs", blocks, "SharedVpc"),
    )


def _away_from_docker(vpc: Vpc, block: IPv4Network) -> Fix:
    added = next((each for each, held in _secondary(vpc) if held == block), None)
    if added is not None:
        return _another_block(vpc, added, block, (DOCKER,))
    rest = [held for held in vpc.ipv4_blocks if held != block]

    def suits(new: IPv4Network) -> bool:
        held = [new]
        for each in rest:
            if why_not_beside(each, held):
                return False
            held.append(each)
        return not new.overlaps(DOCKER)

    new = _block_that(suits, block.prefixlen)
    if new is None:
        return advice("choose another block")
    changes = [Set(vpc, "cidr_block", str(new)), *_moved_subnets(vpc, block, new)]
    return fix(*changes, setting=Setting("network.cidr", str(new), "SharedVpc"))


def _begin_with_rfc1918(vpc: Vpc, primary: IPv4Network) -> Fix:
    new = next(RFC1918[0].subnets(new_prefix=primary.prefixlen))
    inside = tuple(each for each in subnets_of(vpc) if _is_in(each, primary))
    added = Declare(
        Ipv4Block, f"{vpc.name}-{primary.network_address}", vpc, {"vpc_id": vpc, "cidr_block": str(primary)}, inside
    )
    blocks = [str(primary), *(str(block) for _, block in _secondary(vpc))]
    settings = [
        Setting("network.cidr", str(new), "SharedVpc"),
        Setting("network.secondary_cidrs", blocks, "SharedVpc"),
    ]
    return fix(Set(vpc, "cidr_block", str(new)), added, setting=settings)


def _block_that(suits: Callable[[IPv4Network], bool], prefix: int) -> IPv4Network | None:
    for range_ in (CARRIER_GRADE, *RFC1918):
        for _, new in zip(range(TRIED), range_.subnets(new_prefix=prefix), strict=False):
            if suits(new):
                return new
    return None


def _moved_subnets(vpc: Vpc, block: IPv4Network, new: IPv4Network) -> list[Change]:
    """The subnets of a block at the same places of another one."""
    shift = int(new.network_address) - int(block.network_address)
    return [
        Set(each, "cidr_block", str(IPv4Network((int(each.ipv4.network_address) + shift, each.ipv4.prefixlen))))
        for each in subnets_of(vpc)
        if isinstance(each.ipv4, IPv4Network) and each.ipv4.subnet_of(block)
    ]


RULES: tuple[Rule[Model, Level], ...] = (
    block_not_beside,
    subnet_before_block,
    block_over_route,
    docker_block,
    carrier_grade_primary,
    egress_address_unprotected,
)
