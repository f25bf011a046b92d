"""IAM policy documents in the order and shape in which the AWS provider writes them.

What the provider writes was read in its source and its acceptance tests (policy_document_data_source_test.go, 2026-11).
"""

import json
import zlib
from typing import Any

import pytest

from eks_shared_vpc.preview.aws.policy_document import policy_document


def statements(*given: dict[str, Any], **args: Any) -> Any:
    return json.loads(policy_document({"statements": list(given), **args})["json"]).get("Statement")


def test_the_text_is_indented_by_two_and_its_parts_have_iams_order():
    found = policy_document(
        {
            "policyId": "nodes",
            "statements": [
                {
                    "conditions": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]}],
                    "principals": [{"type": "AWS", "identifiers": ["111111111111", "222222222222"]}],
                    "resources": ["arn:aws:s3:::one", "arn:aws:s3:::one/*"],
                    "actions": ["s3:GetObject", "s3:ListBucket"],
                    "sid": "Read",
                }
            ],
        }
    )
    assert (
        found["json"]
        == """{
  "Version": "2012-10-17",
  "Id": "nodes",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:ListBucket",
        "s3:GetObject"
      ],
      "Resource": [
        "arn:aws:s3:::one/*",
        "arn:aws:s3:::one"
      ],
      "Principal": {
        "AWS": [
          "222222222222",
          "111111111111"
        ]
      },
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "true"
        }
      }
    }
  ]
}"""
    )
    assert json.loads(found["minifiedJson"]) == json.loads(found["json"])
    assert " " not in found["minifiedJson"]
    assert "\n" not in found["minifiedJson"]
    assert found["id"] == str(zlib.crc32(found["json"].encode()))
    assert (found["version"], found["statements"][0]["effect"]) == ("2012-10-17", "Allow")


def test_without_statements_there_is_a_version_alone():
    assert policy_document({})["json"] == '{\n  "Version": "2012-10-17"\n}'


def test_a_statement_without_a_sid_has_none_and_a_list_of_one_is_a_text():
    deny = {"effect": "Deny", "sid": "", "notActions": ["s3:*"], "notResources": ["arn:aws:s3:::*"]}
    assert statements(deny) == [{"Effect": "Deny", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::*"}]


def test_what_is_twice_in_a_set_is_there_once():
    assert statements({"actions": ["s3:*", "s3:*"]}) == [{"Effect": "Allow", "Action": "s3:*"}]


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        ([("*", ["*"])], "*"),
        ([("AWS", ["*"])], {"AWS": "*"}),
        ([("*", ["*"]), ("AWS", ["111111111111"])], {"*": "*", "AWS": "111111111111"}),
        (
            [("Service", ["eks.amazonaws.com"]), ("AWS", ["1", "2"])],
            {"AWS": ["2", "1"], "Service": "eks.amazonaws.com"},
        ),
        ([("AWS", ["1"]), ("AWS", ["2"])], {"AWS": ["1", "2"]}),
        ([("AWS", ["1"]), ("AWS", ["2", "3"])], {"AWS": ["1", "3", "2"]}),
    ],
)
@pytest.mark.parametrize(("key", "name"), [("principals", "Principal"), ("notPrincipals", "NotPrincipal")])
def test_principals_are_put_together_by_type_and_only_everyone_alone_is_a_star(rows, written, key, name):
    given = {"actions": ["a:B"], key: [{"type": type_, "identifiers": found} for type_, found in rows]}
    assert statements(given)[0][name] == written


def test_conditions_are_put_together_by_test_and_variable_and_values_keep_their_order():
    given = [
        {"test": "StringLike", "variable": "s3:prefix", "values": ["home/", "", "home/&{aws:username}/"]},
        {"test": "StringEquals", "variable": "aws:RequestedRegion", "values": ["us-west-2"]},
        {"test": "StringLike", "variable": "s3:prefix", "values": ["all/"]},
        {"test": "StringLike", "variable": "s3:delimiter", "values": ["/"]},
    ]
    assert statements({"actions": ["s3:ListBucket"], "conditions": given})[0]["Condition"] == {
        "StringEquals": {"aws:RequestedRegion": "us-west-2"},
        "StringLike": {"s3:delimiter": "/", "s3:prefix": ["home/", "", "home/${aws:username}/", "all/"]},
    }


def test_variables_are_opened_where_the_provider_opens_them():
    given = {
        "actions": ["s3:&{a}"],
        "resources": ["arn:aws:s3:::home/&{aws:username}", "arn:aws:s3:::home/&{aws:username}/*"],
        "principals": [{"type": "AWS", "identifiers": ["&{aws:username}"]}],
    }
    assert statements(given) == [
        {
            "Effect": "Allow",
            "Action": "s3:&{a}",
            "Resource": ["arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/${aws:username}"],
            "Principal": {"AWS": "${aws:username}"},
        }
    ]


