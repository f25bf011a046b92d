"""What may be said of a VPC that exists already, and the contract that follows from it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, ValidationInfo, field_validator

from eks_shared_vpc.errors import nearest
from eks_shared_vpc.fields import Cidr, Region, ZoneId
from eks_shared_vpc.network.contract import NetworkContract, SubnetContract, TierContract
from eks_shared_vpc.network.sharing import Principal
from eks_shared_vpc.network.tiers import TierKind, TierName, TierUse
from eks_shared_vpc.regions import arn_prefix
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse

if TYPE_CHECKING:
    from eks_shared_vpc.network.args import ExistingVpcArgs

__all__ = ["ExistingNetworkSpec", "ExistingSubnetSpec", "ExistingTierSpec", "ExistingVpcSpec"]


class ExistingSubnetSpec(Spec):
    """A subnet that exists."""

    id: Flowing = Field(description="Id of the subnet, such as subnet-0123456789abcdef0.")
    cidr: Cidr = Field(description="Its IPv4 block.")
    route_table_id: Flowing | None = Field(
        None, description="Id of its route table. The preview then knows which routes and gateway endpoints are on it."
    )
    arn: Flowing | None = Field(
        None,
        description="Its ARN, which a share needs. Default: made of region, owner_account and id, if these are known.",
    )


class ExistingTierSpec(Spec):
    """A row of subnets that exist, one in each zone."""

    kind: TierKind = Field(
        description="Where the default route leads: public to an internet gateway, private to a NAT gateway, isolated nowhere."
    )
    use: TierUse = Field(TierUse.GENERAL, description="What the subnets are for; general has no particular use.")
    subnets: Mapping[ZoneId, ExistingSubnetSpec] = Field(description="The subnets, by zone id, such as usw2-az1.")

    @field_validator("subnets")
    @classmethod
    def _some_subnet(cls, subnets: Mapping[str, ExistingSubnetSpec]) -> Mapping[str, ExistingSubnetSpec]:
        if not subnets:
            refuse(
                "subnets-missing",
                "this tier has no subnet",
                allowed="one subnet or more, by zone id",
                fix="list its subnets, or remove the tier",
            )
        return subnets


class ExistingNetworkSpec(Spec):
    """What a stack file and a component's arguments have in common about a VPC that exists."""

    vpc_id: Flowing = Field(description="Id of the VPC, such as vpc-0123456789abcdef0.")
    cidrs: Annotated[tuple[Cidr, ...], Unique] = Field(description="The VPC's IPv4 blocks, the primary one first.")
    tiers: Mapping[TierName, ExistingTierSpec] = Field(
        description="The rows of subnets that are used, by a name for each. Of two tiers for the same use the first by name is the default."
    )
    nat_public_ips: Mapping[ZoneId, Flowing] = Field(
        {}, description="Public addresses of the NAT gateways, by zone id. Default: not known."
    )
    endpoints: Mapping[str, Flowing] = Field(
        {},
        description="Ids of VPC endpoints that it has, by service, such as ecr.api; gateway endpoints of s3 and dynamodb too. Default: not known.",
    )
    ipv6: bool = Field(default=False, description="Whether the VPC and each of the subnets have an IPv6 block too.")
    shared_with: Annotated[tuple[Principal, ...], Unique] = Field(
        (),
        description="Whom the subnets are shared with already: account ids, ARNs of organizational units, or the organization's ARN.",
    )
    shared_tiers: Annotated[tuple[str, ...], Unique] | None = Field(
        None,
        description="The tiers that are shared already. Default: all but the public ones, if they are shared with a principal.",
    )

    @field_validator("cidrs")
    @classmethod
    def _some_block(cls, cidrs: tuple[Cidr, ...]) -> tuple[Cidr, ...]:
        if not cidrs:
            refuse(
                "vpc-block",
                "a VPC has at least one block",
                allowed="one block or more",
                fix="list the blocks of the VPC, the primary one first",
            )
        return cidrs

    @field_validator("shared_tiers")
    @classmethod
    def _shared_tiers_exist(cls, shared: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        names = list(info.data.get("tiers", shared or ()))
        for tier in shared or ():
            if tier not in names:
                refuse(
                    "unknown-tier",
                    f"there is no tier {tier!r}",
                    allowed=", ".join(names),
                    fix=f"write {nearest(tier, names) or 'one of them'}",
                )
        return shared

    @field_validator("tiers")
    @classmethod
    def _fit_together(
        cls, tiers: Mapping[str, ExistingTierSpec], info: ValidationInfo
    ) -> Mapping[str, ExistingTierSpec]:
        if not tiers:
            refuse("tiers-missing", "no subnet is described", allowed="one tier or more", fix="describe the subnets")
        _check_blocks(tiers, info.data.get("cidrs", ()))
        _check_route_tables(tiers)
        return tiers


class ExistingVpcSpec(ExistingNetworkSpec, InPlaceOf["ExistingVpcArgs"]):
    """Arguments of ExistingVpc."""

    region: Region = Field(description="The region, such as us-west-2; it must be the provider's.")
    owner_account: str | None = Field(
        None,
        pattern=r"^\d{12}$",
        description="Id of the account that owns the VPC. Default: the account of the component's provider.",
    )

    @cached_property
    def contract(self) -> NetworkContract:
        """What this VPC promises to whoever uses it."""
        # Other languages' mappings have no order, so zones and tiers have one of their own.
        zones = sorted({zone for tier in self.tiers.values() for zone in tier.subnets})
        closed = [name for name in sorted(self.tiers) if self.tiers[name].kind is not TierKind.PUBLIC]
        shared = closed if self.shared_tiers is None else self.shared_tiers
        return NetworkContract(
            region=self.region,
            owner_account=self.owner_account,
            vpc_id=self.vpc_id,
            vpc_cidrs=tuple(map(str, self.cidrs)),
            zones=tuple(zones),
            tier_order=tuple(sorted(self.tiers)),
            tiers={
                name: TierContract(
                    kind=tier.kind,
                    use=tier.use,
                    subnets={zone: self._subnet(each) for zone, each in tier.subnets.items()},
                )
                for name, tier in self.tiers.items()
            },
            nat_public_ips=self.nat_public_ips,
            ipv6=self.ipv6,
            endpoints=self.endpoints,
            shared_with=self.shared_with,
            shared_tiers=tuple(shared) if self.shared_with else (),
        )

    def _subnet(self, each: ExistingSubnetSpec) -> SubnetContract:
        known = each.arn is None and self.owner_account is not None and isinstance(each.id, str)
        made = f"{arn_prefix(self.region)}:ec2:{self.region}:{self.owner_account}:subnet/{each.id}" if known else None
        return SubnetContract(cidr=str(each.cidr), id=each.id, arn=each.arn or made, route_table_id=each.route_table_id)


def _check_blocks(tiers: Mapping[str, ExistingTierSpec], blocks: tuple[Cidr, ...]) -> None:
    placed: list[tuple[Cidr, str]] = []
    for name, tier in tiers.items():
        for zone, subnet in tier.subnets.items():
            here = f"{subnet.cidr} of the tier {name} in {zone}"
            if blocks and not any(subnet.cidr.subnet_of(block) for block in blocks):
                refuse(
                    "outside",
                    f"{here} is in no block of this VPC",
                    allowed=", ".join(map(str, blocks)),
                    fix="correct it, or add its block to cidrs",
                )
            clash = next((other for block, other in placed if subnet.cidr.overlaps(block)), None)
            if clash:
                refuse(
                    "overlap",
                    f"{here} overlaps {clash}",
                    allowed="blocks that do not overlap",
                    fix="change one of the two",
                )
            placed.append((subnet.cidr, here))


def _check_route_tables(tiers: Mapping[str, ExistingTierSpec]) -> None:
    """A route table has one default route, so tiers of two kinds cannot share it."""
    kinds: dict[str, tuple[TierKind, str]] = {}
    for name, tier in tiers.items():
        for subnet in tier.subnets.values():
            table = subnet.route_table_id
            if not isinstance(table, str):
                continue
            kind, other = kinds.setdefault(table, (tier.kind, name))
            if kind is not tier.kind:
                refuse(
                    "route-table-kind",
                    f"the tiers {other} ({kind.value}) and {name} ({tier.kind.value}) share {table}, which has one default route",
                    allowed="tiers of one kind on each route table",
                    fix="correct a tier's kind, or a route_table_id",
                )
