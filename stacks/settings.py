"""The schema of a stack file: its accounts, its networks, its clusters.

A stack may hold networks, clusters on the networks of other stacks, or both. The rules of a network and of a cluster are
those of the components; the rules between the sections are in ``checks``.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from eks_shared_vpc.cluster.spec import ClusterName, ClusterSpec
from eks_shared_vpc.fields import Region
from eks_shared_vpc.spec import Spec, refuse
from stacks.networks import NetworkForm

__all__ = ["SHORT", "AccountName", "AccountSettings", "ClusterSettings", "NetworkName", "StackSettings"]


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


SHORT = "network"
"""The key of a stack's only network, and the name of its component."""
AccountName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""What a stack file calls an account: lower-case letters, digits and hyphens."""


NetworkName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""What a stack file calls a network: lower-case letters, digits and hyphens. It is part of resource names."""


class AccountSettings(Spec):
    """An AWS account, and how Pulumi gets into it: by a role, or with the credentials that it runs with."""

    id: Annotated[str, BeforeValidator(_account_id)] = Field(description='12 digits in quotes, such as "111111111111".')
    role_arn: Annotated[str, AfterValidator(_role_arn)] | None = Field(
        None,
        description="The role that Pulumi assumes in this account; the kubeconfig of its clusters assumes it too. Default: the credentials that Pulumi runs with, which then have to be of this account.",
    )


class ClusterSettings(ClusterSpec):
    """A cluster."""

    account: str = Field(description="The name of an account of this stack.")
    network: str | None = Field(
        None, description="The network that it is on, by its name in `networks`. Default: the one that there is."
    )
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
    network: NetworkForm | None = Field(
        None,
        description="The network of the stack: a new one, one that exists, or `{stack: <name>}` for that of another stack.",
    )
    networks: Mapping[NetworkName, NetworkForm] = Field(
        {}, description="Several networks, by name, in place of `network`. Each cluster then names its own."
    )
    clusters: Mapping[ClusterName, ClusterSettings] = Field({}, description="The clusters, by name.")
    tags: Mapping[str, str] = Field({}, description="Tags of everything in the stack.")
    assumptions: Mapping[str, Any] = Field(
        {}, description="What previews assume about the world around (docs/assumptions.md). Deployments ignore it."
    )

    @property
    def all_networks(self) -> Mapping[str, NetworkForm]:
        """The networks by name; the one that has none is called ``network``."""
        return {SHORT: self.network} if self.network is not None else self.networks
