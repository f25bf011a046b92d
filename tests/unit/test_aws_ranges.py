"""The published address ranges of AWS: what the data file answers, and that the script writes its form."""

import importlib.util
import json
from importlib.resources import files
from ipaddress import ip_address, ip_network

import pytest

from eks_shared_vpc.preview.aws.aws_ranges import ranges_date, service_ranges
from tests.support import ROOT

RANGES = files("eks_shared_vpc.preview.aws").joinpath("aws_ranges.json")
SAMPLE = {
    "syncToken": "1787433425",
    "createDate": "2026-08-22-21-17-05",
    "prefixes": [
        {"ip_prefix": "52.218.128.0/18", "region": "us-west-2", "service": "AMAZON"},
        {"ip_prefix": "52.218.192.0/18", "region": "us-west-2", "service": "AMAZON"},
        {"ip_prefix": "52.218.128.0/17", "region": "us-west-2", "service": "S3"},
        {"ip_prefix": "13.248.0.0/20", "region": "GLOBAL", "service": "AMAZON"},
        {"ip_prefix": "34.208.0.0/12", "region": "us-west-2", "service": "EC2"},
    ],
    "ipv6_prefixes": [{"ipv6_prefix": "2600:1ff8:4000::/40", "region": "us-west-2", "service": "S3"}],
}


def script():
    spec = importlib.util.spec_from_file_location("refresh_aws_ranges", ROOT / "scripts/refresh_aws_ranges.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def contains(service, region, address):
    ip = ip_address(address)
    ranges = service_ranges(service, region, ip.version)
    return ranges is not None and any(ip in block for block in ranges)


@pytest.mark.parametrize("address", ["52.94.209.1", "54.240.250.1", "52.218.128.1", "52.92.128.7"])
def test_an_address_of_the_region_is_one_of_any_service(address):
    assert contains("ecr.api", "us-west-2", address)


@pytest.mark.parametrize(
    ("address", "inside"),
    [("52.218.128.1", True), ("52.92.128.7", True), ("52.94.209.1", False), ("54.240.250.1", False)],
)
def test_s3_has_blocks_of_its_own(address, inside):
    assert contains("s3", "us-west-2", address) is inside


def test_an_address_of_another_region_is_not_of_this_one():
    assert not contains("ecr.api", "eu-west-1", "52.94.209.1")
    assert not contains("s3", "eu-west-1", "52.218.128.1")


def test_blocks_of_global_belong_to_every_service_but_s3():
    (block, *_) = (each for each in json.loads(RANGES.read_text())["regions"]["GLOBAL"]["all"]["4"])
    assert contains("sts", "us-west-2", str(ip_network(block)[1]))
    assert not contains("s3", "us-west-2", str(ip_network(block)[1]))


@pytest.mark.parametrize("service", ["s3", "sts"])
def test_each_family_has_its_own_blocks(service):
    for family in (4, 6):
        ranges = service_ranges(service, "us-west-2", family)
        assert ranges
        assert {block.version for block in ranges} == {family}


@pytest.mark.parametrize("region", ["us-west-99", "GLOBAL", ""])
def test_an_unknown_region_is_unknown(region):
    assert service_ranges("s3", region, 4) is None
    assert service_ranges("sts", region, 4) is None


def test_the_script_writes_the_form_of_the_file(tmp_path):
    (tmp_path / "ip-ranges.json").write_text(json.dumps(SAMPLE))
    assert script().main([str(tmp_path / "ip-ranges.json"), "--output", str(tmp_path / "aws_ranges.json")]) == 0
    text = (tmp_path / "aws_ranges.json").read_text()
    assert json.loads(text) == {
        "source": "https://ip-ranges.amazonaws.com/ip-ranges.json",
        "date": "2026-08-22T21:17:05Z",
        "regions": {
            "GLOBAL": {"s3": {"4": [], "6": []}, "all": {"4": ["13.248.0.0/20"], "6": []}},
            "us-west-2": {
                "s3": {"4": ["52.218.128.0/17"], "6": ["2600:1ff8:4000::/40"]},
                "all": {"4": ["52.218.128.0/17"], "6": []},
            },
        },
    }
    assert sum(line.startswith('"us-west-2"') for line in text.splitlines()) == 1


def test_the_file_is_what_the_script_renders():
    text = RANGES.read_text()
    assert script().render(json.loads(text)) == text
    assert ranges_date() == json.loads(text)["date"][:10]
    assert len(text) < 400_000
