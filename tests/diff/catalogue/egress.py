"""How zones leave for the internet."""

import pulumi

from eks_shared_vpc import SharedVpc
from eks_shared_vpc.preview.diff.meanings import egress as rules
from tests.diff.catalogue.cases import left_alone, meant
from tests.diff.catalogue.subnets import APPENDED, OTHER_BLOCK, RETIRED, ZONES
from tests.diff.sides import Between, Side, change, edited, nothing, plant, program, renamed, stack
from tests.faults.planting import GONE, The, with_inputs, with_provider, without
from tests.support import OWNER, provider, vpc_args

PER_ZONE = change("dev", {"network.nat": "per-zone"})
SINGLE = change("prod-network", {"network.nat": "single"})
NO_NAT = change("dev", {"network.nat": "none"})
REPLACED_WITHOUT_NAT = change("dev", {"network.cidr": "10.61.0.0/16", "network.nat": "none"})
MOVED = change("dev", {"network.nat_zone": "usw2-az2"})
AUTOMATIC = change("dev", {"network.nat": "regional"})
MANUAL = change("dev", {"network.nat": "regional", "network.nat_addresses": "manual"})
SAME_ADDRESSES = change("prod-network", {"network.nat": "regional", "network.nat_addresses": "manual"})
ADOPTING = {"network.eip_allocation_ids": {"usw2-az1": "eipalloc-0123456789abcdef0"}}
ADOPTED = change("prod-network", ADOPTING)
OTHER_ADOPTED = Between(
    edited("prod-network", ADOPTING),
    edited("prod-network", {"network.eip_allocation_ids": {"usw2-az1": "eipalloc-00000000000000000"}}),
)
OTHER_GATEWAY = plant("staging", with_inputs("NatGateway network-nat-az1", privateIp="10.62.32.10"))
AZ = ("az1", "az2", "az3")


def routes(stack_: str, **target: object) -> Between:
    """The default routes of the private subnets lead somewhere else than to a NAT gateway."""
    changed = {"natGatewayId": GONE, **target}
    return plant(stack_, *(with_inputs(f"Route network-private-{zone}-internet", **changed) for zone in AZ))


def vpc(name: str, former: str | None = None) -> Side:
    """A program of one SharedVpc."""

    def declare() -> None:
        owner = pulumi.ResourceOptions(provider=provider("owner", OWNER))
        alias = pulumi.ResourceOptions(aliases=[pulumi.Alias(name=former)] if former else None)
        SharedVpc(name, vpc_args(nat="per-zone"), pulumi.ResourceOptions.merge(owner, alias))

    return program(declare)


def two_vpcs(first: str) -> Side:
    """A program of two SharedVpcs, of which the second one stays as it is."""

    def declare() -> None:
        owner = pulumi.ResourceOptions(provider=provider("owner", OWNER))
        SharedVpc("one", vpc_args(nat=first), owner)
        SharedVpc("two", vpc_args(nat="per-zone", cidr="10.65.0.0/16"), owner)

    return program(declare)


TWO_VPCS = Between(two_vpcs("per-zone"), two_vpcs("single"))
RENAMED = Between(vpc("network"), vpc("core", "network"))
SECONDARY = with_inputs("NatGateway network-nat-az1", secondaryAllocationIds=[The("Eip network-nat-az2")])
TO_FIRST = with_inputs("Route network-private-az2-internet", natGatewayId=The("NatGateway network-nat-az1"))
BY_NAME_OF_ZONE = with_inputs(
    "NatGateway network-nat",
    availabilityZoneAddresses=[
        {"availabilityZone": f"us-west-2{letter}", "allocationIds": [The(f"Eip network-nat-{zone}")]}
        for letter, zone in zip("abc", AZ, strict=True)
    ],
)

