"""IAM policy documents, as the AWS provider's ``aws_iam_policy_document`` writes them.

Order and shape follow the provider (hashicorp/terraform-provider-aws, internal/service/iam/policy_model.go and
policy_document_data_source.go, read 2026-11), since a policy that only differs in its order shows a diff: lists are
sorted in reverse, a list of one is a string, and a statement replaces an earlier one of the same Sid.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eks_shared_vpc.preview.graph import UNKNOWN

__all__ = ["policy_document"]

DEFAULT_VERSION = "2012-10-17"
_OLD_VERSION = "2008-10-17"
_LISTS = {"actions": "Action", "notActions": "NotAction", "resources": "Resource", "notResources": "NotResource"}
_WITH_VARIABLES = frozenset({"resources", "notResources"})
_PRINCIPALS = {"principals": "Principal", "notPrincipals": "NotPrincipal"}
_ORDER = ("Sid", "Effect", *_LISTS.values(), *_PRINCIPALS.values(), "Condition")

Statement = dict[str, Any]


def policy_document(args: Mapping[str, Any]) -> dict[str, Any]:
    """What ``getPolicyDocument`` returns.

    Raises:
        ValueError: if the provider would refuse the arguments.
    """
    version = args.get("version") or DEFAULT_VERSION
    given = [{**each, "effect": each.get("effect") or "Allow"} for each in args.get("statements") or ()]
    document = _Document()
    document.merge_sources(args.get("sourcePolicyDocuments") or ())
    document.merge(version, args.get("policyId") or "", _unique([_statement(each, version) for each in given]))
    for index, text in enumerate(args.get("overridePolicyDocuments") or ()):
        document.merge(*_parsed(text, f"override document {index}"))
    pretty = _json(document.value, indent=2)
    return {
        **args,
        "version": version,
        "statements": given,
        "json": pretty,
        "minifiedJson": _json(document.value, separators=(",", ":")),
        "id": str(zlib.crc32(pretty.encode())),
    }


class _Document:
    """A document into which others are merged."""

    def __init__(self) -> None:
        self._version, self._id = "", ""
        self._statements: list[Statement] = []

    @property
    def value(self) -> dict[str, Any]:
        parts = {"Version": self._version, "Id": self._id, "Statement": self._statements}
        return {key: value for key, value in parts.items() if value}

    def merge_sources(self, texts: Iterable[str]) -> None:
        seen: set[str] = set()
        for index, text in enumerate(texts):
            version, id_, statements = _parsed(text, f"source document {index}")
            for statement in statements:
                sid = statement.get("Sid")
                if sid in seen:
                    raise ValueError(f"duplicate Sid ({sid}) in source_policy_documents (document {index})")
                seen |= {sid} if sid else set()
            self.merge(version, id_, statements)

    def merge(self, version: str, id_: str, statements: Iterable[Statement]) -> None:
        self._id = id_ or self._id
        self._version = max(version, self._version)
        for statement in statements:
            sid = statement.get("Sid")
            place = next((i for i, each in enumerate(self._statements) if sid and each.get("Sid") == sid), None)
            if place is None:
                self._statements.append(statement)
            else:
                self._statements[place] = statement


def _statement(given: Mapping[str, Any], version: str) -> Statement:
    """A statement of the arguments, in IAM's words."""
    parts: Statement = {"Sid": given.get("sid"), "Effect": given["effect"]}
    for key, name in _LISTS.items():
        values = _one_or_sorted(_set(given.get(key) or ()))
        parts[name] = _opened(values, version) if key in _WITH_VARIABLES else values
    for key, name in _PRINCIPALS.items():
        rows = [
            (row["type"], _opened(_one_or_sorted(_set(row["identifiers"])), version))
            for row in _set(given.get(key) or ())
        ]
        parts[name] = _principals(rows)
    conditions = [
        (row["test"], row["variable"], _opened(list(row["values"]), version))
        for row in _set(given.get("conditions") or ())
    ]
    parts["Condition"] = _conditions(conditions)
    return _ordered(parts)


