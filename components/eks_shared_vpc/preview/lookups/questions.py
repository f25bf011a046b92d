"""What a program asks a provider, the answers to it, and which answer belongs to which question."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eks_shared_vpc.errors import InputError, Problem, problem

__all__ = ["Answer", "Place", "Question", "Unanswered", "answer_to", "normalized"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provider works.

    Attributes:
        account: Id of the one account that it is bound to, or ``None``.
        region: Its region, or ``None``.
        default_tags: The tags that it writes on every resource; ``None`` if they are not known.
    """

    account: str | None = None
    region: str | None = None
    default_tags: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A look-up that a preview cannot compute.

    Attributes:
        token: The function's token, such as ``aws:index/getAvailabilityZones:getAvailabilityZones``.
        args: Its arguments, normalized.
        account: The account of its provider, or ``None``.
        region: The region of its provider, or ``None``.
        where: File and line of the call; empty where the program does not wait for the answer (``get_…_output``).
        waits: Whether the program waits for the answer, so that without one it stops there.
    """

    token: str
    args: Mapping[str, Any]
    account: str | None = None
    region: str | None = None
    where: str = ""
    waits: bool = False

    @property
    def provider(self) -> str:
        """Who is asked, in a word."""
        return "AWS" if self.token.startswith("aws:") else self.token.partition(":")[0]

    @property
    def text(self) -> str:
        """Token and arguments, as a reader finds them in the program."""
        return f"{self.token}({json.dumps(self.args, ensure_ascii=False) if self.args else ''})"

    def same_as(self, other: "Question") -> bool:
        """Whether both ask the same of the same provider, wherever they ask it."""
        return _key(self) == _key(other)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look-up returns.

    Attributes:
        token: The function's token.
        result: What it returns, with the provider's names (``zoneIds``).
        args: The arguments that it answers; ``None`` answers any.
        account: The account that it answers for; ``None`` answers for any.
        region: The region that it answers for; ``None`` answers for any.
    """

    token: str
    result: Mapping[str, Any]
    args: Mapping[str, Any] | None = None
    account: str | None = None
    region: str | None = None

    def fits(self, question: Question) -> bool:
        """Whether this answers a question."""
        return (
            self.token == question.token
            and (self.args is None or normalized(self.args) == question.args)
            and self.account in (None, question.account)
            and self.region in (None, question.region)
        )

    @property
    def precision(self) -> tuple[bool, int]:
        """How exactly it says what it answers: arguments count for more than accounts and regions."""
        return (self.args is not None, (self.account is not None) + (self.region is not None))


class Unanswered(InputError, LookupError):
    """A program waits for the answer to a look-up, and there is none.

    Attributes:
        questions: Every look-up without an answer, up to where the program stopped.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(_problem(each) for each in self.questions)


def answer_to(question: Question, answers: Sequence[Answer]) -> Mapping[str, Any] | None:
    """The result for a question: that of the answer that names most of it, and of several such the first."""
    fitting = [each for each in answers if each.fits(question)]
    return max(fitting, key=lambda each: each.precision).result if fitting else None


def normalized(args: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments in order of their names, without those that are not given: a provider sees no difference."""
    ordered: dict[str, Any] = json.loads(json.dumps(args, sort_keys=True))
    return {key: value for key, value in ordered.items() if value is not None}


def _key(question: Question) -> tuple[object, ...]:
    return (question.token, dict(question.args), question.account, question.region)


def _problem(question: Question) -> Problem:
    stops = "the program waits for the answer and stops here" if question.waits else "its outputs are unknown"
    return problem(
        "lookup-unanswered",
        question.where or question.token,
        f"{question.token} asks {question.provider}, and a preview without a cloud has no answer: {stops}",
        question.args,
        "an answer in the file that --answers names, or values from the configuration instead of the look-up",
        "run eks-shared-vpc preview --answers answers.json, fill in each null result, and run it again",
    )
