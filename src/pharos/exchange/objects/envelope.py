"""How every answer comes: with its source, its moment, and until when it may be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pharos.exchange.objects.base import Id, Instant

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """What was answered: true at `as_of`, and not to be relied on after `stale_after`."""

    data: T
    as_of: Instant
    source: Id
    stale_after: Instant
    request_id: Id

    def is_stale(self, at: Instant) -> bool:
        return at > self.stale_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list. What follows is asked for with `next_cursor`; None is the end."""

    items: tuple[T, ...]
    next_cursor: str | None = None
