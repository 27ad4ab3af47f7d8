"""A mail as a tree of parts, with bounds on how deep and how many, whatever was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesFeedParser
from email.policy import Compat32, Policy
from typing import Any, Final, cast

from pharos.channels.mail.reading.bounds import (
    DEEPEST,
    LONGEST_HEADER,
    LONGEST_PARAMETERS,
    MOST_COMPARISONS,
    MOST_HEADERS,
    MOST_PARTS,
    PARAMETERS,
    SHALLOWEST,
)
from pharos.channels.mail.reading.mail import Problem


class _Raw(Compat32):
    """Headers come back as they stand, not as objects that hide the bytes."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


RAW: Final = _Raw()


class _Enough(Exception):
    """A bound was reached."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Part(Message):
    """A part that is bounded while it is parsed. Headers stay raw: nothing of them is decoded.

    `cut` has what was too long to be a header, in full.
    """

    _payload: Any
    depth = 0
    deepest = DEEPEST

    def __init__(self, policy: Policy[Any] = RAW) -> None:
        super().__init__(policy=policy)
        self.cut: list[tuple[str, str]] = []
        self.has_more_headers = False
        self.fields: dict[str, list[str]] = {}

    def attach(self, payload: Any) -> None:
        """Take a part in, or end the parsing where it would be too deep."""
        payload.depth = self.depth + 1
        payload.deepest = self.deepest
        super().attach(payload)
        if payload.depth > self.deepest:
            raise _Enough("too_deep")

    def set_raw(self, name: str, value: str) -> None:
        """Take a header in, as long as it may be, and no more of them than there may be."""
        lower = name.lower()
        longest = LONGEST_PARAMETERS if lower in PARAMETERS else LONGEST_HEADER
        if len(value) > longest:
            self.cut.append((name, value))
            value = value[:longest]
        if len(self) >= MOST_HEADERS:
            self.has_more_headers = True
            return
        self.fields.setdefault(lower, []).append(value)
        super().set_raw(name, value)

    @property
    def transferred(self) -> bytes:
        """The bytes as they came. `get_payload` would replace those that are not ASCII."""
        payload = self._payload
        return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""

    def get_boundary(self, failobj: Any = None) -> Any:
        """The boundary; none where it is written in a way that its parser trips over."""
        try:
            return super().get_boundary(failobj)
        except (UnicodeError, ValueError, LookupError, TypeError):
            return failobj

    def raw(self, name: str) -> str:
        """The first header of this name, folds and all; "" if there is none."""
        return self.fields.get(name, [""])[0]

    @property
    def children(self) -> list[Part]:
        return cast("list[Part]", self.get_payload()) if self.is_multipart() else []


@dataclass(frozen=True, slots=True)
class Tree:
    """The parts of a mail. Where a bound was reached, `problem` says which: then it is not all."""

    root: Part
    problem: Problem | None = None


def parsed(raw: bytes) -> Tree:
    """The tree of these bytes, cut off at the bounds."""
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    deepest = max(SHALLOWEST, min(DEEPEST, MOST_COMPARISONS // lines))
    parts: list[Part] = []

    def new_part(policy: Policy[Any] = RAW) -> Part:
        if len(parts) > MOST_PARTS:
            raise _Enough("too_many_parts")
        part = Part(policy=policy)
        part.deepest = deepest
        parts.append(part)
        return part

    parser = BytesFeedParser(_factory=new_part, policy=RAW)
    first = len(parts)  # the parser tries the factory before it needs it
    try:
        parser.feed(raw)
        return Tree(cast("Part", parser.close()))
    except _Enough as enough:
        return Tree(parts[first] if len(parts) > first else Part(), enough.problem)
    except RecursionError:
        return Tree(parts[first], "too_deep")


def is_mail(kind: str) -> bool:
    """Whether a part of this type is a whole mail. Others of its family are blocks of fields."""
    return kind in ("message/rfc822", "message/news", "message/global")


def leaves(part: Part) -> Iterator[Part]:
    """Every part that holds bytes of its own, in order. A block of fields is one."""
    kind = part.get_content_type()
    if not part.is_multipart() or (kind.startswith("message/") and not is_mail(kind)):
        yield part
        return
    for child in part.children:
        yield from leaves(child)
