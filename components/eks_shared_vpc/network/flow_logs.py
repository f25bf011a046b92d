"""Flow logs of a VPC, to CloudWatch Logs with all that they need there, or to a bucket."""

import json
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from eks_shared_vpc.network.flow_log_spec import FlowLogDestination, FlowLogsSpec

__all__ = ["declare_flow_logs"]

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}
    ],
}
_ACTIONS = [
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
]  # facts 11.21


def declare_flow_logs(
    name: str, spec: FlowLogsSpec, vpc_id: pulumi.Input[str], tags: Mapping[str, str], parent: pulumi.Resource
) -> None:
    """Declare the flow log of a VPC as a child of ``parent``.

    A flow log cannot be edited: any change but of tags replaces it (facts 11.22).
    """
    child = f"{name}-flow-logs"
    named = {**tags, "Name": child}
    opts = pulumi.ResourceOptions(parent=parent)
    role_arn: pulumi.Output[str] | None = None
    if spec.destination is FlowLogDestination.S3:
        destination: pulumi.Input[str | None] = spec.bucket_arn
    else:
        group = aws.cloudwatch.LogGroup(child, retention_in_days=spec.retention_days, tags=named, opts=opts)
        role = aws.iam.Role(child, assume_role_policy=json.dumps(_TRUST), tags=named, opts=opts)
        policy = pulumi.Output.json_dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": _ACTIONS,
                        "Resource": [group.arn, pulumi.Output.format("{}:*", group.arn)],
                    }
                ],
            }
        )
        aws.iam.RolePolicy(child, role=role.id, policy=policy, opts=opts)
        destination, role_arn = group.arn, role.arn
    aws.ec2.FlowLog(
        child,
        vpc_id=vpc_id,
        log_destination_type=spec.destination.value,
        log_destination=destination,
        iam_role_arn=role_arn,
        traffic_type=spec.traffic_type,
        max_aggregation_interval=spec.max_aggregation_interval,
        tags=named,
        opts=opts,
    )