def test_signs_that_mean_something_in_html_are_escaped_as_go_does_it():
    found = policy_document({"statements": [{"sid": "A", "resources": ["<a>&b"]}]})
    assert '"\\u003ca\\u003e\\u0026b"' in found["json"]
    assert json.loads(found["json"])["Statement"][0]["Resource"] == "<a>&b"


# Documents that are merged.


def merged(*given: dict[str, Any], sources: tuple[Any, ...] = (), overrides: tuple[Any, ...] = ()) -> Any:
    args = {
        "sourcePolicyDocuments": [json.dumps(each) for each in sources],
        "overridePolicyDocuments": [json.dumps(each) for each in overrides],
    }
    return statements(*given, **args)


def document(*rows: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(rows), **parts}


def test_a_statement_replaces_that_of_the_same_sid_in_a_source_and_is_replaced_by_an_override():
    sources = (document({"Effect": "Allow", "Action": "ec2:*"}, {"Sid": "X", "Effect": "Allow", "Action": "s3:Get*"}),)
    own = {"sid": "X", "actions": ["s3:*"]}
    assert merged(own, sources=sources) == [
        {"Effect": "Allow", "Action": "ec2:*"},
        {"Sid": "X", "Effect": "Allow", "Action": "s3:*"},
    ]
    overrides = (
        document({"Sid": "Y", "Effect": "Deny", "Action": "a:B"}, {"Sid": "X", "Effect": "Deny", "Action": "*"}),
    )
    assert merged(own, sources=sources, overrides=overrides) == [
        {"Effect": "Allow", "Action": "ec2:*"},
        {"Sid": "X", "Effect": "Deny", "Action": "*"},
        {"Sid": "Y", "Effect": "Deny", "Action": "a:B"},
    ]


def test_statements_without_a_sid_are_all_kept():
    row = {"Effect": "Allow", "Action": "foo:One"}
    assert merged(sources=(document(row), document(row))) == [row, row]


def test_the_last_id_and_the_newest_version_hold():
    old = json.dumps({"Version": "2008-10-17", "Id": "old"})
    found = policy_document({"version": "2008-10-17", "sourcePolicyDocuments": [old]})
    assert json.loads(found["json"]) == {"Version": "2008-10-17", "Id": "old"}
    new = json.dumps({"Version": "2012-10-17"})
    found = policy_document({"version": "2008-10-17", "sourcePolicyDocuments": [new]})
    assert json.loads(found["json"]) == {"Version": "2012-10-17"}
    found = policy_document({"policyId": "new", "sourcePolicyDocuments": [old]})
    assert json.loads(found["json"]) == {"Version": "2012-10-17", "Id": "new"}


def test_a_given_document_is_written_as_the_provider_reads_it():
    row = {
        "Effect": "Allow",
        "Action": ["b:B"],
        "Principal": {"Service": ["a.com", "b.com"], "AWS": "111111111111"},
        "Condition": {"Bool": {"aws:SecureTransport": False}, "StringLike": {"a:b": ["one"]}},
    }
    anyone = {"Effect": "Allow", "Action": "c:C", "Principal": "*"}
    assert merged(sources=(document(row, anyone),)) == [
        {
            "Effect": "Allow",
            "Action": ["b:B"],
            "Principal": {"AWS": "111111111111", "Service": ["b.com", "a.com"]},
            "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringLike": {"a:b": "one"}},
        },
        anyone,
    ]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ({"statements": [{"sid": "A"}, {"sid": "A"}]}, r"duplicate Sid \(A\)"),
        (
            {"sourcePolicyDocuments": [json.dumps(document({"Sid": "A"})), json.dumps(document({"Sid": "A"}))]},
            r"duplicate Sid \(A\) in source_policy_documents",
        ),
        ({"sourcePolicyDocuments": ["{"]}, "merging source document 0"),
        ({"overridePolicyDocuments": ["{}", "[]"]}, "merging override document 1"),
        ({"version": "2008-10-17", "statements": [{"resources": ["&{a}"]}]}, "not supported in document version"),
        (
            {
                "version": "2008-10-17",
                "statements": [{"conditions": [{"test": "a", "variable": "b", "values": ["&{a}"]}]}],
            },
            "not supported in document version",
        ),
    ],
)
def test_what_the_provider_refuses_is_refused(args, reason):
    with pytest.raises(ValueError, match=reason):
        policy_document(args)
