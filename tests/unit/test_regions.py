"""What a region's name says: partition, ARNs, service names, zone ids."""

import pytest

from eks_shared_vpc.regions import (
    REGION_PATTERN,
    ZONE_ID_PATTERN,
    ZONE_NAME_PATTERN,
    arn_prefix,
    partition_of,
    service_name,
    service_principal,
    zone_id_prefix,
)


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-west-2", "aws"),
        ("ap-southeast-7", "aws"),
        ("mx-central-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("cn-northwest-1", "aws-cn"),
        ("us-gov-east-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("us-isof-east-1", "aws-iso-f"),
        ("eusc-de-east-1", "aws-eusc"),
    ],
)
def test_a_region_is_in_its_partition_and_so_are_its_arns(region, partition):
    assert (partition_of(region), arn_prefix(region)) == (partition, f"arn:{partition}")


@pytest.mark.parametrize(
    ("service", "region", "principal"),
    [
        pytest.param("ec2", "us-west-2", "ec2.amazonaws.com", id="the common form"),
        pytest.param("ec2", "us-gov-west-1", "ec2.amazonaws.com", id="GovCloud has the common form"),
        pytest.param("ec2", "cn-north-1", "ec2.amazonaws.com.cn", id="facts 8.2: EC2 in China"),
        pytest.param("ec2", "us-iso-east-1", "ec2.c2s.ic.gov", id="EC2 in ISO"),
        pytest.param("ec2", "us-isob-east-1", "ec2.sc2s.sgov.gov", id="EC2 in ISOB"),
        pytest.param("ec2", "eu-isoe-west-1", "ec2.cloud.adc-e.uk", id="EC2 in ISOE"),
        pytest.param("ec2", "us-isof-south-1", "ec2.csp.hci.ic.gov", id="EC2 in ISOF"),
        pytest.param("ec2", "eusc-de-east-1", "ec2.amazonaws.eu", id="EC2 in the European Sovereign Cloud"),
        pytest.param("eks", "cn-north-1", "eks.amazonaws.com", id="only EC2 differs"),
        pytest.param("eks", "us-isof-south-1", "eks.amazonaws.com", id="there too"),
    ],
)
def test_a_service_assumes_roles_under_its_name_in_the_partition(service, region, principal):
    assert service_principal(service, region) == principal


@pytest.mark.parametrize(
    ("region", "prefix"),
    [
        ("us-west-2", "usw2"),
        ("us-east-1", "use1"),
        ("ca-central-1", "cac1"),
        ("eu-north-1", "eun1"),
        ("af-south-1", "afs1"),
        ("ap-northeast-1", "apne1"),
        ("ap-southeast-2", "apse2"),
        ("cn-northwest-1", "cnnw1"),
        ("us-gov-west-1", "usgw1"),
        pytest.param("us-iso-east-1", None, id="not of the common form: nothing is checked"),
        pytest.param("eusc-de-east-1", None, id="nor this"),
        pytest.param("eu-isoe-west-1", None, id="nor that of ISOE"),
        pytest.param("us-isof-south-1", None, id="nor that of ISOF"),
        pytest.param("us-west-2\n", None, id="a line break after it"),
        pytest.param("us-middle-1", None, id="no direction that is known"),
    ],
)
def test_zone_ids_begin_with_their_region_in_short(region, prefix):
    assert zone_id_prefix(region) == prefix


@pytest.mark.parametrize(
    ("service", "region", "name"),
    [
        pytest.param("eks", "us-west-2", "com.amazonaws.us-west-2.eks", id="facts 5.1"),
        pytest.param("ecr.api", "us-west-2", "com.amazonaws.us-west-2.ecr.api", id="a dot of its own"),
        pytest.param("ec2", "us-gov-west-1", "com.amazonaws.us-gov-west-1.ec2", id="facts 5.25: GovCloud"),
        *(
            pytest.param(service, "cn-north-1", f"cn.com.amazonaws.cn-north-1.{service}", id=f"facts 5.25: {service} in China")
            for service in ("ec2", "ecr.api", "ecr.dkr", "sts", "cloudformation", "config", "sqs", "eks-auth")
        ),
        *(
            pytest.param(service, "cn-north-1", f"com.amazonaws.cn-north-1.{service}", id=f"facts 5.25: {service} in China")
            for service in ("s3", "dynamodb", "logs", "autoscaling", "ssm", "secretsmanager")
        ),
        pytest.param("ec2", "us-iso-east-1", "gov.ic.c2s.us-iso-east-1.ec2", id="facts 5.25: ISO"),
        pytest.param("ec2", "us-isob-east-1", "gov.sgov.sc2s.us-isob-east-1.ec2", id="facts 5.25: ISOB"),
        *(
            pytest.param("ec2", region, f"{prefix}.{region}.ec2", id=f"{region} has a prefix too")
            for region, prefix in (("eu-isoe-west-1", "uk.adc-e.cloud"), ("us-isof-south-1", "gov.ic.hci.csp"))
        ),
        pytest.param("iam", "us-west-2", "com.amazonaws.iam", id="facts 4.19: iam has no region"),
        pytest.param("route53", "eu-west-1", "com.amazonaws.route53", id="facts 4.19: nor has route53"),
        *(
            pytest.param(full, "us-west-2", full, id=f"{full.split('.')[0]}: a full name stays")
            for full in ("com.amazonaws.vpce.us-west-2.vpce-svc-1", "cn.com.amazonaws.x", "gov.ic.x", "aws.sagemaker.x")
        ),
    ],
)  # fmt: skip
def test_a_service_has_its_full_name_in_the_region(service, region, name):
    assert service_name(service, region) == name


@pytest.mark.parametrize(
    ("text", "region", "zone_id", "zone_name"),
    [
        ("us-west-2", True, False, False),
        ("us-gov-west-1", True, False, False),
        ("eusc-de-east-1", True, False, False),
        ("us-isof-south-1", True, False, False),
        ("us-west-2\n", False, False, False),
        ("usw2-az1\n", False, False, False),
        ("us-west-2a\n", False, False, False),
        ("us-west", False, False, False),
        ("US-WEST-2", False, False, False),
        ("us-west-22", False, False, False),
        ("usw2-az1", False, True, False),
        ("usgw1-az2", False, True, False),
        ("usw2-lax1-az1", False, True, False),
        ("usw2az1", False, False, False),
        ("usw2-az", False, False, False),
        ("us-west-2a", False, False, True),
        ("us-gov-west-1b", False, False, True),
        ("us-west-2-lax-1a", False, False, True),
    ],
)
def test_regions_zone_ids_and_zone_names_are_told_apart(text, region, zone_id, zone_name):
    forms = (REGION_PATTERN, ZONE_ID_PATTERN, ZONE_NAME_PATTERN)
    assert tuple(bool(form.fullmatch(text)) for form in forms) == (region, zone_id, zone_name)
