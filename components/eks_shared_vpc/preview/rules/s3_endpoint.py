"""The gateway endpoint of S3: image layers without a NAT gateway."""

from collections.abc import Iterator, Mapping

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.model import Model, indexed
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.route_table import RouteTable, RouteTarget
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.subnet_users import users_of
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import TableOnEndpoint, VpcEndpoint, endpoints_are_known, endpoints_of
from eks_shared_vpc.preview.fixes import Add, Declare, Fix, Output, Setting, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.regions import service_name

SETTING = Setting("network.s3_gateway_endpoint", value=True, component="SharedVpc")


@rule(Level.WARNING, "facts 4.33, 9.6")
def s3_endpoint_not_on_table(model: Model) -> Iterator[Remark]:
    """A gateway endpoint has no charge, and serves only the route tables that it is associated with. Through the others, S3 traffic, and so every image layer, uses a NAT gateway that is charged by the GB."""
    for vpc, tables in _through_nat(model).items():
        gateways = [each for each in endpoints_of(vpc, "s3") if each.is_gateway]
        if not gateways or not all(each.route_tables_are_known for each in gateways):
            continue
        served = {table.id for each in gateways for table in each.route_tables}
        for table, subnet in tables:
            if table.id not in served:
                message = (
                    f"{gateways[0].name} is not on {table.name}, so that {subnet.name} reaches S3 through a NAT gateway"
                )
                yield Remark(gateways[0], message, _on(gateways[0], vpc, table))


@rule(Level.NOTICE, "facts 9.6")
def s3_through_nat(model: Model) -> Iterator[Remark]:
    """The gateway endpoint of S3 has no charge, and most of the traffic that nodes send through NAT gateways is S3's."""
    for vpc, tables in _through_nat(model).items():
        served = any(each.is_gateway or each.private_dns is not False for each in endpoints_of(vpc, "s3"))
        if not served and endpoints_are_known(vpc):
            message = f"{vpc.name} has NAT gateways, and no gateway endpoint of S3"
            yield Remark(vpc, message, _declared(vpc, [table for table, _ in tables]))


@indexed
def _through_nat(model: Model) -> Mapping[Vpc, list[tuple[RouteTable, Subnet]]]:
    """The route tables of each VPC whose default route leads to a NAT gateway, with a subnet of each."""
    found: dict[Vpc, dict[str, tuple[RouteTable, Subnet]]] = {}
    for subnet in model.all(Subnet):
        vpc, table = subnet.vpc, subnet.route_table
        if vpc is None or table is None or table.id in found.get(vpc, {}) or not _may_have_nodes(subnet, vpc):
            continue
        route = table.default_route(4)
        if route is not None and route.target is RouteTarget.NAT_GATEWAY:
            found.setdefault(vpc, {})[table.id] = (table, subnet)
    return {vpc: list(tables.values()) for vpc, tables in found.items()}


def _may_have_nodes(subnet: Subnet, vpc: Vpc) -> bool:
    """Whether a subnet has nodes or pods, or may have: where the VPC has some, its other subnets are for other things."""
    return any(isinstance(each, NodeGroup | FargateProfile) for each in users_of(subnet)) or vpc not in _with_nodes(
        subnet.model
    )


@indexed
def _with_nodes(model: Model) -> frozenset[Vpc]:
    nodes: tuple[NodeGroup | FargateProfile, ...] = (*model.all(NodeGroup), *model.all(FargateProfile))
    return frozenset(subnet.vpc for each in nodes for subnet in each.subnets if subnet.vpc is not None)


def _id(vpc: Vpc, table: RouteTable) -> object:
    return table.declared if table.declared is not None else Output(vpc, "main_route_table_id")


def _on(endpoint: VpcEndpoint, vpc: Vpc, table: RouteTable) -> Fix:
    """The endpoint on a further table, in the way in which it is on the others."""
    if endpoint.says_route_tables or not endpoint.separate_tables:
        return fix(Add(endpoint, "route_table_ids", _id(vpc, table)))
    inputs = {"vpc_endpoint_id": endpoint, "route_table_id": _id(vpc, table)}
    return fix(Declare(TableOnEndpoint, f"{endpoint.name}-{table.name}", endpoint, inputs))


def _declared(vpc: Vpc, tables: list[RouteTable]) -> Fix:
    inputs = {
        "vpc_id": vpc,
        "service_name": service_name("s3", vpc.region),
        "vpc_endpoint_type": "Gateway",
        "route_table_ids": [_id(vpc, each) for each in tables],
    }
    return fix(Declare(VpcEndpoint, f"{vpc.name}-s3", vpc, inputs), setting=SETTING)
