"""IAM roles: whom they trust, and which policies they have."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown, is_known, texts_of

__all__ = ["PolicyAttachment", "Role", "RolePolicy", "statements_of"]


EVERYTHING = frozenset({"AdministratorAccess", "PowerUserAccess"})
"""Managed policies that allow all that EKS's roles need."""


class Role(View):
    """An IAM role."""

    types = ("aws:iam/role:Role",)

    @cached_property
    def trust(self) -> Mapping[str, Any] | Unknown | None:
        """Its trust policy."""
        return self.inputs.document("assumeRolePolicy")

    def trusts(self, service: str, actions: Sequence[str]) -> bool | Unknown:
        """Whether its trust policy lets an AWS service do some actions."""
        trust = self.trust
        if trust is UNKNOWN or trust is None:
            return UNKNOWN
        allowed: set[str] = set()
        for each in statements_of(trust):
            if each.get("Effect") != "Allow":
                continue
            if "NotPrincipal" in each or "NotAction" in each:
                return UNKNOWN
            if _names_service(each.get("Principal"), service):
                allowed |= set(texts_of(each.get("Action")))
        return all(allows(allowed, action) for action in actions)

    @cached_property
    def attachments(self) -> "Sequence[PolicyAttachment]":
        """The managed policies that are attached by resources of their own."""
        return _attachments(self.model).get(self, ())

    @cached_property
    def inline(self) -> "Sequence[RolePolicy]":
        """The policies of its own that are resources of their own."""
        return _inline(self.model).get(self, ())

    @property
    def policies(self) -> Sequence[View]:
        """The resources that give it policies."""
        return (*self.attachments, *self.inline)

    @cached_property
    def managed(self) -> frozenset[str]:
        """The names of its managed policies."""
        return frozenset(arn.rsplit("/", 1)[-1] for arn in self._arns)

    @cached_property
    def inline_text(self) -> str:
        """The text of its own policies."""
        rows = [str(each.inputs.values.get("policy")) for each in self.inline]
        rows += [str(each.values.get("policy")) for each in self.inputs.items("inlinePolicies").blocks()]
        return " ".join(rows)

    @cached_property
    def is_transparent(self) -> bool:
        """Whether everything that it may do can be judged: AWS's own policies, and ones of its own that are known."""
        from_aws = all(":iam::aws:policy/" in arn for arn in self._arns)
        listed = self.inputs.items("managedPolicyArns").complete and self.inputs.items("inlinePolicies").complete
        return from_aws and listed and _all_are_placed(self.model) and is_known(self.inline_text)

    @cached_property
    def own_actions(self) -> frozenset[str]:
        """The actions that its own policies allow, as they are written; all of them where that cannot be read."""
        given = [each.inputs.document("policy") for each in self.inline]
        given += [each.document("policy") for each in self.inputs.items("inlinePolicies").blocks()]
        found: set[str] = set()
        for document in given:
            if not isinstance(document, Mapping):
                found |= {"*"} if document is UNKNOWN else set()
                continue
            for each in statements_of(document):
                if each.get("Effect") == "Allow":
                    found |= {"*"} if "NotAction" in each else set(texts_of(each.get("Action")))
        return frozenset(found)

    def may_do(self, action: str) -> bool:
        """Whether its own policies, or one of AWS's for everything, allow an action."""
        return bool(self.managed & EVERYTHING) or allows(self.own_actions, action)

    @cached_property
    def _arns(self) -> tuple[str, ...]:
        listed = self.inputs.items("managedPolicyArns").texts()
        return (*listed, *(str(each.policy_arn) for each in self.attachments))


class PolicyAttachment(View):
    """A managed policy's attachment to a role."""

    types = ("aws:iam/rolePolicyAttachment:RolePolicyAttachment",)

    @property
    def policy_arn(self) -> str | Unknown | None:
        """ARN of the policy."""
        return self.inputs.text("policyArn")


class RolePolicy(View):
    """A policy of a role's own."""

    types = ("aws:iam/rolePolicy:RolePolicy",)


class ExclusivePolicies(View):
    """What else gives roles policies, which is not read: a role that it names is not transparent."""

    types = (
        "aws:iam/policyAttachment:PolicyAttachment",
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    )


def allows(actions: Iterable[str], action: str) -> bool:
    """Whether one of some actions, which may have wildcards and any case, is this one."""
    return any(fnmatchcase(action.lower(), each.lower()) for each in actions)


def _names_service(principal: Any, service: str) -> bool:
    """Whether a statement's principal includes a service; the suffix of a partition makes no difference (facts 8.2)."""
    if not isinstance(principal, Mapping):
        return bool(principal == "*")
    named = {each.removesuffix(".cn") for each in texts_of(principal.get("Service"))}
    return "*" in named or "*" in texts_of(principal.get("AWS")) or service.removesuffix(".cn") in named


def statements_of(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy document."""
    rows = document.get("Statement", ())
    yield from (each for each in (rows if isinstance(rows, list) else [rows]) if isinstance(each, Mapping))


@indexed
def _by_name(model: Model) -> Mapping[tuple[str | None, str], Role]:
    found = {}
    for each in model.all(Role):
        for name in (each.id, each.inputs.text("name")):
            if isinstance(name, str):
                found[each.account, name] = each
    return found


def _role_of(row: View) -> Role | None:
    given = row.inputs.text("role")
    if not isinstance(given, str):
        return None
    return _by_name(row.model).get((row.account, given)) or row.model.find(given, Role)


@indexed
def _attachments(model: Model) -> Mapping[Role, list[PolicyAttachment]]:
    return grouped(model.all(PolicyAttachment), _role_of)


@indexed
def _inline(model: Model) -> Mapping[Role, list[RolePolicy]]:
    return grouped(model.all(RolePolicy), _role_of)


@indexed
def _all_are_placed(model: Model) -> bool:
    rows = (*model.all(PolicyAttachment), *model.all(RolePolicy))
    return all(is_known(each.inputs.raw("role")) for each in rows) and not model.all(ExclusivePolicies)
