"""Look-ups of users' programs: what is computed, what is asked, and what answers do."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.runtime.settings import SETTINGS

from eks_shared_vpc import InputError
from eks_shared_vpc.preview.aws.functions import PURE, compute
from eks_shared_vpc.preview.graph import UNKNOWN
from eks_shared_vpc.preview.lookups.answer_file import read_answers, write_questions
from eks_shared_vpc.preview.lookups.questions import Place, Question, Unanswered
from eks_shared_vpc.preview.record import Recording
from tests.support import OWNER, only, provider, recorded

ZONES_TOKEN = "aws:index/getAvailabilityZones:getAvailabilityZones"  # noqa: S105  # no password
VPC_TOKEN = "aws:ec2/getVpc:getVpc"  # noqa: S105
SUBNET = "aws:ec2/subnet:Subnet"
ZONES = {"token": ZONES_TOKEN, "args": {"state": "available"}, "result": {"names": ["us-west-2a", "us-west-2b"]}}


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Takes away what Pulumi keeps in the process of a program that raised."""
    yield
    SETTINGS.outputs.clear()


def asking(account: str | None = OWNER, region: str = "us-west-2", name: str = "it") -> pulumi.InvokeOptions:
    made = provider(name, account, region) if account else aws.Provider(name, region=region)
    return pulumi.InvokeOptions(provider=made)


def later(options: pulumi.InvokeOptions) -> pulumi.InvokeOutputOptions:
    return pulumi.InvokeOutputOptions(provider=options.provider)


def asked(recording: Recording) -> list[tuple[str, Any]]:
    return [(each.token, each.args) for each in recording.questions]


# What is computed.


def exported(look_up: Any, **options: Any) -> Any:
    """What a look-up gives a program, whether it waits for it or not, with the provider's options."""
    recording = recorded(lambda: pulumi.export("it", look_up(asking(**options))))
    assert recording.questions == ()
    return recording.outputs["it"]


@pytest.mark.parametrize(
    ("region", "partition", "suffix", "prefix"),
    [
        ("us-west-2", "aws", "amazonaws.com", "com.amazonaws"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com", "com.amazonaws"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov", "gov.ic.c2s"),
    ],
)
def test_the_partition_is_that_of_the_providers_region(region, partition, suffix, prefix):
    found = exported(lambda options: vars(aws.get_partition(opts=options)), region=region)
    assert found == {"partition": partition, "id": partition, "dns_suffix": suffix, "reverse_dns_prefix": prefix}


def test_the_region_is_the_providers_or_the_one_that_is_asked_for():
    def program() -> None:
        options = asking(region="cn-north-1")
        pulumi.export("own", vars(aws.get_region(opts=options)))
        pulumi.export("given", aws.get_region_output(region="eu-west-1", opts=later(options)).description)
        pulumi.export("new", aws.get_region(region="xx-north-9", opts=options).description)

    assert recorded(program).outputs == {
        "own": {
            "region": "cn-north-1",
            "name": "cn-north-1",
            "id": "cn-north-1",
            "description": "China (Beijing)",
            "endpoint": "ec2.cn-north-1.amazonaws.com.cn",
        },
        "given": "Europe (Ireland)",
        "new": UNKNOWN,
    }


def test_the_default_provider_is_where_the_stack_configures_it():
    def program() -> None:
        pulumi.export("region", aws.get_region().region)
        pulumi.export("account", aws.get_caller_identity().account_id)
        pulumi.export("tags", aws.get_default_tags().tags)

    config = {
        "aws:region": "eu-west-1",
        "aws:allowedAccountIds": json.dumps([OWNER]),
        "aws:defaultTags": json.dumps({"tags": {"team": "net"}}),
    }
    assert recorded(program, config=config).outputs == {
        "region": "eu-west-1",
        "account": OWNER,
        "tags": {"team": "net"},
    }


