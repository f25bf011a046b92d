"""What only the owner of a VPC creates in it (facts 6.9, 6.11)."""

from collections.abc import Iterator

from eks_shared_vpc.preview.aws.model import Model, View

__all__ = ["OWNER_ONLY", "is_owned_by_the_network", "owned_by_the_network", "place_of"]

OWNER_ONLY = frozenset(
    {
        "aws:ec2/subnet:Subnet",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/route:Route",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/networkAcl:NetworkAcl",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation",
        "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
        "aws:ram/resourceAssociation:ResourceAssociation",
    }
)
"""Type tokens; what is shared, its owner shares (facts 6.7)."""
_PLACES = ("vpcId", "routeTableId", "subnetId", "vpcEndpointId", "defaultRouteTableId", "resourceArn")


def owned_by_the_network(model: Model) -> Iterator[View]:
    """Every resource that the VPC's owner alone can create."""
    return (model.view(each, View) for each in model.graph.of_type(*sorted(OWNER_ONLY)))


def is_owned_by_the_network(view: View) -> bool:
    """Whether the VPC's owner alone can create a resource."""
    return view.resource.type in OWNER_ONLY


def place_of(view: View) -> View | None:
    """What a resource is part of, whose account decides: a VPC, a route table, a subnet, an endpoint, what is shared."""
    found = (view.model.any_of(view.inputs.raw(each)) for each in _PLACES)
    return next((each for each in found if each is not None), None)
