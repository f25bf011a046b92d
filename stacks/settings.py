"""The schema of a stack file: its accounts, its network, its clusters.

A stack may hold a network, clusters on the network of another stack, or both. The rules of a network and of a cluster
are those of the components; the rules between the sections are in ``checks``.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from eks_shared_vpc.cluster.spec import ClusterName, ClusterSpec
from eks_shared_vpc.fields import Cidr, Region, SubnetPrefix
from eks_shared_vpc.network.blocks import VpcBlock
from eks_shared_vpc.network.spec import NetworkSpec
from eks_shared_vpc.privatelink.spec import EndpointAddresses, Services
from eks_shared_vpc.spec import CHOICE, Flowing, Spec, Unique, refuse

__all__ = ["AccountName", "AccountSettings", "ClusterSettings", "NetworkReference", "NetworkSettings", "StackSettings"]


def _account_id(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"\d{12}", value):
        refuse(
            "account-id",
            "this is not an AWS account id",
            allowed='12 digits in quotes, such as "111111111111"',
            fix="write the 12 digits in quotes: YAML reads them as a number otherwise",
        )
    return value


def _role_arn(value: str) -> str:
    if not re.fullmatch(r"arn:aws[a-z-]*:iam::\d{12}:role/.+", value):
        refuse(
            "role-arn",
            "this is not the ARN of an IAM role",
            allowed="arn:aws:iam::<account>:role/<name>",
            fix="correct the ARN",
        )
    return value


AccountName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""What a stack file calls an account: lower-case letters, digits and hyphens."""


class AccountSettings(Spec):
    """An AWS account, and how Pulumi gets into it: by a role, or with the credentials that it runs with."""

    id: Annotated[str, BeforeValidator(_account_id)] = Field(description='12 digits in quotes, such as "111111111111".')
    role_arn: Annotated[str, AfterValidator(_role_arn)] | None = Field(
        None,
        description="The role that Pulumi assumes in this account; the kubeconfig of its clusters assumes it too. Default: the credentials that Pulumi runs with, which then have to be of this account.",
    )


class NetworkSettings(NetworkSpec):
    """A network that this stack owns."""

    account: str = Field(description="The name of an account of this stack.")
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
    share_with: Annotated[tuple[str, ...], Unique] = Field(
        (),
        description="Whom the subnets are shared with: names of accounts of this stack, account ids, ARNs of organizational units or of the organization. Default: no principal.",
    )
    share_tiers: Annotated[tuple[str, ...], Unique] | None = Field(
        None, description="The tiers that are shared. Default: all but the public ones."
    )
    assume_available: tuple[str, ...] = Field(
        (), description="Services to treat as available in this region although they are not known to be."
    )
    private_cluster: bool = Field(
        False,
        description="Whether the endpoints that the clusters need are added to those listed. `endpoints: private-cluster` is the short form.",
    )
    endpoint_addresses: EndpointAddresses = Field(
        EndpointAddresses.IPV4,
        description="Address family of the endpoints' interfaces. `dualstack` and `ipv6` need `ipv6: true`.",
    )
    endpoint_clients: Mapping[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], Cidr] = Field(
        {}, description="IPv4 blocks outside the VPC that may use the endpoints, by a name for each."
    )
    organization_id: str | None = Field(
        None,
        pattern=r"^o-[a-z0-9]{10,32}$",
        description="The organization whose principals alone may use the endpoints: a policy for each service that has none of its own.",
    )
    endpoints: Services = Field(
        (),
        description="Interface endpoints: short service names, such as `ecr.api`, or full ones; or `private-cluster`, for the least set that the clusters of this stack need. Default: none.",
    )

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: Any) -> Any:
        """``cidr: {ipam_pool: …, netmask: 16}`` is a block of an IPAM pool, ``endpoints: private-cluster`` a derived set."""
        if isinstance(data, Mapping) and data.get("endpoints") == "private-cluster":
            data = {**data, "endpoints": [], "private_cluster": True}
        cidr = data.get("cidr") if isinstance(data, Mapping) else None
        if not isinstance(cidr, Mapping) or set(cidr) != {"ipam_pool", "netmask"}:
            return data
        return {**data, "cidr": None, "ipam_pool_id": cidr["ipam_pool"], "ipam_netmask": cidr["netmask"]}


class NetworkReference(Spec):
    """A network that another stack owns; ``stack`` is its name, or ``organization/project/name``."""

    stack: str = Field(
        pattern=r"^[^/\s]+(/[^/\s]+/[^/\s]+)?$", description="The name of a stack, or organization/project/name."
    )


class ClusterSettings(ClusterSpec):
    """A cluster."""

    account: str = Field(description="The name of an account of this stack.")
    kubeconfig_role: Annotated[str, AfterValidator(_role_arn)] | None = Field(
        default=None,
        description="Role that the exported kubeconfig assumes. Default: the account's role if that is an admin, otherwise "
        "the first role of admins.",
    )
    karpenter_discovery: bool = Field(
        False,
        description="Whether the node subnets carry the tag `karpenter.sh/discovery` with this cluster's name; one cluster of each account.",
    )


class StackSettings(Spec):
    """A whole stack file."""

    region: Region = Field(description="The region of everything in the stack, such as us-west-2.")
    accounts: Mapping[AccountName, AccountSettings] = Field(
        description="The accounts, by the names that the rest of the file uses."
    )
    network: Annotated[
        Annotated[NetworkSettings, Tag(f"{CHOICE}NetworkSettings")]
        | Annotated[NetworkReference, Tag(f"{CHOICE}NetworkReference")],
        Discriminator(
            lambda data: (
                CHOICE + ("NetworkReference" if isinstance(data, Mapping) and "stack" in data else "NetworkSettings")
            )
        ),
    ] = Field(description="The stack's own network, or `{stack: <name>}` for that of another stack.")
    clusters: Mapping[ClusterName, ClusterSettings] = Field({}, description="The clusters, by name.")
    tags: Mapping[str, str] = Field({}, description="Tags of everything in the stack.")
    assumptions: Mapping[str, Any] = Field(
        {}, description="What previews assume about the world around (docs/assumptions.md). Deployments ignore it."
    )
