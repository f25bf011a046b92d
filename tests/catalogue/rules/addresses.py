"""Blocks of subnets."""

from tests.catalogue.case import Planted, clean, found, on
from tests.catalogue.planting import Plant, The, added

SUBNET, BLOCK = "aws:ec2/subnet:Subnet", "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
OTHER_VPC = added("aws:ec2/vpc:Vpc", "other", "Vpc vpc", cidrBlock="10.9.0.0/16")
ELSEWHERE = added(SUBNET, "elsewhere", "Vpc vpc", vpcId=The("Vpc other"), cidrBlock="10.9.0.0/24")
SECOND_BLOCK = added(BLOCK, "block", "Vpc vpc", vpcId=The("Vpc vpc"), cidrBlock="100.64.0.0/16")


def more(*blocks: str, besides: tuple[Plant, ...] = ()) -> Planted:
    """More subnets, beside those of the world and one of another VPC."""
    subnets = (
        added(SUBNET, f"subnet-{index}", "Vpc vpc", vpcId=The("Vpc vpc"), cidrBlock=block)
        for index, block in enumerate(blocks)
    )
    return on("world", OTHER_VPC, ELSEWHERE, *besides, *subnets)


CASES = (
    found("subnet-outside-vpc", "one is in no block", more("10.0.90.0/24", "10.1.0.0/24"), "subnet-1"),
    clean("subnet-outside-vpc", "both are in the block", more("10.0.90.0/24", "10.0.91.0/24")),
    clean(
        "subnet-outside-vpc",
        "one is in a secondary block",
        more("10.0.90.0/24", "100.64.1.0/24", besides=(SECOND_BLOCK,)),
    ),
    found("subnets-overlap", "one contains another", more("10.0.80.0/20", "10.0.88.0/24"), "subnet-1"),
    found("subnets-overlap", "two are the same", more("10.0.90.0/24", "10.0.90.0/24"), "subnet-1"),
    clean("subnets-overlap", "they lie side by side", more("10.0.90.0/24", "10.0.91.0/24")),
)
