"""The schema of a stack file: its accounts, its network, its clusters.

A stack may hold a network, clusters on the network of another stack, or both. The rules of a network and of a cluster
are those of the components; the rules between the sections are in ``checks``.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from eks_shared_vpc.cluster.spec import ClusterName, ClusterRules
from eks_shared_vpc.fields import Cidr, Region
from eks_shared_vpc.network.spec import NetworkRules
from eks_shared_vpc.privatelink.spec import EndpointAddresses, Services
from eks_shared_vpc.spec import CHOICE, Spec, Unique, refuse

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

    id: Annotated[str, BeforeValidator(_account_id)] = Field(description='12 digits in quotes, such as "111111111111"')
    role_arn: Annotated[str, AfterValidator(_role_arn)] | None = None


class NetworkSettings(NetworkRules):
    """A network that this stack owns."""

    account: str = Field(description="the name of an account of this stack")
    share_with: Annotated[tuple[str, ...], Unique] = ()
    share_tiers: Annotated[tuple[str, ...], Unique] | None = None
    assume_available: tuple[str, ...] = ()
    private_cluster: bool = False
    endpoint_addresses: EndpointAddresses = EndpointAddresses.IPV4
    endpoint_clients: Mapping[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], Cidr] = {}
    organization_id: str | None = Field(None, pattern=r"^o-[a-z0-9]{10,32}$")
    endpoints: Services = ()

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
        pattern=r"^[^/\s]+(/[^/\s]+/[^/\s]+)?$", description="the name of a stack, or organization/project/name"
    )


class ClusterSettings(ClusterRules):
    """A cluster."""

    account: str = Field(description="the name of an account of this stack")
    kms_key_arn: str | None = None
    node_tier: str | None = None
    cluster_tier: str | None = None
    control_plane_zones: Annotated[tuple[str, ...], Unique] = Field(
        default=(),
        description="Zones of the control plane's subnets. Default: all of the network that EKS supports; a cluster keeps "
        "the zones that it was created in (aws-facts 2.11), so name them before the network grows by a zone.",
    )
    kubeconfig_role: Annotated[str, AfterValidator(_role_arn)] | None = Field(
        default=None,
        description="Role that the exported kubeconfig assumes. Without it the account's role, if that is an admin, or else "
        "the first role of admins.",
    )
    karpenter_discovery: bool = False


class StackSettings(Spec):
    """A whole stack file.

    Attributes:
        region: The region of everything in the stack.
        accounts: The accounts, by the names that the rest of the file uses.
        network: The stack's own network, or where another stack's is found.
        clusters: The clusters, by name.
        tags: Tags of everything in the stack.
        assumptions: What previews assume about the world around (docs/assumptions.md). Deployments ignore it.
    """

    region: Region = Field(description="the name of an AWS region, such as us-west-2")
    accounts: Mapping[AccountName, AccountSettings] = Field(
        description="the accounts, by the names that the rest of the file uses"
    )
    network: Annotated[
        Annotated[NetworkSettings, Tag(f"{CHOICE}NetworkSettings")]
        | Annotated[NetworkReference, Tag(f"{CHOICE}NetworkReference")],
        Discriminator(
            lambda data: (
                CHOICE + ("NetworkReference" if isinstance(data, Mapping) and "stack" in data else "NetworkSettings")
            )
        ),
    ] = Field(description="the stack's own network, or {stack: name} of another's")
    clusters: Mapping[ClusterName, ClusterSettings] = {}
    tags: Mapping[str, str] = {}
    assumptions: Mapping[str, Any] = Field(
        {}, description="what previews assume about the world around; deployments ignore it"
    )
