"""How zones leave for the internet."""

import pulumi

from eks_shared_vpc import SharedVpc
from tests.catalogue.case import clean, found
from tests.catalogue.meanings.subnets import APPENDED, OTHER_BLOCK, RETIRED, ZONES
from tests.catalogue.planting import GONE, The, renamed, with_inputs, with_provider, without
from tests.catalogue.sides import Between, Side, change, edited, nothing, plant, program, stack
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
    found(
        "egress-address-still-held",
        "a regional NAT gateway takes the addresses of those for each zone",
        SAME_ADDRESSES,
        "network-nat",
        says="still associated with network-nat-az1, network-nat-az2, network-nat-az3; AWS rejects this",
    ),
    clean("egress-address-still-held", "a regional NAT gateway with addresses that AWS picks", AUTOMATIC),
    clean("egress-address-still-held", "one NAT gateway instead of three", SINGLE),
    clean("egress-address-still-held", "two further NAT gateways with addresses of their own", PER_ZONE),
    found(
        "egress-address-lost",
        "one NAT gateway instead of three",
        SINGLE,
        "network",
        says=("network-nat-az2, network-nat-az3 are released", "usw2-az2, usw2-az3 used them for egress"),
    ),
    found(
        "egress-address-lost",
        "no NAT gateway any more",
        NO_NAT,
        "network",
        says=("Elastic IP network-nat-az1 is released", "usw2-az1, usw2-az2, usw2-az3 used it for egress"),
    ),
    found("egress-address-lost", "a zone is retired", RETIRED, "network", says="network-nat-az3 is released"),
    found("egress-address-lost", "AWS picks the addresses", AUTOMATIC, "network", says="network-nat-az1"),
    found("egress-address-lost", "an address that exists is adopted", ADOPTED, "network", says="network-nat-az1"),
    found(
        "egress-address-lost",
        "an address is replaced",
        plant("staging", with_inputs("Eip network-nat-az1", networkBorderGroup="us-west-2-lax-1")),
        "network",
        says="network-nat-az1 is released",
    ),
    found(
        "egress-address-lost",
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
        says="network-nat-az3 is released; usw2-az3 used it for egress",
    ),
    found(
        "egress-address-lost",
        "a further address of a NAT gateway goes",
        Between(stack("staging", SECONDARY, TO_FIRST), stack("staging", TO_FIRST, without("Eip network-nat-az2"))),
        "network",
    ),
    found(
        "egress-address-lost",
        "in one of two VPCs",
        TWO_VPCS,
        "one",
        says="one-nat-az2, one-nat-az3 are released",
        unsaid="two-nat",
    ),
    clean("egress-address-lost", "one NAT gateway for each zone", PER_ZONE),
    clean("egress-address-lost", "a regional NAT gateway with the same addresses", SAME_ADDRESSES),
    clean("egress-address-lost", "another NAT gateway with the same address", OTHER_GATEWAY),
    clean("egress-address-lost", "another address that Pulumi does not own", OTHER_ADOPTED),
    clean("egress-address-lost", "the VPC is replaced, and its addresses are not", OTHER_BLOCK),
    clean("egress-address-lost", "a new stack", Between(nothing, stack("dev"))),
    clean("egress-address-lost", "the network is renamed with an alias", RENAMED),
    clean(
        "egress-address-lost",
        "an address is declared in another account, where the engine leaves it",
        plant("staging", with_provider("Eip network-nat-az1", "aws payments")),
    ),
    found(
        "egress-address-changed",
        "one NAT gateway for each zone",
        PER_ZONE,
        "network",
        "network",
        says=("egress from usw2-az2 will use network-nat-az2", "egress from usw2-az3 will use network-nat-az3"),
        unsaid="usw2-az1",
    ),
    found(
        "egress-address-changed",
        "one NAT gateway instead of three",
        SINGLE,
        "network",
        says="egress from usw2-az2, usw2-az3 will use network-nat-az1",
    ),
    found("egress-address-changed", "the NAT gateway in another zone", MOVED, "network", says="network-nat-az2"),
    found(
        "egress-address-changed",
        "AWS picks the addresses",
        AUTOMATIC,
        "network",
        says="will use addresses that AWS picks for network-nat",
    ),
    found("egress-address-changed", "Elastic IPs of ours", MANUAL, "network", "network"),
    found(
        "egress-address-changed",
        "an address that exists is adopted",
        ADOPTED,
        "network",
        says="egress from usw2-az1 will use eipalloc-0123456789abcdef0",
    ),
    found("egress-address-changed", "another one that exists", OTHER_ADOPTED, "network"),
    clean("egress-address-changed", "a regional NAT gateway with the same addresses", SAME_ADDRESSES),
    clean("egress-address-changed", "another NAT gateway with the same address", OTHER_GATEWAY),
    clean("egress-address-changed", "a zone is retired", RETIRED),
    clean("egress-address-changed", "a zone is appended", APPENDED),
    clean("egress-address-changed", "no NAT gateway any more", NO_NAT),
    clean(
        "egress-address-changed",
        "an address is renamed with an alias",
        plant("staging", renamed("Eip network-nat-az1", "edge")),
    ),
    clean(
        "egress-address-changed",
        "the network is renamed with an alias",
        RENAMED,
    ),
    found(
        "egress-address-changed",
        "the zones leave through a transit gateway",
        routes("staging", transitGatewayId="tgw-0123456789abcdef0"),
        "network",
        says="usw2-az1, usw2-az2, usw2-az3",
    ),
    found(
        "egress-lost",
        "no NAT gateway any more",
        NO_NAT,
        "network",
        says="usw2-az1, usw2-az2, usw2-az3 will have no route",
    ),
    found(
        "egress-lost",
        "a zone's default route goes",
        plant("staging", without("Route network-private-az2-internet")),
        "network",
        says="usw2-az2 will have no route",
    ),
    found(
        "egress-lost",
        "a zone's default route leads to a NAT gateway that goes",
        plant("staging", without("NatGateway network-nat-az2")),
        "network",
        says="usw2-az2",
    ),
    found(
        "egress-lost",
        "one of the tiers behind a NAT gateway loses its route table",
        plant("staging", without("RouteTableAssociation network-private-az1")),
        "network",
    ),
    found(
        "egress-lost",
        "the IPv6 routes of a dual-stack network go",
        plant("dual-stack", *(without(f"Route network-private-{zone}-internet-ipv6") for zone in AZ)),
        "network",
    ),
    clean("egress-lost", "one NAT gateway instead of three", SINGLE),
    clean("egress-lost", "AWS picks the addresses", AUTOMATIC),
    clean("egress-lost", "a zone is retired", RETIRED),
    clean("egress-lost", "the VPC is replaced too, which another rule says", REPLACED_WITHOUT_NAT),
    clean(
        "egress-lost",
        "the network of another stack, whose own comparison says so",
        plant("prod-payments", without("Route network-private-az2-internet")),
    ),
    clean("egress-lost", "the network had no way out", change("isolated", {"network.endpoints": ["ec2"]})),
    clean(
        "egress-lost",
        "the zones leave through a transit gateway",
        routes("staging", transitGatewayId="tgw-0123456789abcdef0"),
    ),
    clean(
        "egress-lost",
        "the zones leave through a NAT instance",
        routes("staging", networkInterfaceId="eni-0123456789abcdef0"),
    ),
    clean(
        "egress-lost",
        "a regional NAT gateway names zones by name",
        plant("regional-nat", BY_NAME_OF_ZONE),
    ),
    found(
        "egress-address-added",
        "a zone is appended",
        APPENDED,
        "network",
        says="egress from usw2-az4 will use network-nat-az4, which is new",
    ),
    found(
        "egress-address-added",
        "NAT gateways where there were none",
        NO_NAT.back(),
        *["network"] * 3,
        says=("egress from usw2-az1 will use network-nat-az1", "egress from usw2-az3 will use network-nat-az1"),
    ),
    clean("egress-address-added", "one NAT gateway for each zone: that zone's address changes", PER_ZONE),
    clean(
        "egress-address-added",
        "a zone is appended under a single NAT gateway",
        change("dev", {"network.zones": [*ZONES, "usw2-az4"]}),
    ),
    clean("egress-address-added", "one NAT gateway instead of three", SINGLE),
    found(
        "egress-crosses-zones",
        "one NAT gateway instead of three",
        SINGLE,
        "network",
        says="egress from usw2-az2, usw2-az3 will cross into usw2-az1",
    ),
    found("egress-crosses-zones", "in one of two VPCs", TWO_VPCS, "one", says="usw2-az2, usw2-az3"),
    found(
        "egress-crosses-zones",
        "the NAT gateway in another zone",
        MOVED,
        "network",
        says="egress from usw2-az1 will cross into usw2-az2",
        unsaid="usw2-az3",
    ),
    found(
        "egress-crosses-zones",
        "a zone's route leads to another zone's NAT gateway",
        plant(
            "staging",
            with_inputs("Route network-private-az2-internet", natGatewayId=The("NatGateway network-nat-az3")),
        ),
        "network",
        says="egress from usw2-az2 will cross into usw2-az3",
    ),
    clean("egress-crosses-zones", "one NAT gateway for each zone", PER_ZONE),
    clean("egress-crosses-zones", "a regional NAT gateway", SAME_ADDRESSES),
    clean(
        "egress-crosses-zones",
        "they crossed before, to the same zone",
        change("dev", {"network.zones": [*ZONES, "usw2-az4"]}),
    ),
)
