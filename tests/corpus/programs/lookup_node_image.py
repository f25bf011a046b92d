"""Node images by look-up: an EKS image id from Parameter Store in a launch template with NodeConfig user data, and `get_ami`.

Healthy: a node group with an image of its own gives no AMI type and no version, and its user data tells nodeadm what EKS would
have told it. An administration host uses the newest Amazon Linux 2023. The cluster is our component's.
"""

import base64

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

PARAMETER = "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/recommended/image_id"
EXPECT = Expectation(
    proved=True,
    answers=(
        {
            "token": "aws:ssm/getParameter:getParameter",
            "args": {"name": PARAMETER},
            "result": {"id": PARAMETER, "name": PARAMETER, "type": "String", "value": "ami-0123456789abcdef1"},
        },
        {
            "token": "aws:ec2/getAmi:getAmi",
            "args": {
                "mostRecent": True,
                "owners": ["amazon"],
                "filters": [{"name": "name", "values": ["al2023-ami-2023.*-x86_64"]}],
            },
            "result": {"id": "ami-0123456789abcdef2", "imageId": "ami-0123456789abcdef2", "architecture": "x86_64"},
        },
    ),
)
ZONES = ["usw2-az1", "usw2-az2"]
SERVICES = "172.20.0.0/16"


def user_data(values: list[str]) -> str:
    name, endpoint, authority = values
    config = (
        "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster:\n"
        f"    name: {name}\n    apiServerEndpoint: {endpoint}\n    certificateAuthority: {authority}\n    cidr: {SERVICES}\n"
    )
    parts = [
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="BOUNDARY"\n',
        f"--BOUNDARY\nContent-Type: application/node.eks.aws\n\n{config}",
        "--BOUNDARY--\n",
    ]
    return base64.b64encode("\n".join(parts).encode()).decode()


def program() -> None:
    provider = aws.Provider("images", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    asking = pulumi.InvokeOptions(provider=provider)
    network = SharedVpc("images", {"region": "us-west-2", "cidr": "10.93.0.0/16", "zones": ZONES}, opts)
    private = {zone: each.id for zone, each in network.subnets["private"].items()}
    cluster = EksCluster(
        "images",
        {
            "region": "us-west-2",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": private,
            "service_cidr": SERVICES,
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::111111111111:role/images-admin"],
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network]),
    )
    facts = pulumi.Output.all(cluster.cluster_name, cluster.endpoint, cluster.certificate_authority)
    template = aws.ec2.LaunchTemplate(
        "pinned",
        image_id=aws.ssm.get_parameter(name=PARAMETER, opts=asking).value,
        user_data=facts.apply(user_data),
        vpc_security_group_ids=[cluster.cluster_security_group_id],
        metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
        block_device_mappings=[
            {"device_name": "/dev/xvda", "ebs": {"volume_size": 50, "volume_type": "gp3", "encrypted": "true"}}
        ],
        opts=opts,
    )
    aws.eks.NodeGroup(
        "pinned",
        cluster_name=cluster.cluster_name,
        node_role_arn=cluster.node_role_arns[0],
        subnet_ids=list(private.values()),
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        instance_types=["m7i.large"],
        scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[cluster]),
    )
    filters = [aws.ec2.GetAmiFilterArgs(name="name", values=["al2023-ami-2023.*-x86_64"])]
    image = aws.ec2.get_ami_output(most_recent=True, owners=["amazon"], filters=filters, opts=asking)
    aws.ec2.Instance(
        "admin",
        ami=image.id,
        instance_type="t3.micro",
        subnet_id=private["usw2-az1"],
        vpc_security_group_ids=[cluster.cluster_security_group_id],
        metadata_options={"http_tokens": "required"},
        opts=pulumi.ResourceOptions(provider=provider, ignore_changes=["ami"]),
    )
