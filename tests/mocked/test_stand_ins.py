"""What stands for values of AWS: it survives what programs do with the real ones, or its result is unknown."""

import json
import re
from collections.abc import Callable
from importlib.resources import files
from ipaddress import IPv6Network, ip_address, ip_network
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc import InputError
from eks_shared_vpc.errors import problem
from eks_shared_vpc.preview.aws.computed import computed_names, computed_outputs, is_stand_in
from eks_shared_vpc.preview.graph import UNKNOWN
from tests.support import OWNER, graph_of, in_account, only, provider, recorded

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
TYPES: dict[str, Any] = json.loads(files("eks_shared_vpc.preview.aws").joinpath("computed.json").read_text())["types"]


def ipv6_block(id_: str = "dev/vpc/net", **inputs: Any) -> str:
    return str(computed_outputs(VPC, id_, inputs)["ipv6CidrBlock"])


def cut(number: int) -> Callable[[str], str]:
    """What programs in the wild do to have a subnet's block."""
    return lambda block: block.replace("00::/56", f"0{number}::/64")


# Blocks.


def test_a_users_work_on_the_text_of_an_ipv6_block_gives_subnets_that_do_not_overlap():
    def program() -> None:
        opts = in_account("owner", OWNER)
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", assign_generated_ipv6_cidr_block=True, opts=opts)
        for number in range(3):
            block = vpc.ipv6_cidr_block.apply(cut(number))
            aws.ec2.Subnet(f"s{number}", vpc_id=vpc.id, ipv6_cidr_block=block, opts=opts)

    blocks = [IPv6Network(each.inputs["ipv6CidrBlock"]) for each in graph_of(program).of_type(SUBNET)]
    assert len({str(each) for each in blocks}) == 3
    assert {each.prefixlen for each in blocks} == {64}
    assert len({each.supernet(new_prefix=56) for each in blocks}) == 1


@pytest.mark.parametrize("name", [f"dev/vpc/{number}" for number in range(200)])
def test_an_ipv6_block_has_the_form_of_an_allocated_one(name):
    block = ipv6_block(name, assignGeneratedIpv6CidrBlock=True)
    assert re.fullmatch(r"2001:db8:[1-9a-f][0-9a-f]{3}:[1-9a-f][0-9a-f]00::/56", block)
    assert str(ip_network(block)) == block


@pytest.mark.parametrize("size", range(36, 64, 4))
def test_a_pools_ipv6_block_has_the_size_that_is_asked_for(size):
    block = IPv6Network(ipv6_block(ipv6NetmaskLength=size))
    assert block.prefixlen == size
    assert block.subnet_of(IPv6Network("2001:db8::/32"))
    assert block != IPv6Network(f"2001:db8::/{size}")


def test_ipv6_blocks_of_several_vpcs_differ_and_one_vpcs_is_always_the_same():
    blocks = [ipv6_block(f"dev/vpc/net-{number}", assignGeneratedIpv6CidrBlock=True) for number in range(20)]
    assert len(set(blocks)) == 20
    assert ipv6_block(assignGeneratedIpv6CidrBlock=True) == "2001:db8:b059:d700::/56", "and so in every process"


@pytest.mark.parametrize(
    "inputs",
    [{}, {"assignGeneratedIpv6CidrBlock": False}, {"ipv6CidrBlock": "2600:1f14::/56", "ipv6NetmaskLength": 56}],
)
def test_a_vpc_that_is_allocated_no_ipv6_block_has_no_stand_in_for_one(inputs):
    assert "ipv6CidrBlock" not in computed_outputs(VPC, "dev/vpc/net", inputs)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("2001:db8:d6c4:9d00::/56", True),
        ("2001:db8:d6c4:9d01::/64", True),
        ("0.0.0.0/16", True),
        ("0.0.64.0/20", True),
        ("0.0.0.0/0", False),
        ("::/0", False),
        ("10.0.0.0/16", False),
        ("2600:1f14::/56", False),
        ("dev/vpc/net", False),
        ("", False),
        (UNKNOWN, False),
        (None, False),
        (["0.0.0.0/16"], False),
    ],
)
def test_a_block_that_is_computed_from_a_stand_in_is_recognized(block, expected):
    assert is_stand_in(block) is expected


# Outputs.


def snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: f"_{match[1].lower()}", key)


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_the_outputs_of_a_type_are_those_that_the_sdk_has(type_):
    _, module, name = type_.split(":")
    entry = dict(TYPES[type_])
    owner = [entry.pop("owned")] if "owned" in entry else []
    entry.pop("blocks", None)
    keys = [key for keys in entry.values() for key in keys] + owner
    resource = getattr(getattr(aws, module.split("/")[0]), name)
    assert [key for key in keys if not isinstance(getattr(resource, snake(key), None), property)] == []