CASES = (
    meant(
        rules.egress_address_still_held,
        "a regional NAT gateway takes the addresses of those for each zone",
        SAME_ADDRESSES,
        "network-nat",
        says="still held by network-nat-az1, network-nat-az2, network-nat-az3: AWS will refuse",
    ),
    left_alone(rules.egress_address_still_held, "a regional NAT gateway with addresses that AWS picks", AUTOMATIC),
    left_alone(rules.egress_address_still_held, "one NAT gateway instead of three", SINGLE),
    left_alone(rules.egress_address_still_held, "two further NAT gateways with addresses of their own", PER_ZONE),
    meant(
        rules.egress_address_lost,
        "one NAT gateway instead of three",
        SINGLE,
        "network",
        says=("network-nat-az2, network-nat-az3 are released", "usw2-az2, usw2-az3 left by them"),
    ),
    meant(
        rules.egress_address_lost,
        "no NAT gateway any more",
        NO_NAT,
        "network",
        says=("Elastic IP network-nat-az1 is released", "usw2-az1, usw2-az2, usw2-az3 left by it"),
    ),
    meant(rules.egress_address_lost, "a zone is retired", RETIRED, "network", says="network-nat-az3 is released"),
    meant(rules.egress_address_lost, "AWS picks the addresses", AUTOMATIC, "network", says="network-nat-az1"),
    meant(rules.egress_address_lost, "an address that exists is adopted", ADOPTED, "network", says="network-nat-az1"),
    meant(
        rules.egress_address_lost,
        "an address is replaced",
        plant("staging", with_inputs("Eip network-nat-az1", networkBorderGroup="us-west-2-lax-1")),
        "network",
        says="network-nat-az1 is released",
    ),
    meant(
        rules.egress_address_lost,
        "an address of a regional NAT gateway goes",
        plant(
            "regional-nat",
            without("Eip network-nat-az3"),
            with_inputs(
                "NatGateway network-nat",
                availabilityZoneAddresses=[
                    {"availabilityZoneId": f"usw2-{zone}", "allocationIds": [The(f"Eip network-nat-{zone}")]}
                    for zone in AZ[:2]
                ],
            ),
        ),
        "network",
        says="network-nat-az3 is released; usw2-az3 left by it",
    ),
    meant(
        rules.egress_address_lost,
        "a further address of a NAT gateway goes",
        Between(stack("staging", SECONDARY, TO_FIRST), stack("staging", TO_FIRST, without("Eip network-nat-az2"))),
        "network",
    ),
    meant(
        rules.egress_address_lost,
        "in one of two VPCs",
        TWO_VPCS,
        "one",
        says="one-nat-az2, one-nat-az3 are released",
        unsaid="two-nat",
    ),
    left_alone(rules.egress_address_lost, "one NAT gateway for each zone", PER_ZONE),
    left_alone(rules.egress_address_lost, "a regional NAT gateway with the same addresses", SAME_ADDRESSES),
    left_alone(rules.egress_address_lost, "another NAT gateway with the same address", OTHER_GATEWAY),
    left_alone(rules.egress_address_lost, "another address that Pulumi does not own", OTHER_ADOPTED),
    left_alone(rules.egress_address_lost, "the VPC is replaced, and its addresses are not", OTHER_BLOCK),
    left_alone(rules.egress_address_lost, "a new stack", Between(nothing, stack("dev"))),
    left_alone(rules.egress_address_lost, "the network is renamed with an alias", RENAMED),
    left_alone(
        rules.egress_address_lost,
        "an address is declared in another account, where the engine leaves it",
        plant("staging", with_provider("Eip network-nat-az1", "aws payments")),
    ),
    meant(
        rules.egress_address_changed,
        "one NAT gateway for each zone",
        PER_ZONE,
        "network",
        "network",
        says=("usw2-az2 will leave by network-nat-az2", "usw2-az3 will leave by network-nat-az3"),
        unsaid="usw2-az1",
    ),
    meant(
        rules.egress_address_changed,
        "one NAT gateway instead of three",
        SINGLE,
        "network",
        says="usw2-az2, usw2-az3 will leave by network-nat-az1",
    ),
    meant(rules.egress_address_changed, "the NAT gateway in another zone", MOVED, "network", says="network-nat-az2"),
    meant(
        rules.egress_address_changed,
        "AWS picks the addresses",
        AUTOMATIC,
        "network",
        says="by addresses that AWS picks for network-nat",
    ),
    meant(rules.egress_address_changed, "Elastic IPs of ours", MANUAL, "network", "network"),
    meant(
        rules.egress_address_changed,
        "an address that exists is adopted",
        ADOPTED,
        "network",
        says="usw2-az1 will leave by eipalloc-0123456789abcdef0",
    ),
    meant(rules.egress_address_changed, "another one that exists", OTHER_ADOPTED, "network"),
    left_alone(rules.egress_address_changed, "a regional NAT gateway with the same addresses", SAME_ADDRESSES),
    left_alone(rules.egress_address_changed, "another NAT gateway with the same address", OTHER_GATEWAY),
    left_alone(rules.egress_address_changed, "a zone is retired", RETIRED),
    left_alone(rules.egress_address_changed, "a zone is appended", APPENDED),
    left_alone(rules.egress_address_changed, "no NAT gateway any more", NO_NAT),
    left_alone(
        rules.egress_address_changed,
        "an address is renamed with an alias",
        plant("staging", renamed("Eip network-nat-az1", "edge")),
    ),
    left_alone(
        rules.egress_address_changed,
        "the network is renamed with an alias",
        RENAMED,
    ),
    meant(
        rules.egress_address_changed,
        "the zones leave through a transit gateway",
        routes("staging", transitGatewayId="tgw-0123456789abcdef0"),
        "network",
        says="usw2-az1, usw2-az2, usw2-az3",
    ),
    meant(
        rules.egress_lost,
        "no NAT gateway any more",
        NO_NAT,
        "network",
        says="usw2-az1, usw2-az2, usw2-az3 will have no way",
    ),
    meant(
        rules.egress_lost,
        "a zone's default route goes",
        plant("staging", without("Route network-private-az2-internet")),
        "network",
        says="usw2-az2 will have no way",
    ),
    meant(
        rules.egress_lost,
        "a zone's default route leads to a NAT gateway that goes",
        plant("staging", without("NatGateway network-nat-az2")),
        "network",
        says="usw2-az2",
    ),
    meant(
        rules.egress_lost,
        "one of the tiers behind a NAT gateway loses its route table",
        plant("staging", without("RouteTableAssociation network-private-az1")),
        "network",
    ),
    meant(
        rules.egress_lost,
        "the IPv6 routes of a dual-stack network go",
        plant("dual-stack", *(without(f"Route network-private-{zone}-internet-ipv6") for zone in AZ)),
        "network",
    ),
    left_alone(rules.egress_lost, "one NAT gateway instead of three", SINGLE),
    left_alone(rules.egress_lost, "AWS picks the addresses", AUTOMATIC),
    left_alone(rules.egress_lost, "a zone is retired", RETIRED),
    left_alone(rules.egress_lost, "the VPC is replaced too, which another rule says", REPLACED_WITHOUT_NAT),
    left_alone(
        rules.egress_lost,
        "the network of another stack, whose own comparison says so",
        plant("prod-payments", without("Route network-private-az2-internet")),
    ),
    left_alone(rules.egress_lost, "the network had no way out", change("isolated", {"network.endpoints": ["ec2"]})),
    left_alone(
        rules.egress_lost,
        "the zones leave through a transit gateway",
        routes("staging", transitGatewayId="tgw-0123456789abcdef0"),
    ),
    left_alone(
        rules.egress_lost,
        "the zones leave through a NAT instance",
        routes("staging", networkInterfaceId="eni-0123456789abcdef0"),
    ),
    left_alone(
        rules.egress_lost,
        "a regional NAT gateway names zones by name",
        plant("regional-nat", BY_NAME_OF_ZONE),
    ),
    meant(
        rules.egress_address_added,
        "a zone is appended",
        APPENDED,
        "network",
        says="usw2-az4 will leave by network-nat-az4, which is new",
    ),
    meant(
        rules.egress_address_added,
        "NAT gateways where there were none",
        NO_NAT.back(),
        *["network"] * 3,
        says=("usw2-az1 will leave by network-nat-az1", "usw2-az3 will leave by network-nat-az1"),
    ),
    left_alone(rules.egress_address_added, "one NAT gateway for each zone: that zone's address changes", PER_ZONE),
    left_alone(
        rules.egress_address_added,
        "a zone is appended under a single NAT gateway",
        change("dev", {"network.zones": [*ZONES, "usw2-az4"]}),
    ),
    left_alone(rules.egress_address_added, "one NAT gateway instead of three", SINGLE),
    meant(
        rules.egress_crosses_zones,
        "one NAT gateway instead of three",
        SINGLE,
        "network",
        says="usw2-az2, usw2-az3 will leave through usw2-az1",
    ),
    meant(rules.egress_crosses_zones, "in one of two VPCs", TWO_VPCS, "one", says="usw2-az2, usw2-az3"),
    meant(
        rules.egress_crosses_zones,
        "the NAT gateway in another zone",
        MOVED,
        "network",
        says="usw2-az1 will leave through usw2-az2",
        unsaid="usw2-az3",
    ),
    meant(
        rules.egress_crosses_zones,
        "a zone's route leads to another zone's NAT gateway",
        plant(
            "staging",
            with_inputs("Route network-private-az2-internet", natGatewayId=The("NatGateway network-nat-az3")),
        ),
        "network",
        says="usw2-az2 will leave through usw2-az3",
    ),
    left_alone(rules.egress_crosses_zones, "one NAT gateway for each zone", PER_ZONE),
    left_alone(rules.egress_crosses_zones, "a regional NAT gateway", SAME_ADDRESSES),
    left_alone(
        rules.egress_crosses_zones,
        "they crossed before, to the same zone",
        change("dev", {"network.zones": [*ZONES, "usw2-az4"]}),
    ),
)
