"""Faults of order: an edge is missing, so that something is made too early and deleted too late."""

from tests.catalogue.case import found, on
from tests.catalogue.faults.twins import detour
from tests.catalogue.planting import together, waiting, without_edges

CASES = (
    found(
        "share-not-waited-for",
        "a cluster does not wait for the share of a subnet",
        on("staging", without_edges("Cluster payments", "ResourceAssociation share-cluster-az1")),
        "payments",
        twin=detour(
            "Cluster payments", "ResourceAssociation share-cluster-az1", "RolePolicyAttachment payments-cluster-cluster"
        ),
    ),
    found(
        "share-not-waited-for",
        "a cluster does not wait for its account's admission to the share",
        on("staging", without_edges("Cluster payments", "PrincipalAssociation share-222222222222")),
        "payments",
        twin=detour(
            "Cluster payments",
            "PrincipalAssociation share-222222222222",
            "RolePolicyAttachment payments-cluster-cluster",
        ),
    ),
    found(
        "share-not-waited-for",
        "a subnet's tag does not wait for the subnet's share",
        on(
            "staging",
            without_edges(
                "Tag search-subnets-private-az2-karpenter.sh-discovery", "ResourceAssociation share-private-az2"
            ),
        ),
        "search-subnets-private-az2-karpenter.sh-discovery",
        twin=detour(
            "Tag search-subnets-private-az2-karpenter.sh-discovery",
            "ResourceAssociation share-private-az2",
            "PrincipalAssociation share-333333333333",
        ),
    ),
    found(
        "cluster-before-network",
        "a cluster does not wait for its nodes' default route",
        on("dev", without_edges("Cluster dev", "Route network-private-az1-internet")),
        "dev",
        twin=detour("Cluster dev", "Route network-private-az1-internet", "RolePolicyAttachment dev-cluster-cluster"),
    ),
    found(
        "cluster-before-network",
        "a cluster does not wait for a route table association",
        on("dual-stack", without_edges("Cluster media", "RouteTableAssociation network-cluster-az2")),
        "media",
        twin=detour(
            "Cluster media", "RouteTableAssociation network-cluster-az2", "RolePolicyAttachment media-cluster-cluster"
        ),
    ),
    found(
        "cluster-before-network",
        "a cluster does not wait for the association of its nodes' subnet",
        on("public-only", without_edges("Cluster demo", "RouteTableAssociation network-public-az2")),
        "demo-default",
        twin=detour(
            "Cluster demo", "RouteTableAssociation network-public-az2", "RolePolicyAttachment demo-cluster-cluster"
        ),
    ),
    found(
        "cluster-before-network",
        "a cluster does not wait for an interface endpoint",
        on("staging", without_edges("Cluster payments", "VpcEndpoint endpoints-eks-auth")),
        "payments",
        twin=detour(
            "Cluster payments", "VpcEndpoint endpoints-eks-auth", "RolePolicyAttachment payments-cluster-cluster"
        ),
    ),
    found(
        "cluster-before-network",
        "a cluster does not wait for the S3 endpoint",
        on("regional-nat", without_edges("Cluster shop", "VpcEndpoint network-s3")),
        "shop",
        twin=detour("Cluster shop", "VpcEndpoint network-s3", "RolePolicyAttachment shop-cluster-cluster"),
    ),
    found(
        "cluster-before-network",
        "a cluster does not wait for the rule that lets nodes into the endpoints",
        on("dual-stack", without_edges("Cluster media", "SecurityGroupIngressRule endpoints-vpc")),
        "media",
        twin=detour(
            "Cluster media", "SecurityGroupIngressRule endpoints-vpc", "RolePolicyAttachment media-cluster-cluster"
        ),
    ),
    found(
        "nodes-before-addons",
        "nodes do not wait for the VPC CNI",
        on("dual-stack", without_edges("NodeGroup media-default", "Addon media-vpc-cni")),
        "media-default",
        twin=detour("NodeGroup media-default", "Addon media-vpc-cni", "Addon media-kube-proxy"),
    ),
    found(
        "nodes-before-addons",
        "nodes do not wait for kube-proxy",
        on("prod-payments", without_edges("NodeGroup payments-default", "Addon payments-kube-proxy")),
        "payments-default",
        twin=detour("NodeGroup payments-default", "Addon payments-kube-proxy", "Addon payments-vpc-cni"),
    ),
    found(
        "coredns-before-nodes",
        "CoreDNS does not wait for nodes",
        on("public-only", without_edges("Addon demo-coredns", "ManagedNodeGroup demo-default")),
        "demo-coredns",
        twin=together(
            without_edges("Addon demo-coredns", "ManagedNodeGroup demo-default"),
            waiting("Addon demo-coredns", "NodeGroup demo-default"),
        ),
    ),
    found(
        "coredns-before-nodes",
        "CoreDNS waits for tainted nodes only",
        on("staging", without_edges("Addon search-coredns", "ManagedNodeGroup search-default")),
        "search-coredns",
        twin=without_edges("Addon search-coredns", "ManagedNodeGroup search-indexing"),
    ),
    found(
        "role-before-policies",
        "nodes do not wait for a policy of their role",
        on("isolated", without_edges("NodeGroup vault-default", "RolePolicyAttachment vault-node-registry")),
        "vault-default",
        twin=detour("NodeGroup vault-default", "RolePolicyAttachment vault-node-registry", "Addon vault-vpc-cni"),
    ),
    found(
        "role-before-policies",
        "a cluster does not wait for its role's policy",
        on("dev", without_edges("Cluster dev", "RolePolicyAttachment dev-cluster-cluster")),
        "dev",
        twin=detour("Cluster dev", "RolePolicyAttachment dev-cluster-cluster", "LogGroup dev-control-plane"),
    ),
    found(
        "nat-before-internet-gateway",
        "a NAT gateway does not wait for the internet gateway",
        on(
            "prod-network",
            without_edges("NatGateway network-nat-az1", "InternetGateway network", "Route network-public-internet"),
        ),
        "network-nat-az1",
        twin=without_edges("NatGateway network-nat-az1", "InternetGateway network"),
    ),
)
