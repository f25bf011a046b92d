"""The file that answers a program's look-ups: read before a preview, and written with the questions that are left.

It is a JSON list. A preview writes each question with ``"result": null``; whoever fills that in answers it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from eks_shared_vpc.documents.json_document import read_json
from eks_shared_vpc.documents.text import is_there
from eks_shared_vpc.errors import InputError, Problem, nearest, problem
from eks_shared_vpc.preview.lookups.questions import Answer, Question, normalized

__all__ = ["answers_of", "read_answers", "write_questions"]

_KEYS: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "token": (str, "the function's token"),
    "args": (dict, "a mapping of arguments"),
    "account": (str, "the id of the provider's account"),
    "region": (str, "the provider's region"),
    "where": (str, "file and line of the call"),
    "result": (dict, "a mapping of what the function returns"),
}
_FIX = "correct the entry, or delete it and let the preview write it again"


def read_answers(path: Path) -> list[dict[str, Any]]:
    """The entries of a file, those without a result too; none if there is no such file.

    Raises:
        InputError: if the file has another form.
    """
    if not is_there(path):
        return []
    document = read_json(path, str(path), str(path))
    try:
        answers_of(document.value, "")
    except InputError as error:
        raise InputError(
            replace(each, where=f"{path}{each.where}", place=document.place(each.where)) for each in error.problems
        ) from None
    return list(document.value)


def answers_of(entries: Any, source: str) -> tuple[Answer, ...]:
    """The answers among entries: those that have a result.

    Args:
        entries: Mappings with ``token`` and ``result``, and with ``args``, ``account`` and ``region`` as far as these
            are to be the same in the question.
        source: Where they are from, for messages.

    Raises:
        InputError: if an entry has another form.
    """
    if not isinstance(entries, list | tuple):
        allowed = 'a list of {"token": …, "args": {…}, "result": {…}}'
        raise InputError([problem("answers-shape", source, "this is not a list", entries, allowed, "correct the file")])
    problems = [problem for index, entry in enumerate(entries) for problem in _problems(entry, f"{source}[{index}]")]
    if problems:
        raise InputError(problems)
    return tuple(
        Answer(each["token"], each["result"], each.get("args"), each.get("account"), each.get("region"))
        for each in entries
        if each.get("result") is not None
    )


def write_questions(path: Path, entries: Iterable[Mapping[str, Any]], questions: Iterable[Question]) -> int:
    """Write the entries that there are, and after them the questions that are not among them.

    Returns:
        How many questions were added. The file is not touched where there are none.
    """
    kept = [dict(each) for each in entries]
    asked = [_question(each) for each in kept]
    new: list[Question] = []
    for question in questions:
        if not any(question.same_as(each) for each in (*asked, *new)):
            new.append(question)
    if new:
        kept += [_entry(each) for each in new]
        path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(new)


def _entry(question: Question) -> dict[str, Any]:
    entry = {
        "token": question.token,
        "args": dict(question.args),
        "account": question.account,
        "region": question.region,
        "where": question.where or None,
    }
    return {**{key: value for key, value in entry.items() if value is not None}, "result": None}


def _question(entry: Mapping[str, Any]) -> Question:
    return Question(entry["token"], normalized(entry.get("args") or {}), entry.get("account"), entry.get("region"))


def _problems(entry: Any, where: str) -> Iterator[Problem]:
    if not isinstance(entry, Mapping):
        yield problem("answers-shape", where, "this is not a mapping", entry, ", ".join(_KEYS), _FIX)
        return
    if "token" not in entry:
        yield problem("answers-shape", f"{where}.token", "there is no token", None, _KEYS["token"][1], _FIX)
    for key, value in entry.items():
        if key not in _KEYS:
            guess = nearest(str(key), list(_KEYS))
            fix = f"write {guess}" if guess else f"delete {key}"
            yield problem("answers-shape", f"{where}.{key}", "an answer has no such key", value, ", ".join(_KEYS), fix)
        elif value is None and key != "token":
            continue
        elif not isinstance(value, _KEYS[key][0]):
            yield problem("answers-shape", f"{where}.{key}", "this has the wrong type", value, _KEYS[key][1], _FIX)
