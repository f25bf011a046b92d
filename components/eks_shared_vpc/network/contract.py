"""The network contract: what a network promises to whoever uses it.

One document, twice: *planned*, with all that shapes resources and no ids; and *deployed*, with the ids, as the network's
program exports it. A participant can describe neither NAT gateways nor endpoints, and sees none of the owner's tags (facts
6.11, 6.18), so everything that it needs has to be in here.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator

from eks_shared_vpc.fields import parse_cidr
from eks_shared_vpc.network.tiers import TierKind, TierUse
from eks_shared_vpc.spec import Flowing, Spec, Unique, refuse

__all__ = ["NetworkContract", "SubnetContract", "TierContract", "TierKind", "TierUse"]

VERSION = 1


def _known_version(version: int) -> int:
    if version != VERSION:
        refuse(
            "contract-version",
            "this release does not read contracts of this version",
            allowed=str(VERSION),
            fix="use a release of eks-shared-vpc that reads this version, or save the contract with an older one",
        )
    return version


def _block(value: Any) -> Any:
    return str(parse_cidr(value)) if isinstance(value, str) else value


Block = Annotated[Flowing, AfterValidator(_block)]
"""An IPv4 block in canonical form, or an Output."""


class Promise(Spec):
    """A part of a contract. A later release may promise more under the same version, so unknown keys are passed over."""

    model_config = ConfigDict(extra="ignore")


class SubnetContract(Promise):
    """One subnet. What is known only after deployment is an Output, or nothing in a planned contract."""

    cidr: Block | None = Field(None, description="IPv4 block.")
    id: Flowing | None = Field(None, description="Id.")
    arn: Flowing | None = Field(None, description="ARN: what a share accepts.")
    route_table_id: Flowing | None = Field(None, description="Id of its route table.")


class TierContract(Promise):
    """One tier."""

    kind: TierKind = Field(description="Where its default route leads: public, private or isolated.")
    use: TierUse = Field(description="What its subnets are for.")
    subnets: Mapping[str, SubnetContract] = Field(description="Its subnets, by zone id.")


class NetworkContract(Promise):
    """A network, as those see it who use it."""

    version: Annotated[int, AfterValidator(_known_version)] = Field(
        VERSION, description="Version of this document's form; a reader refuses one that it does not know."
    )
    region: str = Field(description="The network's region.")
    owner_account: str | None = Field(None, description="Id of the account that owns it.")
    vpc_id: Flowing | None = Field(None, description="The VPC.")
    vpc_cidrs: tuple[Block, ...] = Field(
        description="Its IPv4 blocks, the primary one first; one that IPAM allocates is known after deployment."
    )
    zones: Annotated[tuple[str, ...], Unique] = Field(description="The zone ids in use.")
    tier_order: Annotated[tuple[str, ...], Unique] = Field(
        description="Names of the tiers as they were declared: mappings in JSON do not keep an order."
    )
    tiers: Mapping[str, TierContract] = Field(description="The tiers, by name.")
    nat_public_ips: Mapping[str, Flowing | None] = Field(
        {}, description="The public addresses that egress comes from, by zone id."
    )
    ipv6: bool = Field(default=False, description="Whether every subnet has an IPv6 block too.")
    endpoints: Mapping[str, Flowing | None] = Field({}, description="Ids of VPC endpoints, by service.")
    shared_with: tuple[str, ...] = Field((), description="The principals that the subnets are shared with.")
    shared_tiers: tuple[str, ...] = Field((), description="The tiers that are shared.")

    @field_validator("tiers")
    @classmethod
    def _ordered(cls, tiers: Mapping[str, TierContract], info: ValidationInfo) -> Mapping[str, TierContract]:
        order, zones = info.data.get("tier_order"), info.data.get("zones")
        if order is not None and set(order) != set(tiers):
            refuse(
                "tier-order",
                "tier_order does not list the tiers that there are",
                allowed=", ".join(tiers),
                fix="list the name of each tier once in tier_order",
            )
        strangers = sorted({zone for each in tiers.values() for zone in each.subnets} - set(zones or ()))
        if zones is not None and strangers:
            refuse(
                "unknown-zone",
                f"there are subnets in {', '.join(strangers)}, which zones does not list",
                allowed=", ".join(zones),
                fix="list every zone that has a subnet in zones",
            )
        return tiers

    def tier_for(self, use: TierUse, wanted: str | None = None) -> str | None:
        """The tier of that name, or else the first for that use; control planes fall back on the nodes' tier."""
        if wanted is not None:
            return wanted if wanted in self.tiers else None
        found = next((name for name in self.tier_order if self.tiers[name].use is use), None)
        return self.tier_for(TierUse.NODES) if found is None and use is TierUse.CLUSTER else found

    @property
    def roles(self) -> Sequence[tuple[str, str, str]]:
        """Name, kind and use of each tier, in order: what role tags depend on."""
        return [(name, self.tiers[name].kind.value, self.tiers[name].use.value) for name in self.tier_order]

    @property
    def known_blocks(self) -> Sequence[IPv4Network]:
        """The VPC's blocks, those that are known after deployment left out."""
        return [IPv4Network(block) for block in self.vpc_cidrs if isinstance(block, str)]
