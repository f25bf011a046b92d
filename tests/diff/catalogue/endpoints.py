"""Endpoints that go."""

from eks_shared_vpc.preview.diff.meanings import endpoints as rules
from tests.diff.catalogue.cases import left_alone, meant
from tests.diff.sides import Between, change, in_world, nothing, plant, stack, world
from tests.faults.planting import The, added, with_inputs, without

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SECOND_VPC = (
    added("aws:ec2/vpc:Vpc", "second", "Vpc vpc", cidrBlock="10.9.0.0/16"),
    added(
        ENDPOINT,
        "second-eks",
        "VpcEndpoint eks",
        vpcId=The("Vpc second"),
        serviceName="com.amazonaws.us-west-2.eks",
        vpcEndpointType="Interface",
        privateDnsEnabled=True,
    ),
)
NO_S3 = plant("staging", without("VpcEndpoint network-s3"))
NO_ECR = plant("isolated", without("VpcEndpoint endpoints-ecr.api"))

CASES = (
    meant(
        rules.endpoint_needed_removed,
        "images without another way",
        NO_ECR,
        "endpoints-ecr.api",
        says="cluster vault will not reach ecr.api",
    ),
    meant(
        rules.endpoint_needed_removed,
        "the gateway endpoint of a network without a way out",
        plant("isolated", without("VpcEndpoint network-s3")),
        "network-s3",
        says="will not reach s3",
    ),
    meant(
        rules.endpoint_needed_removed,
        "what workloads said that they use",
        change(
            "isolated",
            {"network.endpoints": ["ec2", "ecr.api", "ecr.dkr", "eks-auth"]},
        ),
        "endpoints-logs",
        says="will not reach logs",
    ),
    left_alone(rules.endpoint_needed_removed, "a NAT gateway stands in for it", NO_S3),
    left_alone(
        rules.endpoint_needed_removed,
        "nothing uses it",
        Between(
            stack(
                "isolated",
                added(ENDPOINT, "xray", "VpcEndpoint endpoints-ec2", serviceName="com.amazonaws.us-west-2.xray"),
            ),
            stack("isolated"),
        ),
    ),
    left_alone(rules.endpoint_needed_removed, "it is added", NO_ECR.back()),
    left_alone(
        rules.endpoint_needed_removed,
        "its clusters go with it",
        Between(stack("isolated"), nothing),
    ),
    meant(
        rules.endpoint_removed,
        "a NAT gateway stands in for it",
        NO_S3,
        "network-s3",
        says="the endpoint of s3 goes: clusters payments, search will reach it by NAT gateway",
    ),
    meant(
        rules.endpoint_removed,
        "nothing that is known here uses it",
        in_world(without("VpcEndpoint eks")),
        "eks",
        says="the endpoint of eks goes: nothing that is known here uses it",
    ),
    meant(
        rules.endpoint_removed,
        "another VPC keeps one of the same service",
        Between(world(*SECOND_VPC), world(*SECOND_VPC, without("VpcEndpoint eks"))),
        "eks",
    ),
    left_alone(rules.endpoint_removed, "it was the only way, which another rule says", NO_ECR),
    left_alone(rules.endpoint_removed, "it is added", in_world(without("VpcEndpoint eks")).back()),
    left_alone(
        rules.endpoint_removed,
        "it is replaced by one of another name",
        in_world(
            added(
                ENDPOINT,
                "renamed",
                "VpcEndpoint eks",
                vpcId=The("Vpc vpc"),
                serviceName="com.amazonaws.us-west-2.eks",
                vpcEndpointType="Interface",
                privateDnsEnabled=True,
            ),
            without("VpcEndpoint eks"),
        ),
    ),
    left_alone(
        rules.endpoint_removed,
        "other subnets",
        in_world(with_inputs("VpcEndpoint eks", subnetIds=[The("Subnet private-az1")])),
    ),
    left_alone(
        rules.endpoint_removed,
        "its VPC goes with it",
        Between(stack("dev"), nothing),
    ),
)
