"""The owner's VPC: blocks, subnets, gateways and routes, in the order in which a network engineer would explain them."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import naming, tags
from eks_shared_vpc.addressing import ipv6_subnet
from eks_shared_vpc.boundary import gathered, spec_from_args
from eks_shared_vpc.network.args import NetworkContractArgs, SharedVpcArgs
from eks_shared_vpc.network.contract import NetworkContract, SubnetContract, TierContract
from eks_shared_vpc.network.flow_logs import declare_flow_logs
from eks_shared_vpc.network.plan import PRIMARY, NetworkPlan, SubnetPlan
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.network.tiers import TierKind, TierUse
from eks_shared_vpc.regions import service_name

__all__ = ["SharedVpc"]

RouteTableKey = tuple[TierKind, str | None]


class SharedVpc(pulumi.ComponentResource):
    """A VPC for EKS clusters of its own account or of accounts that its subnets are shared with.

    Makes the VPC with both DNS attributes on, its blocks, the subnets of the address plan, an internet gateway if a tier
    needs one, route tables, NAT gateways with their Elastic IPs, the S3 gateway endpoint, flow logs if asked for, and
    removes every rule from the default security group. All of it is in the account of the provider it is given.
    """

    vpc_id: pulumi.Output[str]
    """The VPC's id."""
    cidr_block: pulumi.Output[str]
    """The VPC's primary IPv4 block."""
    subnet_ids: pulumi.Output[Mapping[str, Mapping[str, str]]]
    """Subnet ids, by tier and zone id."""
    subnet_arns: pulumi.Output[Mapping[str, Mapping[str, str]]]
    """Subnet ARNs, by tier and zone id: what a share accepts."""
    nat_public_ips: pulumi.Output[Mapping[str, str]]
    """Public address of each NAT gateway, by zone id."""
    route_table_ids: pulumi.Output[Mapping[str, Mapping[str, str]]]
    """Id of each subnet's route table, by tier and zone id."""
    contract: NetworkContractArgs
    """What the network promises to whoever uses it: the argument ``network`` of other components, and what other stacks read."""
    address_plan: pulumi.Output[str]
    """How the blocks are divided, slots that are reserved included: a JSON document."""

    def __init__(self, name: str, args: SharedVpcArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(SharedVpcSpec, args, name)
        super().__init__("eks-shared-vpc:index:SharedVpc", name, {}, opts)
        self._prefix, self._spec, self._plan = name, spec, spec.plan

        self.vpc = self._declare_vpc()
        self._close_default_security_group()
        self.subnets = self._declare_subnets()
        self.route_tables = self._declare_route_tables()
        if self._plan.internet_gateway:
            self._declare_internet_gateway(self.route_tables.get((TierKind.PUBLIC, None)))
        if self._plan.egress_only_gateway:
            self._declare_egress_only_gateway()
        self._declare_nat(spec.eip_allocation_ids)
        self._declare_s3_endpoint()
        if spec.flow_logs:
            declare_flow_logs(name, spec.flow_logs, self.vpc.id, spec.tags, self)

        self.vpc_id = self.vpc.id
        self.cidr_block = self.vpc.cidr_block
        self.subnet_ids = gathered(
            {tier: {zone: each.id for zone, each in row.items()} for tier, row in self.subnets.items()}
        )
        self.subnet_arns = gathered(
            {tier: {zone: each.arn for zone, each in row.items()} for tier, row in self.subnets.items()}
        )
        self.nat_public_ips = gathered(self.egress_ips)
        self.route_table_ids = gathered(
            {tier: {zone: self.route_table_of(tier, zone).id for zone in row} for tier, row in self.subnets.items()}
        )
        self.network = self._deployed(spec.contract)
        self.contract = self.network.document()
        self.address_plan = self.vpc.cidr_block.apply(
            lambda cidr: json.dumps(describe(self._plan, cidr) if cidr else {"blocks": []})
        )
        self.register_outputs({key: getattr(self, key) for key in type(self).__annotations__})

    def route_table_of(self, tier: str, zone: str) -> aws.ec2.RouteTable:
        """The route table of a tier's subnet in a zone."""
        return self.route_tables[NetworkPlan.route_table_of(self._plan.subnets[tier][zone])]

    def _deployed(self, planned: NetworkContract) -> NetworkContract:
        """The contract with the ids and addresses of what is declared here."""
        block = [] if self._spec.cidr else [self.vpc.cidr_block]
        tiers = {
            name: TierContract(
                kind=tier.kind,
                use=tier.use,
                subnets={
                    zone: SubnetContract(
                        cidr=each.cidr or self.subnets[name][zone].cidr_block,
                        id=self.subnets[name][zone].id,
                        arn=self.subnets[name][zone].arn,
                        route_table_id=self.route_table_of(name, zone).id,
                    )
                    for zone, each in tier.subnets.items()
                },
            )
            for name, tier in planned.tiers.items()
        }
        return planned.model_copy(
            update={
                "vpc_id": self.vpc.id,
                "vpc_cidrs": (*block, *planned.vpc_cidrs),
                "vpc_ipv6_cidr": self.vpc.ipv6_cidr_block if self._spec.ipv6 else None,
                "tiers": tiers,
                "nat_public_ips": {zone: ip for zone, ip in self.egress_ips.items() if zone in planned.nat_public_ips},
            }
        )

    def _child(self, **options: Any) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, **options)

    def _tags(self, name: str, **more: str) -> dict[str, str]:
        return {**self._spec.tags, **more, "Name": name}

    def _declare_vpc(self) -> aws.ec2.Vpc:
        name, spec = self._prefix, self._spec
        vpc = aws.ec2.Vpc(
            name,
            cidr_block=str(spec.cidr) if spec.cidr else None,
            ipv4_ipam_pool_id=spec.ipam_pool_id,
            ipv4_netmask_length=spec.ipam_netmask,
            assign_generated_ipv6_cidr_block=True if spec.ipv6 and not spec.ipv6_netmask else None,
            ipv6_ipam_pool_id=spec.ipv6_ipam_pool_id,
            ipv6_netmask_length=spec.ipv6_netmask,
            enable_dns_support=True,  # both are needed by nodes and by endpoints with private DNS (facts 1.40, 2.8)
            enable_dns_hostnames=True,
            tags=self._tags(name),
            opts=self._child(),
        )
        self.blocks = {
            str(block): aws.ec2.VpcIpv4CidrBlockAssociation(
                f"{name}-{block.network_address}-{block.prefixlen}",
                vpc_id=vpc.id,
                cidr_block=str(block),
                opts=self._child(),
            )
            for block in spec.secondary_cidrs
        }
        return vpc

    def _close_default_security_group(self) -> None:
        name = f"{self._prefix}-default"
        aws.ec2.DefaultSecurityGroup(
            name, vpc_id=self.vpc.id, ingress=[], egress=[], tags=self._tags(name), opts=self._child()
        )

    def _declare_subnets(self) -> dict[str, dict[str, aws.ec2.Subnet]]:
        return {
            tier: {zone: self._declare_subnet(each) for zone, each in row.items()}
            for tier, row in self._plan.subnets.items()
        }

    def _declare_subnet(self, plan: SubnetPlan) -> aws.ec2.Subnet:
        name = f"{self._prefix}-{plan.tier}-{naming.zone_suffix(plan.zone)}"
        association = self.blocks.get(plan.block)
        if plan.block != PRIMARY:
            cidr: pulumi.Input[str] = str(plan.within(plan.block))
        elif self._spec.cidr:
            cidr = str(plan.within(self._spec.cidr))
        else:
            cidr = self.vpc.cidr_block.apply(lambda block: block and str(plan.within(block)))
        index = plan.ipv6_index
        six = (
            None
            if index is None
            else self.vpc.ipv6_cidr_block.apply(lambda block: block and str(ipv6_subnet(block, index)))
        )
        return aws.ec2.Subnet(
            name,
            vpc_id=self.vpc.id,
            cidr_block=cidr,
            availability_zone_id=plan.zone,
            ipv6_cidr_block=six,
            # Nodes of an IPv6 cluster need it, public or private (facts 2.15).
            assign_ipv6_address_on_creation=True if six and plan.use in (TierUse.NODES, TierUse.PODS) else None,
            # Nodes in a public subnet have no other way to a public address (facts 2.14).
            map_public_ip_on_launch=plan.kind is TierKind.PUBLIC and plan.use is TierUse.NODES,
            tags=self._tags(
                name, **self._plan.tier_tags[plan.tier], **{tags.TIER: plan.tier, tags.USE: plan.use.value}
            ),
            # A subnet can be cut from a secondary block only once that is associated (facts 1.6, 1.17).
            opts=self._child(depends_on=[association] if association else None),
        )

    def _declare_route_tables(self) -> dict[RouteTableKey, aws.ec2.RouteTable]:
        tables: dict[RouteTableKey, aws.ec2.RouteTable] = {}
        for kind, zone in self._plan.route_tables:
            name = "-".join([self._prefix, kind.value, *([naming.zone_suffix(zone)] if zone else [])])
            tables[kind, zone] = aws.ec2.RouteTable(name, vpc_id=self.vpc.id, tags=self._tags(name), opts=self._child())
        for row in self._plan.subnets.values():
            for zone, each in row.items():
                aws.ec2.RouteTableAssociation(
                    f"{self._prefix}-{each.tier}-{naming.zone_suffix(zone)}",
                    subnet_id=self.subnets[each.tier][zone].id,
                    route_table_id=tables[NetworkPlan.route_table_of(each)].id,
                    opts=self._child(),
                )
        return tables

    def _declare_internet_gateway(self, table: aws.ec2.RouteTable | None) -> None:
        name = self._prefix
        gateway = aws.ec2.InternetGateway(name, vpc_id=self.vpc.id, tags=self._tags(name), opts=self._child())
        self._internet: list[pulumi.Resource] = [gateway]  # what a NAT gateway has to wait for
        if table is None:
            return
        families = [("", "0.0.0.0/0", None), *([("-ipv6", None, "::/0")] if self._spec.ipv6 else [])]
        for suffix, four, six in families:
            route = aws.ec2.Route(
                f"{name}-public-internet{suffix}",
                route_table_id=table.id,
                destination_cidr_block=four,
                destination_ipv6_cidr_block=six,
                gateway_id=gateway.id,
                opts=self._child(),
            )
            self._internet.append(route)

    def _declare_egress_only_gateway(self) -> None:
        name = self._prefix
        gateway = aws.ec2.EgressOnlyInternetGateway(name, vpc_id=self.vpc.id, tags=self._tags(name), opts=self._child())
        for (kind, zone), table in self.route_tables.items():
            if kind is TierKind.PRIVATE and zone:
                aws.ec2.Route(
                    f"{name}-private-{naming.zone_suffix(zone)}-internet-ipv6",
                    route_table_id=table.id,
                    destination_ipv6_cidr_block="::/0",
                    egress_only_gateway_id=gateway.id,
                    opts=self._child(),
                )

    def _declare_nat(self, adopted: Mapping[str, pulumi.Input[str]]) -> None:
        plan, spec = self._plan, self._spec
        allocations: dict[str, pulumi.Input[str]] = {}
        self.eips: dict[str, aws.ec2.Eip] = {}
        for zone in plan.eip_zones:
            name = f"{self._prefix}-nat-{naming.zone_suffix(zone)}"
            if zone not in adopted:
                # Keyed by zone and protected: partners put these addresses on their allow-lists, and they outlast the
                # gateway and the mode that use them.
                opts = self._child(protect=spec.protect_egress_ips)
                self.eips[zone] = aws.ec2.Eip(name, domain="vpc", tags=self._tags(name), opts=opts)
            allocations[zone] = adopted.get(zone) or self.eips[zone].id
        self.nat_gateways = {zone: self._declare_zonal_nat(zone, allocations[zone]) for zone in plan.nat_zones}
        gateways = {zone: self.nat_gateways[by].id for zone, by in plan.nat_for_zone.items()}
        if plan.regional_nat_zones:
            regional = self._declare_regional_nat(allocations)
            gateways = dict.fromkeys(plan.regional_nat_zones, regional.id)
        addressed: Mapping[str, aws.ec2.NatGateway | aws.ec2.Eip] = self.nat_gateways or self.eips
        self.egress_ips = {zone: each.public_ip for zone, each in addressed.items()}
        for zone, gateway_id in gateways.items():
            aws.ec2.Route(
                f"{self._prefix}-private-{naming.zone_suffix(zone)}-internet",
                route_table_id=self.route_tables[TierKind.PRIVATE, zone].id,
                destination_cidr_block="0.0.0.0/0",
                nat_gateway_id=gateway_id,
                opts=self._child(),
            )

    def _declare_zonal_nat(self, zone: str, allocation_id: pulumi.Input[str]) -> aws.ec2.NatGateway:
        name = f"{self._prefix}-nat-{naming.zone_suffix(zone)}"
        return aws.ec2.NatGateway(
            name,
            allocation_id=allocation_id,
            subnet_id=self.subnets[self._plan.nat_tier][zone].id,
            connectivity_type="public",
            tags=self._tags(name),
            opts=self._child(depends_on=self._internet),  # otherwise Gateway.NotAttached (facts 1.87)
        )

    def _declare_regional_nat(self, allocations: Mapping[str, pulumi.Input[str]]) -> aws.ec2.NatGateway:
        name = f"{self._prefix}-nat"
        return aws.ec2.NatGateway(
            name,
            vpc_id=self.vpc.id,  # and neither a subnet nor an allocation (facts 1.88)
            availability_mode="regional",
            availability_zone_addresses=[
                {"availability_zone_id": zone, "allocation_ids": [each]} for zone, each in allocations.items()
            ]
            or None,
            connectivity_type="public",
            tags=self._tags(name),
            opts=self._child(depends_on=self._internet),
        )

    def _declare_s3_endpoint(self) -> None:
        served = {
            NetworkPlan.route_table_of(each)
            for row in self._plan.subnets.values()
            for each in row.values()
            if each.kind is not TierKind.PUBLIC or each.use is TierUse.NODES
        }
        tables = [table.id for key, table in self.route_tables.items() if key in served]
        if not self._spec.s3_gateway_endpoint or not tables:
            return
        name = f"{self._prefix}-s3"
        aws.ec2.VpcEndpoint(
            name,
            vpc_id=self.vpc.id,
            service_name=service_name("s3", self._spec.region),
            vpc_endpoint_type="Gateway",
            route_table_ids=tables,  # every one of them: the endpoint serves only tables that it is on (facts 4.33)
            tags=self._tags(name),
            opts=self._child(),
        )


def describe(plan: NetworkPlan, primary: str) -> dict[str, Any]:
    """The division of a VPC's blocks as plain data, for outputs and previews; ``primary`` is the first block's CIDR."""
    return {
        "blocks": [
            {
                "cidr": (cidr := str(block.cidr or primary)),
                "slots": [{"cidr": str(place.within(cidr)), "zone": zone} for place, zone in block.slots],
                "free_in_each_slot": [{"offset": place.offset, "prefix": place.prefix} for place in block.free],
            }
            for block in plan.blocks
        ]
    }
