"""The network contract: what a network promises to whoever uses it.

One document, twice: *planned*, with all that shapes resources and no ids; and *deployed*, with the ids, as the network's
program exports it. A participant can describe neither NAT gateways nor endpoints, and sees none of the owner's tags (facts
6.11, 6.18), so everything that it needs has to be in here.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import AfterValidator, AliasChoices, AliasGenerator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from eks_shared_vpc.fields import FlowingCidr
from eks_shared_vpc.network.tiers import TierKind, TierUse
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse

if TYPE_CHECKING:
    from eks_shared_vpc.network.args import NetworkContractArgs

__all__ = ["NetworkContract", "SubnetContract", "TierContract", "TierKind", "TierUse", "network_or_ids"]

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


class Promise(Spec):
    """A part of a contract.

    A later release may promise more under the same version, so unknown keys are passed over. Programs in other languages
    export their keys in camelCase, which is read too.
    """

    model_config = ConfigDict(
        extra="ignore",
        alias_generator=AliasGenerator(validation_alias=lambda name: AliasChoices(name, to_camel(name))),
    )


class SubnetContract(Promise):
    """One subnet. What is known only after deployment is an Output, or nothing in a planned contract."""

    cidr: FlowingCidr | None = Field(None, description="IPv4 block.")
    id: Flowing | None = Field(None, description="Id.")
    arn: Flowing | None = Field(None, description="ARN: what a share accepts.")
    route_table_id: Flowing | None = Field(None, description="Id of its route table.")


class TierContract(Promise):
    """One tier."""

    kind: TierKind = Field(description="Where its default route leads: public, private or isolated.")
    use: TierUse = Field(description="What its subnets are for.")
    subnets: Mapping[str, SubnetContract] = Field(description="Its subnets, by zone id.")

    @property
    def ids(self) -> Mapping[str, Any]:
        """Ids of its subnets, by zone id."""
        return {zone: each.id for zone, each in self.subnets.items()}

    def with_ids(self, ids: Mapping[str, Any]) -> "TierContract":
        """This tier with other ids of its subnets, by zone id."""
        subnets = {zone: each.model_copy(update={"id": ids[zone]}) for zone, each in self.subnets.items()}
        return self.model_copy(update={"subnets": subnets})


class NetworkContract(Promise, InPlaceOf["NetworkContractArgs"]):
    """A network, as those see it who use it: the ``contract`` of another component, or the saved output of another stack."""

    version: Annotated[int, AfterValidator(_known_version)] = Field(
        VERSION, description="Version of this document's form; a reader refuses one that it does not know."
    )
    region: str = Field(description="The network's region.")
    owner_account: str | None = Field(None, description="Id of the account that owns it.")
    vpc_id: Flowing | None = Field(None, description="The VPC.")
    vpc_cidrs: tuple[FlowingCidr, ...] = Field(
        description="Its IPv4 blocks, the primary one first; one that IPAM allocates is known after deployment."
    )
    vpc_ipv6_cidr: Flowing | None = Field(None, description="Its IPv6 block.")
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

    def document(self) -> "NetworkContractArgs":
        """The contract as arguments hold it and programs export it: plain, but for Outputs."""
        return cast("NetworkContractArgs", _plain(self.model_dump(exclude_none=True)))

    @property
    def blocks(self) -> Mapping[str, Any]:
        """The VPC's IPv4 blocks, by a name for each that never changes: ``vpc`` for the primary one."""
        primary, *more = self.vpc_cidrs or (None,)
        named = {f"vpc-{each.partition('/')[0]}": each for each in more if isinstance(each, str)}
        return {**({"vpc": primary} if primary is not None else {}), **named}

    @property
    def closed_tiers(self) -> Sequence[str]:
        """The tiers that are not public: what is shared where nothing else is said."""
        return [name for name in self.tier_order if self.tiers[name].kind is not TierKind.PUBLIC]

    def with_endpoints(self, endpoints: Mapping[str, Any]) -> "NetworkContract":
        """This network with more endpoints: their ids, by service."""
        return self.model_copy(update={"endpoints": {**self.endpoints, **endpoints}})

    def shared(self, principals: Sequence[str], ids: Mapping[str, Mapping[str, Any]]) -> "NetworkContract":
        """This network, shared: with whom, and the ids by which the subnets of the shared tiers are used."""
        tiers = {name: tier.with_ids(ids[name]) if name in ids else tier for name, tier in self.tiers.items()}
        return self.model_copy(
            update={
                "tiers": tiers,
                "shared_with": tuple(dict.fromkeys([*self.shared_with, *principals])),
                "shared_tiers": tuple(dict.fromkeys([*self.shared_tiers, *ids])),
            }
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def network_or_ids(network: NetworkContract | None, info: ValidationInfo, ids: Sequence[str]) -> NetworkContract | None:
    """Refuse a network beside the single ids that it stands for, and neither; for validators of ``network``, the later field."""
    given = [key for key in ids if info.data.get(key, ...) is not None]
    others = " and ".join([", ".join(ids[:-1]), ids[-1]]) if len(ids) > 1 else ids[0]
    allowed = f"network, or {others}"
    if network is not None and given:
        beside = ", ".join(given)
        refuse("network-or-ids", f"{beside} is in network already", allowed=allowed, fix=f"remove {beside}, or network")
    if network is None and not given:
        refuse("network-or-ids", f"neither network nor {others} is given", allowed=allowed, fix="pass network")
    lacking = ", ".join(key for key in ids if key not in given)
    if network is None and lacking:
        refuse("network-or-ids", f"{lacking} is missing", allowed=allowed, fix=f"pass {lacking}")
    region = info.data.get("region")
    if network is not None and region not in (None, network.region):
        refuse(
            "network-region",
            f"the network is in {network.region}, and region is {region}",
            allowed=f"a network of {region}",
            fix=f"write region: {network.region}, or pass a network of {region}",
        )
    return network
