"""Governance by transforms: one for the whole stack adds tags and protects what holds state, one of a component adds its own.

Healthy: tags reach only what accepts them, and a transform leaves all other properties as they are. The network lets the
transforms see our components' children as well.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

ZONES = ["usw2-az1", "usw2-az2", "usw2-az3"]
KEPT = {"aws:kms/key:Key", "aws:s3/bucket:Bucket"}
WITHOUT_TAGS = ("Association", "Attachment", "RolePolicy", "Route", "Rule", "Versioning")


def taggable(kind: str) -> bool:
    return kind.startswith("aws:") and not kind.endswith(WITHOUT_TAGS)


def tagging(tags: dict[str, str]) -> Any:
    def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if not taggable(args.type_) or "tags" not in args.props:
            return None
        given: Any = args.props["tags"]
        return pulumi.ResourceTransformResult(
            props={**args.props, "tags": pulumi.Output.all(given).apply(lambda each: {**(each[0] or {}), **tags})},
            opts=args.opts,
        )

    return transform


def protecting(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    if args.type_ not in KEPT:
        return None
    return pulumi.ResourceTransformResult(
        props=args.props, opts=pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
    )


def program() -> None:
    cost_centre = pulumi.Config().get("costCentre") or "4711"
    pulumi.runtime.register_resource_transform(tagging({"cost-centre": cost_centre, "stack": pulumi.get_stack()}))
    pulumi.runtime.register_resource_transform(protecting)

    provider = aws.Provider("governed", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    network = SharedVpc(
        "governed",
        {"region": "us-west-2", "cidr": "10.96.0.0/16", "zones": ZONES, "tags": {"data": "internal"}},
        pulumi.ResourceOptions(provider=provider, transforms=[tagging({"layer": "network"})]),
    )
    key = aws.kms.Key(
        "secrets", description="Kubernetes secrets", enable_key_rotation=True, tags={"use": "eks"}, opts=opts
    )
    logs = aws.s3.Bucket("flow-logs", tags={"use": "flow-logs"}, opts=opts)
    aws.s3.BucketVersioning("flow-logs", bucket=logs.id, versioning_configuration={"status": "Enabled"}, opts=opts)
    aws.ec2.FlowLog(
        "rejected",
        vpc_id=network.vpc_id,
        traffic_type="REJECT",
        log_destination_type="s3",
        log_destination=logs.arn,
        tags={"use": "flow-logs"},
        opts=opts,
    )
    EksCluster(
        "governed",
        {
            "region": "us-west-2",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::111111111111:role/governed-admin"],
            "kms_key_arn": key.arn,
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network], transforms=[tagging({"layer": "compute"})]),
    )
