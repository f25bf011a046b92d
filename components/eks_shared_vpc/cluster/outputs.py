"""What AWS adds to a cluster, read so that mocks of a test which return inputs only do not break a program.

Under such mocks an output that is no input is ``None``; each function here gives an empty text for it.
"""

import pulumi
import pulumi_aws as aws

__all__ = ["certificate_authority", "cluster_security_group_id", "oidc_issuer"]


def certificate_authority(cluster: aws.eks.Cluster) -> pulumi.Output[str]:
    """The API server's certificate authority, in base64."""
    return cluster.certificate_authority.apply(lambda authority: (authority and authority.data) or "")


def cluster_security_group_id(cluster: aws.eks.Cluster) -> pulumi.Output[str]:
    """The group that EKS creates, of control plane and nodes (facts 7.1)."""
    # Not read inside of one apply: a block of which one part is unknown, new subnets for instance, is unknown there.
    return cluster.vpc_config.cluster_security_group_id.apply(lambda id_: id_ or "")


def oidc_issuer(cluster: aws.eks.Cluster) -> pulumi.Output[str]:
    """URL of the cluster's OIDC issuer."""
    return cluster.identities.apply(
        lambda identities: next((oidc.issuer or "" for each in identities or () for oidc in each.oidcs or ()), "")
    )
