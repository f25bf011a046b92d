"""Managed node groups on a cluster's core, each with a launch template that leaves nothing to defaults."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from eks_shared_vpc.cluster.plan import NodeGroupPlan

__all__ = ["declare_node_group"]


def declare_node_group(
    name: str,
    plan: NodeGroupPlan,
    core: eks.CoreDataArgs,
    node_role_arn: pulumi.Input[str],
    subnet_ids: Mapping[str, pulumi.Input[str]],
    security_group_ids: Sequence[pulumi.Input[str]],
    tags: Mapping[str, str],
    parent: pulumi.Resource,
    depends_on: Sequence[pulumi.Resource],
) -> eks.ManagedNodeGroup:
    """Declare the node group ``name`` and its launch template as children of ``parent``."""
    named = {**tags, "Name": name}
    template = aws.ec2.LaunchTemplate(
        name,
        # Groups in a launch template replace the cluster's own, so that one is among them (facts 7.6); and in a shared
        # VPC a participant may use no group but its own (facts 6.14).
        vpc_security_group_ids=security_group_ids,
        metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
        block_device_mappings=[
            {
                "device_name": plan.data_device,
                "ebs": {
                    "volume_size": plan.spec.disk_gib,
                    "volume_type": "gp3",
                    "encrypted": "true",
                    "delete_on_termination": "true",
                },
            }
        ],
        tag_specifications=[
            {"resource_type": kind, "tags": named} for kind in ("instance", "volume", "network-interface")
        ],
        update_default_version=True,
        tags=named,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    spec = plan.spec
    return eks.ManagedNodeGroup(
        name,
        cluster=core,
        node_role_arn=node_role_arn,
        subnet_ids=[subnet_ids[zone] for zone in plan.zones],
        instance_types=list(spec.instance_types),
        ami_type=plan.ami_type,
        capacity_type=spec.capacity_type.value,
        release_version=spec.release_version,
        scaling_config={"min_size": spec.min, "max_size": spec.max, "desired_size": plan.desired},
        ignore_scaling_changes=True,  # the desired size belongs to whatever scales the group
        # A number, not $Latest: that reads back as a number and shows a diff on every preview.
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        labels=dict(spec.labels),
        taints=[{"key": taint.key, "value": taint.value, "effect": taint.effect.value} for taint in spec.taints],
        tags=named,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=list(depends_on)),
    )