def test_of_the_caller_only_the_account_is_known_and_only_of_a_provider_bound_to_one():
    def program() -> None:
        options = asking()
        caller = aws.get_caller_identity(opts=options)
        pulumi.export("account", caller.account_id)
        pulumi.export("arn", caller.arn)
        pulumi.export("role", caller.arn.split("/")[1])
        pulumi.export("text", f"{caller.user_id} of {caller.account_id}")
        policy = aws.iam.get_policy_document(statements=[{"actions": ["*"], "resources": [caller.arn]}], opts=options)
        pulumi.export("policy", policy.json)
        unbound = aws.get_caller_identity_output(opts=later(asking(None, name="unbound")))
        pulumi.export("unbound", unbound.account_id)

    recording = recorded(program)
    assert recording.outputs == {
        "account": OWNER,
        "arn": UNKNOWN,
        "role": UNKNOWN,
        "text": UNKNOWN,
        "policy": UNKNOWN,
        "unbound": UNKNOWN,
    }
    assert asked(recording) == [("aws:index/getCallerIdentity:getCallerIdentity", {})]


def test_an_arn_is_taken_apart_and_that_of_a_new_resource_is_unknown():
    def program() -> None:
        options = asking()
        pulumi.export("known", vars(aws.get_arn(arn="arn:aws:rds:eu-west-1:111111111111:db:mysql", opts=options)))
        vpc = aws.ec2.Vpc("vpc", opts=pulumi.ResourceOptions(provider=options.provider))
        pulumi.export("new", aws.get_arn_output(arn=vpc.arn, opts=later(options)).account)

    outputs = recorded(program).outputs
    assert outputs["known"] == {
        "arn": "arn:aws:rds:eu-west-1:111111111111:db:mysql",
        "id": "arn:aws:rds:eu-west-1:111111111111:db:mysql",
        "partition": "aws",
        "service": "rds",
        "region": "eu-west-1",
        "account": OWNER,
        "resource": "db:mysql",
    }
    assert outputs["new"] == UNKNOWN


@pytest.mark.parametrize(
    ("service", "region", "name"),
    [
        ("eks", "us-west-2", "eks.amazonaws.com"),
        ("ec2", "cn-north-1", "ec2.amazonaws.com"),
        ("logs", "cn-north-1", "logs.amazonaws.com.cn"),
        ("logs", "us-west-2", "logs.amazonaws.com"),
    ],
)
def test_a_service_principal_is_the_providers(service, region, name):
    found = exported(lambda options: vars(aws.get_service_principal(service_name=service, opts=options)), region=region)
    suffix = name.removeprefix(f"{service}.")
    assert found == {
        "id": f"{service}.{region}.{suffix}",
        "name": name,
        "suffix": suffix,
        "region": region,
        "service_name": service,
    }


@pytest.mark.parametrize(
    "args",
    [
        {"service_id": "s3"},
        {"reverse_dns_name": "cn.com.amazonaws.cn-north-1.s3"},
        {"dns_name": "s3.cn-north-1.amazonaws.com.cn"},
        {"reverse_dns_prefix": "cn.com.amazonaws", "region": "cn-north-1", "service_id": "s3"},
    ],
)
def test_a_service_has_its_names_whichever_of_them_is_given(args):
    found = exported(lambda options: vars(aws.get_service(**args, opts=options)), region="cn-north-1")
    assert found == {
        "dns_name": "s3.cn-north-1.amazonaws.com.cn",
        "id": "cn.com.amazonaws.cn-north-1.s3",
        "partition": "aws-cn",
        "region": "cn-north-1",
        "reverse_dns_name": "cn.com.amazonaws.cn-north-1.s3",
        "reverse_dns_prefix": "cn.com.amazonaws",
        "service_id": "s3",
        "supported": True,
    }