def test_ordinary_outputs_are_there():
    def program() -> None:
        opts = in_account("owner", OWNER)
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=opts)
        role = aws.iam.Role("nodes", assume_role_policy="{}", opts=opts)
        pulumi.export(
            "it",
            [
                vpc.main_route_table_id,
                vpc.default_security_group_id,
                vpc.default_network_acl_id,
                vpc.owner_id,
                role.name,
                role.unique_id,
                aws.ec2.SecurityGroup("named", name="mine", opts=opts).name,
            ],
        )

    assert recorded(program).outputs["it"] == [
        "test/vpc/net#mainRouteTableId",
        "test/vpc/net#defaultSecurityGroupId",
        "test/vpc/net#defaultNetworkAclId",
        OWNER,
        "test/role/nodes",
        "test/role/nodes#uniqueId",
        "mine",
    ]


def test_the_owner_is_unknown_where_the_account_is():
    def program() -> None:
        opts = pulumi.ResourceOptions(provider=aws.Provider("it", region="us-west-2"))
        pulumi.export("owner", aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=opts).owner_id)

    assert recorded(program).outputs == {"owner": UNKNOWN}
    assert "ownerId" not in computed_outputs(VPC, "dev/vpc/net", {})


def test_names_of_outputs_are_those_that_are_text():
    assert computed_names("aws:ec2/natGateway:NatGateway") == ("publicIp", "privateIp", "networkInterfaceId")
    assert computed_names("aws:ec2/nothing:Nothing") == ()


# What a program makes of them.


def test_what_a_function_cannot_compute_from_a_stand_in_is_unknown_and_the_rest_is_there():
    def program() -> None:
        opts = in_account("owner", OWNER)
        role = aws.iam.Role("nodes", assume_role_policy="{}", opts=opts)
        address = aws.ec2.Eip("out", opts=opts)
        pulumi.export("account", role.arn.apply(lambda arn: arn.split(":")[4]))
        both = pulumi.Output.all(name=role.name, ip=address.public_ip)
        pulumi.export("next", both.apply(lambda each: str(ip_address(each["ip"]) + 1)))
        pulumi.export("after", address.public_ip.apply(ip_address).apply(str))
        pulumi.export("role", role.arn)

    recording = recorded(program)
    assert recording.outputs == {
        "account": UNKNOWN,
        "next": UNKNOWN,
        "after": UNKNOWN,
        "role": "test/role/nodes#arn",
    }
    assert sorted(each.error.partition(":")[0] for each in recording.uncomputed) == [
        "IndexError",
        "ValueError",
        "ValueError",
    ]
    assert [each.where.partition(":")[0] for each in recording.uncomputed].count("test_stand_ins.py") == 2


def failing(read: Any, error: type[Exception] = KeyError) -> Any:
    def program() -> None:
        def fail(_value: Any) -> None:
            raise error("here")

        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=provider("o", OWNER)))
        pulumi.export("it", read(vpc).apply(fail))

    return program


def test_an_error_on_a_value_that_is_known_stays_an_error():
    with pytest.raises(KeyError, match="here"):
        recorded(failing(lambda vpc: vpc.cidr_block))


def test_a_refusal_stays_one_whatever_it_is_about():
    class Refusal(InputError):
        def __init__(self, _text: str) -> None:
            super().__init__([problem("a", "b", "c", None, "d", "e")])

    with pytest.raises(InputError):
        recorded(failing(lambda vpc: vpc.arn, Refusal))


def test_the_sdk_is_as_it_was_after_a_recording():
    before = pulumi.Output.apply
    recorded(lambda: None)
    with pytest.raises(KeyError):
        recorded(failing(lambda vpc: vpc.cidr_block))
    assert pulumi.Output.apply is before


def test_an_allocated_block_in_a_subnet_is_a_stand_in():
    def program() -> None:
        opts = in_account("owner", OWNER)
        vpc = aws.ec2.Vpc("net", ipv4_ipam_pool_id="ipam-pool-1", ipv4_netmask_length=16, opts=opts)
        cidr = vpc.cidr_block.apply(lambda block: str(list(ip_network(block).subnets(new_prefix=20))[3]))
        aws.ec2.Subnet("it", vpc_id=vpc.id, cidr_block=cidr, opts=opts)

    cidr = only(graph_of(program), SUBNET).inputs["cidrBlock"]
    assert (cidr, is_stand_in(cidr)) == ("0.0.48.0/20", True)
