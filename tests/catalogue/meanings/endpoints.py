"""Endpoints that go."""

from tests.catalogue.case import clean, found
from tests.catalogue.planting import The, added, with_inputs, without
from tests.catalogue.sides import Between, change, in_world, nothing, plant, stack, world

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
    found(
        "endpoint-needed-removed",
        "images without another way",
        NO_ECR,
        "endpoints-ecr.api",
        says="cluster vault will not reach ecr.api",
    ),
    found(
        "endpoint-needed-removed",
        "the gateway endpoint of a network without a way out",
        plant("isolated", without("VpcEndpoint network-s3")),
        "network-s3",
        says="will not reach s3",
    ),
    found(
        "endpoint-needed-removed",
        "what workloads said that they use",
        change(
            "isolated",
            {"network.endpoints": ["ec2", "ecr.api", "ecr.dkr", "eks-auth"]},
        ),
        "endpoints-logs",
        says="will not reach logs",
    ),
    clean("endpoint-needed-removed", "a NAT gateway stands in for it", NO_S3),
    clean(
        "endpoint-needed-removed",
        "nothing uses it",
        Between(
            stack(
                "isolated",
                added(ENDPOINT, "xray", "VpcEndpoint endpoints-ec2", serviceName="com.amazonaws.us-west-2.xray"),
            ),
            stack("isolated"),
        ),
    ),
    clean("endpoint-needed-removed", "it is added", NO_ECR.back()),
    clean(
        "endpoint-needed-removed",
        "its clusters go with it",
        Between(stack("isolated"), nothing),
    ),
    found(
        "endpoint-removed",
        "a NAT gateway stands in for it",
        NO_S3,
        "network-s3",
        says="the endpoint of s3 is deleted: clusters payments, search will reach it by NAT gateway",
    ),
    found(
        "endpoint-removed",
        "nothing that is known here uses it",
        in_world(without("VpcEndpoint eks")),
        "eks",
        says="the endpoint of eks is deleted: no declared cluster uses it",
    ),
    found(
        "endpoint-removed",
        "another VPC keeps one of the same service",
        Between(world(*SECOND_VPC), world(*SECOND_VPC, without("VpcEndpoint eks"))),
        "eks",
    ),
    clean("endpoint-removed", "it was the only way, which another rule says", NO_ECR),
    clean("endpoint-removed", "it is added", in_world(without("VpcEndpoint eks")).back()),
    clean(
        "endpoint-removed",
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
    clean(
        "endpoint-removed",
        "other subnets",
        in_world(with_inputs("VpcEndpoint eks", subnetIds=[The("Subnet private-az1")])),
    ),
    clean(
        "endpoint-removed",
        "its VPC goes with it",
        Between(stack("dev"), nothing),
    ),
)
