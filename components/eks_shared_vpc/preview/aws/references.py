"""Which account may own what a resource refers to: one row for each pair that is known; other pairs are not judged.

``SAME`` is what AWS looks for in the resource's own account only; ``SHARED`` is what may be another account's if that
shares it by AWS RAM; ``ANY`` is what may be another account's if a policy or an acceptance there allows it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed

__all__ = ["REFERENCES", "MayOwn", "Reference", "group_users", "references_of"]


class MayOwn(str, Enum):
    """Which account may own the target of a reference."""

    SAME = "the same account"
    SHARED = "the same account, or one that shares it"
    ANY = "any account"


@dataclass(frozen=True, slots=True)
class Reference:
    """A kind of reference.

    Attributes:
        user: Type token of the resource that refers to another one.
        key: The input that does so, itself or in a nested block.
        target: Type token of what it refers to.
        may_own: Which account may own that.
        facts: The source.
    """

    user: str
    key: str
    target: str
    may_own: MayOwn
    facts: str


_ROLE = "aws:iam/role:Role"
_CLUSTER = "aws:eks/cluster:Cluster"
_NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_FARGATE = "aws:eks/fargateProfile:FargateProfile"
_POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_SUBNET = "aws:ec2/subnet:Subnet"
_VPC = "aws:ec2/vpc:Vpc"
_NAT = "aws:ec2/natGateway:NatGateway"
_EIP = "aws:ec2/eip:Eip"
_ROUTE = "aws:ec2/route:Route"
_TABLES = ("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable")
_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_SHARE = "aws:ram/resourceShare:ResourceShare"
_TRANSIT = "aws:ec2transitgateway/transitGateway:TransitGateway"
_BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
_KEY = "aws:kms/key:Key"
_SAME, _SHARED, _ANY = MayOwn.SAME, MayOwn.SHARED, MayOwn.ANY


def _of_clusters() -> Iterator[Reference]:
    # Roles that EKS is handed: in the cluster's account (facts 6.28, 8.13).
    yield Reference(_CLUSTER, "roleArn", _ROLE, _SAME, "facts 6.28")
    yield Reference(_NODE_GROUP, "nodeRoleArn", _ROLE, _SAME, "facts 6.28")
    yield Reference(_FARGATE, "podExecutionRoleArn", _ROLE, _SAME, "facts 6.28")
    yield Reference(_POD_IDENTITY, "roleArn", _ROLE, _SAME, "facts 6.28, 8.13")
    yield Reference(_POD_IDENTITY, "targetRoleArn", _ROLE, _ANY, "facts 8.13")
    for kind in ("rolePolicy:RolePolicy", "rolePolicyAttachment:RolePolicyAttachment"):
        yield Reference(f"aws:iam/{kind}", "role", _ROLE, _SAME, "facts 6.28")
    yield Reference("aws:iam/instanceProfile:InstanceProfile", "role", _ROLE, _SAME, "facts 6.28")
    # What belongs to a cluster, which it names: no other account sees the cluster (facts 6.13, 6.27).
    for kind in (
        "addon:Addon",
        "accessEntry:AccessEntry",
        "accessPolicyAssociation:AccessPolicyAssociation",
        "fargateProfile:FargateProfile",
        "identityProviderConfig:IdentityProviderConfig",
        "nodeGroup:NodeGroup",
        "podIdentityAssociation:PodIdentityAssociation",
    ):
        yield Reference(f"aws:eks/{kind}", "clusterName", _CLUSTER, _SAME, "facts 6.13, 6.27")
    yield Reference(_NODE_GROUP, "launchTemplate", _TEMPLATE, _SAME, "facts 6.10, 6.27")
    yield Reference("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "url", _CLUSTER, _ANY, "facts 8.11")
    # The addresses that a public list admits: whose they are does not matter.
    for target in (_EIP, _NAT):
        yield Reference(_CLUSTER, "vpcConfig", target, _ANY, "facts 3.6")


def _of_networks() -> Iterator[Reference]:
    # Gateways and addresses are the VPC owner's (facts 6.9).
    for key in ("allocationId", "secondaryAllocationIds", "availabilityZoneAddresses"):
        yield Reference(_NAT, key, _EIP, _SAME, "facts 6.9")
    targets: Mapping[str, tuple[str, MayOwn, str]] = {
        "natGatewayId": (_NAT, _SAME, "facts 6.9"),
        "gatewayId": ("aws:ec2/internetGateway:InternetGateway", _SAME, "facts 6.9"),
        "egressOnlyGatewayId": ("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway", _SAME, "facts 6.9"),
        "transitGatewayId": (_TRANSIT, _SHARED, "facts 30.13"),
        "vpcPeeringConnectionId": ("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", _ANY, "facts 6.9"),
    }
    for key, (target, may_own, facts) in targets.items():
        yield Reference(_ROUTE, key, target, may_own, facts)
        for table in _TABLES:
            yield Reference(table, "routes", target, may_own, facts)
    yield Reference(
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment", "transitGatewayId", _TRANSIT, _SHARED, "facts 30.13"
    )
    for kind in ("resourceAssociation:ResourceAssociation", "principalAssociation:PrincipalAssociation"):
        yield Reference(f"aws:ram/{kind}", "resourceShareArn", _SHARE, _SAME, "facts 6.8b")
    yield Reference("aws:ram/resourceShareAccepter:ResourceShareAccepter", "shareArn", _SHARE, _ANY, "facts 6.3")


def _of_shares() -> Iterator[Reference]:
    # What shares make usable (facts 6.10, 6.19, 6.20).
    for user, key in ((_CLUSTER, "vpcConfig"), (_NODE_GROUP, "subnetIds"), (_FARGATE, "subnetIds")):
        yield Reference(user, key, _SUBNET, _SHARED, "facts 6.10, 6.27")
    yield Reference("aws:ec2/tag:Tag", "resourceId", _SUBNET, _SHARED, "facts 6.19")
    yield Reference(_GROUP, "vpcId", _VPC, _SHARED, "facts 6.10")
    for user, key in (
        (_CLUSTER, "vpcConfig"),
        (_ENDPOINT, "securityGroupIds"),
        (_TEMPLATE, "vpcSecurityGroupIds"),
        (_TEMPLATE, "networkInterfaces"),
    ):
        yield Reference(user, key, _GROUP, _SHARED, "facts 6.14, 6.20")


def _of_policies() -> Iterator[Reference]:
    # Groups as the peers of rules (facts 6.15).
    yield Reference(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "referencedSecurityGroupId",
        _GROUP,
        _ANY,
        "facts 6.15",
    )
    yield Reference(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "referencedSecurityGroupId",
        _GROUP,
        _ANY,
        "facts 6.15",
    )
    yield Reference("aws:ec2/securityGroupRule:SecurityGroupRule", "sourceSecurityGroupId", _GROUP, _ANY, "facts 6.15")
    # Keys and destinations of logs: a policy at the target admits other accounts.
    yield Reference(_CLUSTER, "encryptionConfig", _KEY, _ANY, "facts 37.16")
    yield Reference("aws:cloudwatch/logGroup:LogGroup", "kmsKeyId", _KEY, _ANY, "facts 37.16")
    for target in _BUCKETS:
        yield Reference("aws:ec2/flowLog:FlowLog", "logDestination", target, _ANY, "facts 8.10")
    network = "aws:vpclattice/serviceNetwork:ServiceNetwork"
    yield Reference(
        "aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation",
        "serviceNetworkIdentifier",
        network,
        _SHARED,
        "facts 6.36",
    )


REFERENCES: tuple[Reference, ...] = (*_of_clusters(), *_of_networks(), *_of_shares(), *_of_policies())
"""Every pair that is known."""
_BY_USER = grouped(REFERENCES, lambda row: row.user)


def references_of(model: Model, may_own: MayOwn) -> Iterator[tuple[View, View, Reference]]:
    """Every reference between declared resources that is listed with such an owner: user, target, and the row."""
    for user_type, rows in _BY_USER.items():
        wanted = [row for row in rows if row.may_own is may_own]
        for resource in model.graph.of_type(user_type) if wanted else ():
            user = model.view(resource, View)
            for row in wanted:
                for target in model.named_in(resource.inputs.get(row.key)):
                    if target.resource.type == row.target:
                        yield user, target, row


@indexed
def group_users(model: Model) -> Mapping[View, list[View]]:
    """What puts each declared security group on interfaces: clusters, endpoints and launch templates."""
    found: dict[View, dict[View, None]] = {}
    for user, target, row in references_of(model, MayOwn.SHARED):
        if row.target == _GROUP:
            found.setdefault(target, {})[user] = None
    return {group: list(users) for group, users in found.items()}
