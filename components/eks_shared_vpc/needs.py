"""What a node needs to reach in order to join and to work, as data.

A need is a destination, why it is needed, and when: which feature of a cluster brings it. The features of a cluster are
read off the recorded graph. To add a need, add a row, or pass it to ``prove``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ADDON_NEEDS", "API_SERVER", "NEEDS", "Need", "workload_need"]

API_SERVER = "kubernetes-api"
"""The destination that is not an AWS service: the cluster's own API server."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that nodes or pods of a cluster have to reach.

    Attributes:
        destination: Short name of an AWS service, or ``kubernetes-api``.
        feature: The feature that brings the need; ``nodes`` for every cluster that has nodes.
        why: What does not work unless it is reached.
        facts: Row of the facts sheet.
        actions: API actions that an endpoint policy has to allow.
        protocol: The protocol; the API server is asked on TCP.
        port: The port; the API server is asked on 443.
    """

    destination: str
    feature: str
    why: str
    facts: str
    actions: tuple[str, ...] = ()
    protocol: str = "tcp"
    port: int = 443


NEEDS: tuple[Need, ...] = (
    Need(API_SERVER, "nodes", "nodes register with the API server and stay in touch with it", "3.2-3.6"),
    Need(
        "ec2",
        "nodes",
        "node bootstrap asks for the instance's name, the VPC CNI attaches interfaces",
        "4.1, 4.24",
        ("ec2:DescribeInstances", "ec2:AssignPrivateIpAddresses"),
    ),
    Need(
        "ecr.api",
        "nodes",
        "images need an authorization and a manifest",
        "4.2",
        ("ecr:GetAuthorizationToken", "ecr:BatchGetImage"),
    ),
    Need("ecr.dkr", "nodes", "images are pulled from the registry", "4.3", ("ecr:BatchGetImage",)),
    Need("s3", "nodes", "the layers of images in ECR are stored in S3", "4.4, 4.32", ("s3:GetObject",)),
    Need(
        "eks",
        "bottlerocket",
        "Bottlerocket asks for the cluster's DNS address, and guesses wrong without an answer",
        "4.25",
        ("eks:DescribeCluster",),
    ),
    Need(
        "eks-auth",
        "pod-identity",
        "pods get their credentials from the Pod Identity agent",
        "4.7, 8.16",
        ("eks-auth:AssumeRoleForPodIdentity",),
    ),
    Need(
        "sts",
        "irsa",
        "service accounts trade their token for a role's credentials",
        "4.5, 8.24",
        ("sts:AssumeRoleWithWebIdentity",),
    ),
    Need("ssm", "karpenter", "Karpenter looks up AMIs", "4.12", ("ssm:GetParameter",)),
    Need("sqs", "karpenter", "Karpenter reads interruption notices", "4.11", ("sqs:ReceiveMessage",)),
    Need("eks", "karpenter", "Karpenter asks for the cluster's endpoint", "4.6", ("eks:DescribeCluster",)),
    Need("sts", "karpenter", "Karpenter gets its credentials", "4.5", ()),
)
"""Needs by feature (facts section 4)."""

ADDON_NEEDS: Mapping[str, tuple[str, ...]] = {
    "aws-ebs-csi-driver": ("ec2",),  # the EBS CSI driver itself calls ec2 (facts 4.15)
    "aws-efs-csi-driver": ("elasticfilesystem",),
    "aws-fsx-csi-driver": ("fsx",),
    "aws-mountpoint-s3-csi-driver": ("s3",),
    "amazon-cloudwatch-observability": ("logs", "monitoring"),
    "adot": ("xray", "monitoring"),
    "aws-guardduty-agent": ("guardduty-data",),
    "cluster-autoscaler": ("autoscaling", "sts"),
}
"""What further add-ons need, by the add-on's name (facts 4.8, 4.10, 4.14, 4.15, 4.17)."""


def workload_need(service: str) -> Need:
    """A need that the user names: their workload's business."""
    return Need(service, "workload", "the stack file says that workloads need it", "stack file")