def test_default_tags_are_those_of_the_provider():
    def program() -> None:
        made = aws.Provider("it", region="us-west-2", default_tags={"tags": {"team": "net"}})
        pulumi.export("tags", aws.get_default_tags(opts=pulumi.InvokeOptions(provider=made)).tags)

    assert recorded(program).outputs == {"tags": {"team": "net"}}


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda options: aws.get_arn(arn="vpc-1", opts=options), "vpc-1 is an invalid ARN"),
        (lambda options: aws.get_region(region="oregon", opts=options), "region not found for name 'oregon'"),
        (lambda options: aws.get_service(opts=options), "service ID not provided"),
        (lambda options: aws.get_service(dns_name="s3.amazonaws", opts=options), "at least 4 parts"),
    ],
)
def test_what_the_provider_refuses_is_refused(call, reason):
    with pytest.raises(Exception, match=reason) as caught:
        recorded(lambda: call(asking()))
    assert not isinstance(caught.value, LookupError), "it is no question that an answer would help with"


@pytest.mark.parametrize("token", sorted(PURE))
def test_what_is_computed_is_what_the_sdk_knows(token):
    every: dict[str, dict[str, Any]] = {
        "aws:iam/getPolicyDocument:getPolicyDocument": {"statements": [{"actions": ["a:*"]}]},
        "aws:index/getArn:getArn": {"arn": "arn:aws:s3:::bucket"},
        "aws:index/getService:getService": {"serviceId": "s3"},
        "aws:index/getServicePrincipal:getServicePrincipal": {"serviceName": "s3"},
    }
    args = every.get(token, {})
    name = token.rsplit(":", 1)[-1].removeprefix("get")
    result = getattr(aws.iam if "iam" in token else aws, f"Get{name}Result")
    known = {key for key in vars(result) if isinstance(vars(result)[key], property)}
    found = compute(token, args, Place(OWNER, "us-west-2", {}))
    assert found is not None
    assert {pulumi_name(key) for key in found} <= known


def pulumi_name(key: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in key)


# What is asked.


def test_a_program_that_does_not_wait_goes_on_and_every_question_is_collected_once():
    def program() -> None:
        options = asking()
        zones = aws.get_availability_zones_output(state="available", opts=later(options))
        aws.get_availability_zones_output(state="available", opts=later(options))
        found = aws.ec2.get_vpc_output(tags={"Name": "net"}, opts=later(options))
        opts = pulumi.ResourceOptions(provider=options.provider)
        aws.ec2.Subnet("it", vpc_id=found.id, cidr_block="10.0.0.0/24", availability_zone=zones.names[0], opts=opts)

    recording = recorded(program)
    assert asked(recording) == [(VPC_TOKEN, {"tags": {"Name": "net"}}), (ZONES_TOKEN, {"state": "available"})]
    assert {(each.account, each.region, each.waits) for each in recording.questions} == {(OWNER, "us-west-2", False)}
    assert only(recording.graph, SUBNET).inputs == {
        "vpcId": UNKNOWN,
        "cidrBlock": "10.0.0.0/24",
        "availabilityZone": UNKNOWN,
    }
    assert recording.lookups == (VPC_TOKEN, ZONES_TOKEN)


def test_a_program_that_waits_stops_with_all_questions_up_to_there_and_the_line():
    def program() -> None:
        options = asking()
        aws.ec2.get_vpc_output(id="vpc-1", opts=later(options))
        try:
            aws.get_availability_zones(state="available", opts=options)
        except Exception as error:
            raise RuntimeError("no zones") from error

    line = program.__code__.co_firstlineno + 4
    with pytest.raises(Unanswered) as caught:
        recorded(program)
    assert isinstance(caught.value, LookupError)
    assert [(each.token, each.waits) for each in caught.value.questions] == [(VPC_TOKEN, False), (ZONES_TOKEN, True)]
    assert caught.value.questions[1].where.endswith(f"test_lookups.py:{line}")
    assert [each.id for each in caught.value.problems] == ["lookup-unanswered"] * 2
    assert f"{ZONES_TOKEN} asks AWS" in str(caught.value)


