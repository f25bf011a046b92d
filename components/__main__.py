"""Hosts the components for programs in other Pulumi languages."""

from pulumi.provider.experimental import component_provider_host

from eks_shared_vpc import EksCluster, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare

if __name__ == "__main__":
    component_provider_host(
        name="eks-shared-vpc",
        components=[EksCluster, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare],
        version="0.1.0",
    )
