"""The EKS add-ons that every cluster has, and the versions of them that this package pins.

An unpinned add-on moves by itself and shows up in an unrelated change; so the version is data, changed by a
release of this package or by the user, and a Kubernetes version that is not in the table needs the user's pins.
"""

from collections.abc import Mapping

__all__ = ["BEFORE_NODES", "DEFAULT_ADDONS", "PINNED"]

DEFAULT_ADDONS = ("vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns")
"""Add-ons of every cluster. The first three run on the nodes' own network and CoreDNS on pods."""

BEFORE_NODES = frozenset({"vpc-cni", "kube-proxy", "eks-pod-identity-agent"})
"""Add-ons that a node needs in order to become ready; all others wait for nodes to run on (facts 11.11)."""

PINNED: Mapping[str, Mapping[str, str]] = {
    # As of November 2026, as seen together in public configurations; not asked of the API. To see what a region offers:
    # aws eks describe-addon-versions --kubernetes-version 1.33 --addon-name coredns
    "1.33": {
        "vpc-cni": "v1.19.5-eksbuild.1",
        "kube-proxy": "v1.33.0-eksbuild.2",
        "coredns": "v1.12.1-eksbuild.2",
        "eks-pod-identity-agent": "v1.3.8-eksbuild.2",
    },
    "1.34": {
        "vpc-cni": "v1.20.4-eksbuild.2",
        "kube-proxy": "v1.34.0-eksbuild.2",
        "coredns": "v1.12.3-eksbuild.1",
        "eks-pod-identity-agent": "v1.3.10-eksbuild.2",
    },
}
"""Add-on versions by Kubernetes version."""