def test_a_program_that_gets_by_without_an_answer_is_recorded():
    def program() -> None:
        try:
            zones = aws.get_availability_zones(opts=asking()).names
        except Exception:  # noqa: BLE001  # as a user's program may do it
            zones = ["us-west-2a"]
        pulumi.export("zones", zones)

    recording = recorded(program)
    assert (recording.outputs, asked(recording)) == ({"zones": ["us-west-2a"]}, [(ZONES_TOKEN, {})])


def test_an_error_of_the_program_beside_a_question_stays_an_error():
    def program() -> None:
        aws.get_availability_zones_output(opts=later(asking()))
        raise ZeroDivisionError("here")

    with pytest.raises(ZeroDivisionError, match="here"):
        recorded(program)


# What answers do.


def zone_names(answers: Any, **args: Any) -> Any:
    def program() -> None:
        options = asking()
        names = aws.get_availability_zones_output(**args, opts=later(options)).names
        pulumi.export("waiting", aws.get_availability_zones(**args, opts=options).names)
        pulumi.export("later", names)

    outputs = recorded(program, answers=answers).outputs
    assert outputs["waiting"] == outputs["later"]
    return outputs["later"]


def test_an_answer_is_what_the_look_up_returns_in_both_forms():
    assert zone_names([ZONES], state="available") == ["us-west-2a", "us-west-2b"]


@pytest.mark.parametrize(
    "change",
    [
        {"args": {"state": "opted-in"}},
        {"args": {}},
        {"token": VPC_TOKEN},
        {"account": "222222222222"},
        {"region": "eu-west-1"},
        {"result": None},
    ],
)
def test_an_answer_to_another_question_is_none(change):
    with pytest.raises(Unanswered):
        zone_names([{**ZONES, **change}], state="available")


@pytest.mark.parametrize(
    "change", [{"account": OWNER}, {"region": "us-west-2"}, {"args": {"state": "available", "filters": None}}]
)
def test_an_answer_may_say_more_of_the_question(change):
    assert zone_names([{**ZONES, **change}], state="available") == ["us-west-2a", "us-west-2b"]


def test_an_answer_without_arguments_is_for_all_and_a_more_exact_one_comes_first():
    general = {"token": ZONES_TOKEN, "result": {"names": ["any"]}}
    placed = {**general, "region": "us-west-2", "result": {"names": ["here"]}}
    assert zone_names([general, ZONES], state="opted-in") == ["any"]
    assert zone_names([general, placed], state="opted-in") == ["here"]
    assert zone_names([general, placed, ZONES], state="available") == ["us-west-2a", "us-west-2b"]


def test_an_answer_takes_the_place_of_what_would_be_computed():
    answer = {
        "token": "aws:index/getCallerIdentity:getCallerIdentity",
        "result": {"accountId": OWNER, "arn": "arn:aws:iam::111111111111:user/ci"},
    }
    program = lambda: pulumi.export("arn", aws.get_caller_identity(opts=asking()).arn)  # noqa: E731
    assert recorded(program).outputs == {"arn": UNKNOWN}
    assert recorded(program, answers=[answer]).outputs == {"arn": "arn:aws:iam::111111111111:user/ci"}


# The file of answers.


QUESTION = Question(ZONES_TOKEN, {"state": "available"}, OWNER, "us-west-2", "main.py:7", waits=True)


def test_questions_are_added_to_the_file_and_what_is_there_is_kept(tmp_path):
    path = tmp_path / "answers.json"
    old = {"token": VPC_TOKEN, "args": {"id": "vpc-1"}, "result": {"id": "vpc-1"}}
    path.write_text(json.dumps([old]))
    assert write_questions(path, read_answers(path), [QUESTION, QUESTION]) == 1
    assert json.loads(path.read_text()) == [
        old,
        {
            "token": ZONES_TOKEN,
            "args": {"state": "available"},
            "account": OWNER,
            "region": "us-west-2",
            "where": "main.py:7",
            "result": None,
        },
    ]
    before = path.read_text()
    assert before.count("\n") > 10, "it is written for a person to fill in"
    assert write_questions(path, read_answers(path), [QUESTION]) == 0
    assert path.read_text() == before


