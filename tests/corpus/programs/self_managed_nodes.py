"""The style before managed node groups: a launch template and an autoscaling group, joined by an access entry.

Healthy: the user data is a NodeConfig with all that nodeadm needs, the instances carry the cluster's own group and the
tag of the cluster, and their role has an access entry of type EC2_LINUX before the first of them starts.
"""

import base64
import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(warnings=("api-open-to-the-world", "creator-is-admin"))

IMAGE = "ami-0fedcba9876543210"


def node_config(values: dict[str, str]) -> str:
    spec = {
        "apiVersion": "node.eks.aws/v1alpha1",
        "kind": "NodeConfig",
        "spec": {
            "cluster": {
                "name": values["name"],
                "apiServerEndpoint": values["endpoint"],
                "certificateAuthority": values["ca"],
                "cidr": "172.20.0.0/16",
            }
        },
    }
    part = f"--//\nContent-Type: application/node.eks.aws\n\n{json.dumps(spec)}\n--//--\n"
    whole = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"\n\n{part}'
    return base64.b64encode(whole.encode()).decode()


def program() -> None:
    provider = aws.Provider("classic", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("classic", cidr_block="10.3.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("classic", vpc_id=vpc.id, opts=opts)
    table = aws.ec2.DefaultRouteTable(
        "classic",
        default_route_table_id=vpc.default_route_table_id,
        routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}],
        opts=opts,
    )
    subnets = [
        aws.ec2.Subnet(
            f"classic-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.3.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n + 1}",
            map_public_ip_on_launch=True,
            opts=opts,
        ).id
        for n in range(3)
    ]
    cluster = aws.eks.Cluster(
        "classic",
        name="classic",
        role_arn="arn:aws:iam::111111111111:role/classic-cluster",
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        kubernetes_network_config={"service_ipv4_cidr": "172.20.0.0/16"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[table]),
    )
    role = "arn:aws:iam::111111111111:role/classic-nodes"
    entry = aws.eks.AccessEntry("nodes", cluster_name=cluster.name, principal_arn=role, type="EC2_LINUX", opts=opts)
    profile = aws.iam.InstanceProfile("nodes", role="classic-nodes", opts=opts)
    template = aws.ec2.LaunchTemplate(
        "nodes",
        image_id=IMAGE,
        instance_type="m6i.large",
        iam_instance_profile={"arn": profile.arn},
        vpc_security_group_ids=[cluster.vpc_config.cluster_security_group_id.apply(str)],
        metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 2},
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 40, "encrypted": "true"}}],
        user_data=pulumi.Output.all(
            name=cluster.name, endpoint=cluster.endpoint, ca=cluster.certificate_authority.data
        ).apply(node_config),
        opts=opts,
    )
    aws.autoscaling.Group(
        "nodes",
        min_size=2,
        max_size=6,
        vpc_zone_identifiers=subnets,
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        tags=[{"key": "kubernetes.io/cluster/classic", "value": "owned", "propagate_at_launch": True}],
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[entry]),
    )