def _parsed(text: str, what: str) -> tuple[str, str, list[Statement]]:
    """Version, id and statements of a document that is given as JSON."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ValueError(f"merging {what}: {error}") from None
    statements = document.get("Statement") or [] if isinstance(document, dict) else None
    if not isinstance(statements, list) or not all(isinstance(each, dict) for each in statements):
        raise ValueError(f"merging {what}: this is not a policy document with a list of statements")
    return document.get("Version") or "", document.get("Id") or "", [_restated(each) for each in statements]


def _restated(statement: Mapping[str, Any]) -> Statement:
    """A statement of a given document, as the provider writes it after it has read it."""
    parts = dict(statement)
    for name in _PRINCIPALS.values():
        principals = statement.get(name)
        if principals is not None:
            rows = principals.items() if isinstance(principals, Mapping) else [("*", ["*"])]
            parts[name] = _principals(rows)
    conditions = statement.get("Condition") or {}
    parts["Condition"] = _conditions(
        (test, variable, [_word(each) for each in (values if isinstance(values, list) else [values])])
        for test, variables in conditions.items()
        for variable, values in variables.items()
    )
    return _ordered(parts)


def _principals(rows: Iterable[tuple[str, Any]]) -> Any:
    """Principals by type; everyone, and that alone, is ``"*"``."""
    rows = list(rows)
    if len(rows) == 1 and rows[0][0] == "*" and rows[0][1] in ("*", ["*"]):
        return "*"
    found: dict[str, Any] = {}
    for type_, identifiers in rows:
        new = sorted(identifiers, reverse=True) if isinstance(identifiers, list) else identifiers
        if type_ not in found:
            found[type_] = new
        else:
            found[type_] = [*_listed(found[type_]), *_listed(new)]
    return dict(sorted(found.items()))


def _conditions(rows: Iterable[tuple[str, str, list[str]]]) -> dict[str, Any]:
    """Conditions by test and variable. Values keep their order, which matters."""
    found: dict[str, dict[str, list[str]]] = {}
    for test, variable, values in rows:
        found.setdefault(test, {}).setdefault(variable, []).extend(values)
    return {
        test: {variable: values[0] if len(values) == 1 else values for variable, values in sorted(variables.items())}
        for test, variables in sorted(found.items())
    }


def _ordered(parts: Mapping[str, Any]) -> Statement:
    return {name: parts[name] for name in _ORDER if parts.get(name) not in (None, "", {}, [])}


def _unique(statements: list[Statement]) -> list[Statement]:
    sids = [sid for each in statements if (sid := each.get("Sid"))]
    twice = next((sid for sid in sids if sids.count(sid) > 1), None)
    if twice is not None:
        raise ValueError(f"duplicate Sid ({twice}): remove the Sid or make it unique")
    return statements


def _opened(values: Any, version: str) -> Any:
    """``&{`` stands for ``${`` in the arguments, which Terraform would read as its own."""
    if isinstance(values, str):
        if version == _OLD_VERSION and "&{" in values:
            raise ValueError(f"found &{{ sequence in ({values}), which is not supported in document version {version}")
        return values.replace("&{", "${")
    return [_opened(each, version) for each in values]


def _set(values: Iterable[Any]) -> list[Any]:
    """Values without those that are there already, as the provider's sets hold them."""
    kept: list[Any] = []
    for each in values:
        if each not in kept:
            kept.append(each)
    return kept


def _one_or_sorted(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else sorted(values, reverse=True)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _word(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _json(value: Mapping[str, Any], **form: Any) -> str:
    """JSON as Go writes it: what HTML gives a meaning is escaped. The marker of the unknown stays as it is."""
    return _escaped(json.dumps(value, ensure_ascii=False, **form)).replace(_escaped(UNKNOWN), UNKNOWN)


def _escaped(text: str) -> str:
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