def test_there_is_no_file_before_the_first_question(tmp_path):
    path = tmp_path / "answers.json"
    assert read_answers(path) == []
    assert write_questions(path, [], []) == 0
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "id_", "where"),
    [
        ("{", "not-json", ""),
        ("{}", "answers-shape", ""),
        ("null", "answers-shape", ""),
        ("[1]", "answers-shape", "[0]"),
        ('[{"args": {}}]', "answers-shape", "[0].token"),
        ('[{"token": null}]', "answers-shape", "[0].token"),
        ('[{"token": "a:b:c"}, {"token": "a:b:c", "args": []}]', "answers-shape", "[1].args"),
        ('[{"token": "a:b:c", "result": "us-west-2a"}]', "answers-shape", "[0].result"),
        ('[{"token": "a:b:c", "reslut": {}}]', "answers-shape", "[0].reslut"),
        ('[{"token": "a:b:c", "account": 111111111111}]', "answers-shape", "[0].account"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_place(tmp_path, text, id_, where):
    path = tmp_path / "answers.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_answers(path)
    [problem] = caught.value.problems
    assert (problem.id, problem.where, problem.place) == (id_, f"{path}{where}", f"{path}:1")
    assert all((problem.message, problem.allowed, problem.fix))


def test_a_misspelt_key_is_told_with_the_right_one():
    with pytest.raises(InputError) as caught:
        recorded(lambda: None, answers=[{**ZONES, "reslut": {}}])
    assert caught.value.problems[0].fix == "write result"


def test_a_program_that_looks_nothing_up_pays_for_no_import():
    script = "import sys; import eks_shared_vpc.preview.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = {each for each in done.stdout.split() if each.startswith("eks_shared_vpc.preview.lookups.")}
    assert loaded == {"eks_shared_vpc.preview.lookups.questions"}


# What is read.


def test_a_resource_that_is_read_has_its_id_and_is_not_declared():
    def program() -> None:
        opts = pulumi.ResourceOptions(provider=provider("it", OWNER))
        vpc = aws.ec2.Vpc.get("shared", "vpc-0123", opts=opts)
        route = aws.ec2.Subnet.get("private", "subnet-0123", cidr_block="10.0.0.0/24", opts=opts)
        tags = {"cidr": route.cidr_block, "vpc": vpc.cidr_block}
        aws.ec2.Subnet("own", vpc_id=vpc.id, cidr_block="10.0.1.0/24", tags=tags, opts=opts)

    for known_ids in (True, False):
        recording = recorded(program, known_ids=known_ids)
        own = only(recording.graph, SUBNET)
        assert own.name == "own"
        assert own.inputs == {
            "vpcId": "vpc-0123",
            "cidrBlock": "10.0.1.0/24",
            "tags": {"cidr": "10.0.0.0/24", "vpc": UNKNOWN},
        }
        assert recording.graph.of_type("aws:ec2/vpc:Vpc") == ()
        assert {urn.rsplit("::", 1)[-1]: id_ for urn, id_ in recording.read.items()} == {
            "private": "subnet-0123",
            "shared": "vpc-0123",
        }


def test_a_resource_that_is_read_by_an_unknown_id_is_unknown():
    def program() -> None:
        opts = pulumi.ResourceOptions(provider=provider("it", OWNER))
        vpc = aws.ec2.Vpc("vpc", opts=opts)
        pulumi.export("id", aws.ec2.VpcDhcpOptions.get("read", vpc.dhcp_options_id, opts=opts).id)

    recording = recorded(program)
    assert (recording.outputs, list(recording.read.values())) == ({"id": UNKNOWN}, [UNKNOWN])


def test_the_place_of_a_call_has_no_path_of_the_machine():
    with pytest.raises(Unanswered) as caught:
        recorded(lambda: aws.get_availability_zones(opts=asking()))
    [question] = caught.value.questions
    assert not Path(question.where).is_absolute()
