"""Facts, and the figures that words show. No figure is without a fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Generic[T]):
    """One answer that was given: by whom, when, and until when it may be relied on.

    `id` is its place in the diagnosis, from f1. `question` and `arguments` are enough to ask again.
    """

    id: str
    question: str
    arguments: dict[str, Any]
    data: T
    source: str
    as_of: datetime
    stale_after: datetime

    def shows(self, value: Value, kind: Kind | None = None, *, unit: str = "") -> Figure:
        """A figure for a sentence, that comes from this fact."""
        return Figure(value=value, kind=kind or _kind(value), of=(self.id,), unit=unit)

    def amount(self, value: Decimal, asset: str) -> Figure:
        return Figure(value=value, kind="amount", of=(self.id,), unit=asset)


Kind = Literal["amount", "number", "instant", "span", "name", "code", "place", "network"]
Value = Decimal | int | str | datetime | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What stands in a sentence for a blank, and the facts (`of`) that it comes from.

    kind: amount (with `unit`, the asset), number, instant, span, name (shown as it is), code (a
    word of the contract that is worded in `words.py`), place (an address or hash, shown shortened),
    network (CAIP-2, shown by its name).
    """

    value: Value
    kind: Kind
    of: tuple[str, ...]
    unit: str = ""

    def with_fact(self, *others: Fact[Any]) -> Figure:
        """The same figure, worked out from these as well."""
        more = tuple(fact.id for fact in others if fact.id not in self.of)
        return Figure(value=self.value, kind=self.kind, of=self.of + more, unit=self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence: its key in the diagnoser's words, and what fills its blanks."""

    key: str
    figures: dict[str, Figure] = field(default_factory=dict)


def _kind(value: Value) -> Kind:
    if isinstance(value, datetime):
        return "instant"
    if isinstance(value, timedelta):
        return "span"
    return "name" if isinstance(value, str) else "number"
