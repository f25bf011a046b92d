"""The forms of a network in a stack file: one that the stack owns, one that exists, and one of another stack."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from eks_shared_vpc.fields import FlowingCidr, SubnetPrefix
from eks_shared_vpc.network.blocks import VpcBlock
from eks_shared_vpc.network.existing import ExistingNetworkSpec
from eks_shared_vpc.network.spec import NetworkSpec
from eks_shared_vpc.privatelink.spec import EndpointsSpec, Services
from eks_shared_vpc.spec import CHOICE, Flowing, Spec, Unique

__all__ = [
    "PRIVATE_CLUSTER",
    "EndpointsSettings",
    "ExistingNetworkSettings",
    "NetworkForm",
    "NetworkReference",
    "NetworkSettings",
    "OwnNetworkSettings",
]

PRIVATE_CLUSTER = "private-cluster"
"""What is written in place of services for the least set that the clusters on a network need."""
Principals = Annotated[tuple[str, ...], Unique]
Tiers = Annotated[tuple[str, ...], Unique] | None


class EndpointsSettings(EndpointsSpec):
    """Interface endpoints. A list is a short form of `{services: [...]}`, and `private-cluster` of `{private_cluster: true}`."""

    services: Services = Field((), description="Short service names, such as `ecr.api`, or full ones.")
    private_cluster: bool = Field(
        False, description="Whether the endpoints that the clusters on this network need are added to those listed."
    )
    client_cidrs: Mapping[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], FlowingCidr] = Field(
        {}, description="IPv4 blocks outside the VPC that may use the endpoints, by a name for each."
    )

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: Any) -> Any:
        if data == PRIVATE_CLUSTER:
            return {"private_cluster": True}
        return {"services": data} if isinstance(data, list | tuple) else data


class NetworkSettings(Spec):
    """What the networks of a stack have in common, whether it creates them or they exist."""

    account: str = Field(description="The name of an account of this stack.")
    endpoints: EndpointsSettings | None = Field(
        None,
        description="Interface endpoints: a list of services; or `private-cluster`, for the least set that the clusters on this network need; or a mapping. Default: none.",
    )
    share_with: Principals = Field(
        (),
        description="Whom the subnets are shared with: names of accounts of this stack, account ids, ARNs of organizational units or of the organization. Default: no principal.",
    )
    share_tiers: Tiers = Field(None, description="The tiers that are shared. Default: all but the public ones.")


class OwnNetworkSettings(NetworkSettings, NetworkSpec):
    """A network that this stack owns."""

    cidr: VpcBlock | None = Field(
        None,
        description="The VPC's IPv4 block, /16 to /28; or `{ipam_pool: <pool id>, netmask: 16}`, for a block that an IPAM pool allocates.",
    )
    ipam_pool_id: Flowing | None = Field(
        None, description="Filled in by `cidr: {ipam_pool: …, netmask: …}`; write that."
    )
    ipam_netmask: SubnetPrefix | None = Field(
        None, description="Filled in by `cidr: {ipam_pool: …, netmask: …}`; write that."
    )

    @model_validator(mode="before")
    @classmethod
    def _block_of_a_pool(cls, data: Any) -> Any:
        cidr = data.get("cidr") if isinstance(data, Mapping) else None
        if not isinstance(cidr, Mapping) or set(cidr) != {"ipam_pool", "netmask"}:
            return data
        return {**data, "cidr": None, "ipam_pool_id": cidr["ipam_pool"], "ipam_netmask": cidr["netmask"]}


class ExistingSettings(ExistingNetworkSpec):
    """A VPC that exists."""

    shared_with: Principals = Field(
        (),
        description="Whom its subnets are shared with already, without this stack: as in `share_with`. Default: no principal.",
    )


class ExistingNetworkSettings(NetworkSettings):
    """A VPC that exists, which this stack uses and does not create."""

    existing: ExistingSettings = Field(description="The VPC, as far as it is used.")


class NetworkReference(Spec):
    """A network of another stack; `stack` is its name, or `organization/project/name`."""

    stack: str = Field(
        pattern=r"^[^/\s]{1,100}(/[^/\s]{1,100}/[^/\s]{1,100})?$",
        description="The name of a stack, or organization/project/name.",
    )
    network: str | None = Field(
        None, description="The network's name there. Default: the one that the stack file there has as `network`."
    )


def _form(data: Any) -> str:
    keys = data if isinstance(data, Mapping) else ()
    chosen = (
        NetworkReference if "stack" in keys else ExistingNetworkSettings if "existing" in keys else OwnNetworkSettings
    )
    return f"{CHOICE}{chosen.__name__}"


NetworkForm = Annotated[
    Annotated[OwnNetworkSettings, Tag(f"{CHOICE}OwnNetworkSettings")]
    | Annotated[ExistingNetworkSettings, Tag(f"{CHOICE}ExistingNetworkSettings")]
    | Annotated[NetworkReference, Tag(f"{CHOICE}NetworkReference")],
    Discriminator(_form),
]
"""A network, in one of its forms."""
