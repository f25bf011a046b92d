"""The shortest program of many: `pulumi_eks.Cluster` in a VPC that another team owns, all of it by ids.

Healthy: the component makes roles, groups, the cluster and its default node group. A preview sees neither the network nor
the component's children, so it proves nothing and finds nothing wrong.
"""

import pulumi
import pulumi_eks as eks

from tests.corpus.expectation import Expectation

EXPECT = Expectation(nothing=True)


def program() -> None:
    config = pulumi.Config()
    private = config.get_object("privateSubnetIds") or ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
    public = config.get_object("publicSubnetIds") or ["subnet-0a1b2c3d4e5f60003", "subnet-0a1b2c3d4e5f60004"]
    cluster = eks.Cluster(
        "apps",
        vpc_id=config.get("vpcId") or "vpc-0a1b2c3d4e5f60000",
        private_subnet_ids=private,
        public_subnet_ids=public,
        node_associate_public_ip_address=False,
        authentication_mode=eks.AuthenticationMode.API,
        version="1.35",
        instance_type="m6i.large",
        node_root_volume_encrypted=True,
        coredns_addon_options=eks.CoreDnsAddonOptionsArgs(version="v1.13.2-eksbuild.31"),
        kube_proxy_addon_options=eks.KubeProxyAddonOptionsArgs(version="v1.35.3-eksbuild.29"),
        desired_capacity=3,
        min_size=3,
        max_size=6,
        endpoint_private_access=True,
        endpoint_public_access=False,
        enabled_cluster_log_types=["api", "audit", "authenticator"],
        tags={"team": "apps", "stack": pulumi.get_stack()},
    )
    pulumi.export("kubeconfig", pulumi.Output.secret(cluster.kubeconfig))
    pulumi.export("clusterName", cluster.eks_cluster.apply(lambda made: made.name))
