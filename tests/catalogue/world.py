"""A small world in which every rule holds, declared without this package's components.

The network is one account's, the cluster another's, on shared subnets. Cases plant changes into its recording.
"""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from tests.support import OWNER, PARTICIPANT, provider

AWS_POLICY = "arn:aws:iam::aws:policy"
ZONES = ("az1", "az2")


def trust(service: str, *actions: str) -> str:
    """A trust policy."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": list(actions or ["sts:AssumeRole"])}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def declare(region: str) -> None:
    """Declare the network in the owner's account, and then the cluster in the participant's."""
    network = _declare_network(region)
    _declare_cluster(network, pulumi.ResourceOptions(provider=provider("participant", PARTICIPANT, region)))


def _after(opts: pulumi.ResourceOptions, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(resources)))


def _declare_network(region: str) -> dict[str, Any]:
    opts = pulumi.ResourceOptions(provider=provider("owner", OWNER, region))
    declared: dict[str, Any] = {}

    def own(kind: Any, name: str, /, *waits: Any, **inputs: Any) -> Any:
        declared[name] = kind(name, **inputs, opts=_after(opts, *waits))
        return declared[name]

    vpc = own(aws.ec2.Vpc, "vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, enable_dns_support=True)
    igw = own(aws.ec2.InternetGateway, "igw", vpc_id=vpc.id)
    tables = {name: own(aws.ec2.RouteTable, f"table-{name}", vpc_id=vpc.id) for name in ("public", *ZONES)}
    own(
        aws.ec2.Route,
        "route-public",
        route_table_id=tables["public"].id,
        destination_cidr_block="0.0.0.0/0",
        gateway_id=igw.id,
    )
    subnets = {}
    for number, zone in enumerate(ZONES, 1):
        for tier, block in (
            ("public", f"10.0.{number}0.0/24"),
            ("private", f"10.0.{number}1.0/24"),
            ("cluster", f"10.0.{number}2.0/28"),
        ):
            subnets[f"{tier}-{zone}"] = own(
                aws.ec2.Subnet,
                f"{tier}-{zone}",
                vpc_id=vpc.id,
                cidr_block=block,
                availability_zone_id=f"usw2-{zone}",
                tags={"eks-shared-vpc:tier": tier},
            )
            own(
                aws.ec2.RouteTableAssociation,
                f"association-{tier}-{zone}",
                subnet_id=subnets[f"{tier}-{zone}"].id,
                route_table_id=tables["public" if tier == "public" else zone].id,
            )
        eip = aws.ec2.Eip(
            f"eip-{zone}", domain="vpc", opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=True))
        )
        declared[f"eip-{zone}"] = eip
        nat = own(aws.ec2.NatGateway, f"nat-{zone}", igw, allocation_id=eip.id, subnet_id=subnets[f"public-{zone}"].id)
        own(
            aws.ec2.Route,
            f"route-{zone}",
            route_table_id=tables[zone].id,
            destination_cidr_block="0.0.0.0/0",
            nat_gateway_id=nat.id,
        )
    own(
        aws.ec2.VpcEndpoint,
        "s3",
        vpc_id=vpc.id,
        service_name=f"com.amazonaws.{region}.s3",
        vpc_endpoint_type="Gateway",
        route_table_ids=[tables[zone].id for zone in ZONES],
    )
    group = own(aws.ec2.SecurityGroup, "clients", vpc_id=vpc.id)
    own(
        aws.vpc.SecurityGroupIngressRule,
        "clients-vpc",
        security_group_id=group.id,
        cidr_ipv4="10.0.0.0/16",
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
    )
    own(
        aws.ec2.VpcEndpoint,
        "eks",
        vpc_id=vpc.id,
        service_name=f"com.amazonaws.{region}.eks",
        vpc_endpoint_type="Interface",
        private_dns_enabled=True,
        subnet_ids=[subnets[f"private-{zone}"].id for zone in ZONES],
        security_group_ids=[group.id],
    )
    share = own(aws.ram.ResourceShare, "share", allow_external_principals=False)
    for name, subnet in subnets.items():
        own(aws.ram.ResourceAssociation, f"share-{name}", resource_share_arn=share.arn, resource_arn=subnet.arn)
    own(aws.ram.PrincipalAssociation, "share-participant", resource_share_arn=share.arn, principal=PARTICIPANT)
    return declared


def _declare_cluster(declared: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
    network = list(declared.values())

    def own(kind: Any, name: str, /, *waits: Any, **inputs: Any) -> Any:
        return kind(name, **inputs, opts=_after(opts, *waits))

    for tier, role in (("public", "kubernetes.io/role/elb"), ("private", "kubernetes.io/role/internal-elb")):
        for zone in ZONES:
            subnet = declared[f"{tier}-{zone}"]
            own(aws.ec2.Tag, f"tag-{tier}-{zone}", *network, resource_id=subnet.id, key=role, value="1")
    own(aws.cloudwatch.LogGroup, "logs", name="/aws/eks/pay/cluster", retention_in_days=90)
    role = own(aws.iam.Role, "control", assume_role_policy=trust("eks.amazonaws.com"))
    policy = own(
        aws.iam.RolePolicyAttachment,
        "control-cluster",
        role=role.name,
        policy_arn=f"{AWS_POLICY}/AmazonEKSClusterPolicy",
    )
    cluster = own(
        aws.eks.Cluster,
        "cluster",
        policy,
        *network,
        name="pay",
        version="1.33",
        role_arn=role.arn,
        vpc_config={
            "subnet_ids": [declared[f"cluster-{zone}"].id for zone in ZONES],
            "endpoint_private_access": True,
            "endpoint_public_access": True,
            "public_access_cidrs": ["52.94.76.0/24"],
        },
        access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
        bootstrap_self_managed_addons=False,
        enabled_cluster_log_types=["audit"],
        kubernetes_network_config={"ip_family": "ipv4", "service_ipv4_cidr": "172.20.0.0/16"},
    )
    admin = f"arn:aws:iam::{PARTICIPANT}:role/admin"
    own(aws.eks.AccessEntry, "admin", cluster_name=cluster.name, principal_arn=admin)
    own(
        aws.eks.AccessPolicyAssociation,
        "admin-policy",
        cluster_name=cluster.name,
        principal_arn=admin,
        policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope={"type": "cluster"},
    )

    def addon(name: str, *waits: Any) -> Any:
        version = "v1.0.0-eksbuild.1"
        return own(aws.eks.Addon, name, *waits, cluster_name=cluster.name, addon_name=name, addon_version=version)

    addons = [addon(name) for name in ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")]
    nodes = own(aws.iam.Role, "worker", assume_role_policy=trust("ec2.amazonaws.com"))
    attachments = [
        own(aws.iam.RolePolicyAttachment, f"worker-{label}", role=nodes.name, policy_arn=f"{AWS_POLICY}/{name}")
        for label, name in (
            ("node", "AmazonEKSWorkerNodePolicy"),
            ("registry", "AmazonEC2ContainerRegistryPullOnly"),
            ("cni", "AmazonEKS_CNI_Policy"),
        )
    ]
    template = own(
        aws.ec2.LaunchTemplate,
        "template",
        vpc_security_group_ids=[cluster.vpc_config.cluster_security_group_id],
        metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 1},
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 50, "encrypted": "true"}}],
    )
    group = own(
        aws.eks.NodeGroup,
        "nodes",
        *attachments,
        *addons,
        *network,
        cluster_name=cluster.name,
        node_role_arn=nodes.arn,
        subnet_ids=[declared[f"private-{zone}"].id for zone in ZONES],
        scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
        ami_type="AL2023_x86_64_STANDARD",
        launch_template={"id": template.id, "version": "1"},
    )
    addon("coredns", group)
    pods = own(
        aws.iam.Role, "pods", assume_role_policy=trust("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession")
    )
    own(
        aws.eks.PodIdentityAssociation,
        "identity",
        cluster_name=cluster.name,
        namespace="pay",
        service_account="ledger",
        role_arn=pods.arn,
    )
