"""What the flow logs of a VPC may be."""

from enum import Enum

from pydantic import Field, ValidationInfo, field_validator

from eks_shared_vpc.fields import RetentionDays
from eks_shared_vpc.spec import Spec, refuse

__all__ = ["FlowLogDestination", "FlowLogsSpec"]


class FlowLogDestination(str, Enum):
    """Where flow logs are written."""

    CLOUD_WATCH_LOGS = "cloud-watch-logs"
    S3 = "s3"


class FlowLogsSpec(Spec):
    """Flow logs of the whole VPC."""

    destination: FlowLogDestination = Field(
        FlowLogDestination.CLOUD_WATCH_LOGS,
        description="Where they are delivered: to CloudWatch Logs, with a log group, a retention and a role of their own, or to s3.",
    )
    retention_days: RetentionDays = Field(30, description="Days that CloudWatch Logs keeps them.")
    traffic_type: str = Field("ALL", pattern="^(ALL|ACCEPT|REJECT)$", description="ALL, ACCEPT or REJECT.")
    max_aggregation_interval: int = Field(60, description="Seconds over which flows are aggregated, 60 or 600.")
    bucket_arn: str | None = Field(
        None,
        description="The bucket for destination s3; its policy must admit delivery.logs.amazonaws.com (aws-facts 11.21).",
    )

    @field_validator("max_aggregation_interval")
    @classmethod
    def _interval(cls, seconds: int) -> int:
        if seconds not in (60, 600):
            refuse(
                "flow-log-interval",
                "flow logs are aggregated over one or ten minutes (facts 11.20)",
                allowed="60 or 600",
                fix="write 60 or 600",
            )
        return seconds

    @field_validator("bucket_arn")
    @classmethod
    def _bucket(cls, arn: str | None, info: ValidationInfo) -> str | None:
        if "destination" not in info.data:
            return arn
        to_s3 = info.data["destination"] is FlowLogDestination.S3
        if to_s3 and not arn:
            refuse(
                "flow-log-bucket", "flow logs to S3 need a bucket", allowed="the ARN of a bucket", fix="add bucket_arn"
            )
        if arn and not to_s3:
            refuse(
                "flow-log-bucket",
                "a bucket is used with destination s3 only",
                allowed="nothing",
                fix="remove bucket_arn, or write destination: s3",
            )
        return arn
