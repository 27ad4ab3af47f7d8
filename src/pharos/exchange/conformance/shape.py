"""Whether one answer is what the contract says, field by field, and where it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from pharos.exchange.http.calling import Reply
from pharos.exchange.http.wire import MEDIA, OK, holds_an_error
from pharos.exchange.objects import Answer, CustomerCard
from pharos.exchange.operations import Operation

RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
A_MINUTE: Final = timedelta(minutes=1)
A_DAY: Final = timedelta(days=1)
# What of somebody may be legible: a few letters to recognise them by.
LETTERS, DIGITS = 3, 4
SHOWN: Final = 5

WORDS: Final = {
    "missing": "is missing",
    "timezone_aware": "has no zone; times are such as 2026-11-25T10:00:00Z",
    "string_type": "is no text",
    "int_type": "is no whole number",
    "bool_type": "is neither true nor false",
    "none_required": "has to be null",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and in which field."""

    path: str
    words: str
    # To look at only: a field that the contract does not have.
    mild: bool = False


def read(operation: Operation, reply: Reply, at: datetime) -> tuple[Answer[Any] | None, list[Flaw]]:
    """The answer, if it can be read at all, and everything that is wrong with it."""
    if reply.media != MEDIA:
        return None, [Flaw("", f'the content type is "{reply.media}" and not {MEDIA}')]
    try:
        raw = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None, [Flaw("", "the body is not JSON")]
    if reply.status == OK and holds_an_error(reply.body):
        return None, [Flaw("", "an error came with status 200; see the list of statuses")]
    try:
        answer = operation.read_answer(reply.body)
    except ValidationError as error:
        return None, list(_faults(error))
    flaws = [*_compared(raw, answer, ""), *_times(answer, at), *_masks(answer.data, "data")]
    return answer, flaws


def _faults(error: ValidationError) -> Iterator[Flaw]:
    for one in error.errors()[:SHOWN]:
        path = ".".join(str(place) for place in one["loc"])
        yield Flaw(path, _words(one))


def _words(one: Any) -> str:
    kind = one["type"]
    if kind == "literal_error":
        return f'is "{str(one["input"])[:40]}" and not one of {one["ctx"]["expected"]}'
    if kind == "value_error":
        return f"is not right: {one['ctx']['error']}"
    if kind in ("string_pattern_mismatch", "string_too_short", "string_too_long"):
        return f"does not have the right form: {one['msg'].lower()}"
    return WORDS.get(kind, f"cannot be read: {one['msg'].lower()}")


def _compared(raw: Any, value: Any, path: str) -> Iterator[Flaw]:
    """The JSON beside what was read from it: nothing may have needed kindness to be read."""
    if is_dataclass(value) and isinstance(raw, dict):
        known = {one.name for one in fields(value)}
        for name in sorted(set(raw) - known):
            yield Flaw(_join(path, name), "is no field of the contract; it is not read", mild=True)
        for name in sorted(known & set(raw)):
            yield from _compared(raw[name], getattr(value, name), _join(path, name))
    elif isinstance(value, tuple) and isinstance(raw, list):
        for nr, (one, other) in enumerate(zip(raw, value, strict=True)):
            yield from _compared(one, other, _join(path, str(nr)))
    elif words := _misread(raw, value):
        yield Flaw(path, words)


def _misread(raw: Any, value: Any) -> str:
    """What is wrong with one value that could be read, or nothing."""
    if isinstance(value, datetime):
        is_right = isinstance(raw, str) and RFC3339.fullmatch(raw)
        return "" if is_right else "is no time of RFC 3339, such as 2026-11-25T10:00:00Z"
    wanted = str if isinstance(value, Decimal) else type(value)
    if type(raw) is wanted:
        return ""
    return f"is {json.dumps(raw)[:20]}, of another kind than the contract's"


def _times(answer: Answer[Any], at: datetime) -> Iterator[Flaw]:
    """Whether the answer says honestly how old it is, and can still be relied on."""
    if answer.as_of > at + A_MINUTE:
        yield Flaw("as_of", "is in the future; is the clock right?")
    if answer.stale_after <= answer.as_of:
        yield Flaw("stale_after", "is not after as_of")
    elif answer.stale_after <= at:
        yield Flaw("stale_after", "is in the past: the answer could never be relied on")
    if answer.stale_after > answer.as_of + A_DAY:
        yield Flaw("stale_after", "is more than a day after as_of")


def _masks(data: Any, path: str) -> Iterator[Flaw]:
    """A mask that hides nothing is none."""
    if not isinstance(data, CustomerCard):
        return
    local = data.mail.partition("@")[0]
    for field, text, kind, most in (
        ("name", data.name, str.isalpha, LETTERS),
        ("mail", local, str.isalnum, LETTERS),
        ("phone", data.phone, str.isdigit, DIGITS),
    ):
        legible = sum(1 for letter in text if kind(letter))
        if legible > most:
            yield Flaw(_join(path, field), f"shows {legible} letters or digits; {most} are enough")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
