"""Which AWS services an EKS network reaches through PrivateLink, and where they are missing.

Data, as of November 2026. A name that is not listed here may still exist: full service names are always accepted, so
that a new service never waits for a release.
"""

from collections.abc import Mapping

from eks_shared_vpc.regions import partition_of, service_name

__all__ = ["DEFAULT_SERVICES", "MISSING_IN", "SERVICES", "TAKES_NO_POLICY", "answered_names", "is_full_name"]

SERVICES: Mapping[str, str] = {  # short name: what EKS needs it for (facts section 4a and 5)
    "acm": "certificates, for controllers that look them up",
    "aps": "Managed Prometheus",
    "aps-workspaces": "Managed Prometheus, remote write",
    "autoscaling": "Cluster Autoscaler and self-managed groups",
    "cloudformation": "self-managed nodes that signal their stack",
    "ebs": "EBS direct APIs (the EBS CSI driver itself calls ec2)",
    "ec2": "node bootstrap and the VPC CNI",
    "ec2messages": "Session Manager",
    "ecr.api": "image authorization and manifests",
    "ecr.dkr": "the image registry",
    "eks": "the EKS API: Bottlerocket bootstrap, Karpenter, tools",
    "eks-auth": "EKS Pod Identity",
    "eks-fips": "the EKS API with FIPS endpoints",
    "eks-proxy": "the console's view of Kubernetes resources",
    "elasticfilesystem": "the EFS API",
    "elasticloadbalancing": "AWS Load Balancer Controller",
    "fsx": "the FSx API",
    "guardduty-data": "GuardDuty runtime monitoring",
    "iam": "Karpenter's instance profiles",
    "kms": "encryption keys",
    "logs": "CloudWatch Logs from nodes and pods",
    "metering-marketplace": "Marketplace metering",
    "monitoring": "CloudWatch metrics",
    "oidc-eks": "OIDC discovery from inside the VPC",
    "pricing.api": "Karpenter's prices",
    "ram": "RAM calls",
    "route53": "external-dns",
    "s3": "S3 through an interface, for networks that the gateway endpoint does not serve",
    "secretsmanager": "secrets",
    "sqs": "Karpenter's interruption queue",
    "ssm": "Karpenter's AMI look-up and Session Manager",
    "ssmmessages": "Session Manager",
    "sts": "IAM roles for service accounts",
    "vpc-lattice": "the Gateway API controller",
    "wafv2": "web ACLs, for controllers that attach them",
    "xray": "traces",
}

DEFAULT_SERVICES = ("eks", "eks-auth")
"""What an EKS network has without being asked: the EKS API and Pod Identity (facts 5.1)."""

TAKES_NO_POLICY = frozenset({"oidc-eks"})
"""Services whose endpoints accept no endpoint policy (facts 5.2, 5.19)."""

MISSING_IN: Mapping[str, frozenset[str]] = {  # facts 5.4; eks-fips: the regions of facts 5.7 are checked apart
    "eks": frozenset({"ap-southeast-5", "ap-southeast-7", "mx-central-1", "ap-east-2"}),
    "vpc-lattice": frozenset(
        {"ap-east-2", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "il-central-1"}
    ),  # facts 6.38
}
"""Regions in which a service is known to have no endpoint."""

ONLY_IN: Mapping[str, frozenset[str]] = {
    "eks-fips": frozenset({"us-east-1", "us-east-2", "us-west-1", "us-west-2", "us-gov-west-1", "us-gov-east-1"})
}
"""Regions to which a service is known to be limited (facts 5.7, 5.8)."""


def is_full_name(service: str) -> bool:
    """Whether this is a full service name, such as ``com.amazonaws.vpce.us-west-2.vpce-svc-…``, rather than a short one."""
    return service.startswith(("com.", "cn.com.", "gov.", "aws.", "uk."))


_NAMES: Mapping[str, tuple[str, ...]] = {
    "eks": ("eks.{region}.{suffix}", "eks.{region}.api.aws"),  # facts 5.10
    "eks-auth": ("eks-auth.{region}.api.aws",),  # facts 5.9
    "eks-fips": ("fips.eks.{region}.{suffix}", "eks-fips.{region}.api.aws"),  # facts 5.7
    "oidc-eks": ("oidc.eks.{region}.{suffix}", "oidc-eks.{region}.api.aws"),  # facts 5.2
}


def answered_names(service: str, region: str) -> tuple[str, ...]:
    """The public DNS names that private DNS of a service's endpoint leads to it; empty where they are not known here.

    They are those of the EKS services in the aws and aws-us-gov partitions; China and others have suffixes of their own.
    """
    if partition_of(region) not in ("aws", "aws-us-gov"):
        return ()
    return tuple(name.format(region=region, suffix="amazonaws.com") for name in _NAMES.get(service, ()))


def short_name(service: str, region: str) -> str:
    """The short name of a service that may be given by its full one; a name that is not known here stays as it is."""
    return next((short for short in SERVICES if service_name(short, region) == service), service)
