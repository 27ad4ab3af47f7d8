"""Where a case and a chat can stand, and where each may go from there. All of it, in one place.

The hot door for customers' messages hands `moves_for_sql()` to the database, so that the same
rules hold there.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models


class CaseState(models.TextChoices):
    """The life of one problem (docs/glossary.md)."""

    NEW = "NEW"
    TRIAGED = "TRIAGED"
    QUEUED = "QUEUED"
    IN_PROGRESS = "IN_PROGRESS"
    WAITING_CUSTOMER = "WAITING_CUSTOMER"
    WAITING_INTERNAL = "WAITING_INTERNAL"
    WAITING_CHAIN = "WAITING_CHAIN"
    WAITING_THIRD_PARTY = "WAITING_THIRD_PARTY"
    SCHEDULED = "SCHEDULED"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    MERGED = "MERGED"
    SPAM = "SPAM"


class ChatState(models.TextChoices):
    """The life of one conversation on a channel where people talk at once."""

    OPENED = "OPENED"
    BOT = "BOT"
    QUEUED = "QUEUED"
    ACTIVE = "ACTIVE"
    DISCONNECTED = "DISCONNECTED"
    WRAP_UP = "WRAP_UP"
    ENDED = "ENDED"
    CALLBACK_BOOKED = "CALLBACK_BOOKED"
    CONVERTED_TO_ASYNC = "CONVERTED_TO_ASYNC"


class Disposition(models.TextChoices):
    """How a case ended."""

    SOLVED_BY_FACT = "solved_by_fact"
    SOLVED_BY_ACTION = "solved_by_action"
    EXPLAINED = "explained"
    NOT_POSSIBLE = "not_possible"
    DUPLICATE = "duplicate"
    ABANDONED = "abandoned"
    REFERRED = "referred"


_C = CaseState
_WAITING = frozenset(
    {
        _C.WAITING_CUSTOMER,
        _C.WAITING_INTERNAL,
        _C.WAITING_CHAIN,
        _C.WAITING_THIRD_PARTY,
        _C.SCHEDULED,
    }
)
_ASIDE = frozenset({_C.MERGED, _C.SPAM})
_AT_WORK = frozenset({_C.QUEUED, _C.IN_PROGRESS, *_WAITING, _C.RESOLVED}) | _ASIDE

CASE_MOVES: dict[CaseState, frozenset[CaseState]] = {
    # An agent may take a case before triage has looked at it.
    _C.NEW: frozenset({_C.TRIAGED, _C.IN_PROGRESS}) | _ASIDE,
    _C.TRIAGED: frozenset({_C.QUEUED, _C.IN_PROGRESS, _C.RESOLVED}) | _ASIDE,
    _C.QUEUED: _AT_WORK - {_C.QUEUED},
    _C.IN_PROGRESS: _AT_WORK - {_C.IN_PROGRESS},
    **{state: _AT_WORK - {state} for state in _WAITING},
    _C.RESOLVED: frozenset({_C.CLOSED, _C.REOPENED}),
    _C.CLOSED: frozenset({_C.REOPENED}),
    _C.REOPENED: _AT_WORK,
    _C.MERGED: frozenset({_C.REOPENED}),
    _C.SPAM: frozenset({_C.REOPENED}),
}

_H = ChatState
_ELSEWHERE = frozenset({_H.CALLBACK_BOOKED, _H.CONVERTED_TO_ASYNC})

CHAT_MOVES: dict[ChatState, frozenset[ChatState]] = {
    _H.OPENED: frozenset({_H.BOT, _H.QUEUED, _H.ACTIVE, _H.DISCONNECTED, _H.ENDED}),
    _H.BOT: frozenset({_H.QUEUED, _H.ACTIVE, _H.DISCONNECTED, _H.ENDED}),
    _H.QUEUED: frozenset({_H.ACTIVE, _H.DISCONNECTED, _H.ENDED}) | _ELSEWHERE,
    _H.ACTIVE: frozenset({_H.QUEUED, _H.DISCONNECTED, _H.WRAP_UP, _H.ENDED}) | _ELSEWHERE,
    _H.DISCONNECTED: frozenset({_H.QUEUED, _H.ACTIVE, _H.ENDED}) | _ELSEWHERE,
    _H.WRAP_UP: frozenset({_H.ACTIVE, _H.QUEUED, _H.ENDED}),
    _H.ENDED: frozenset({_H.QUEUED, _H.ACTIVE}),
    _H.CALLBACK_BOOKED: frozenset({_H.QUEUED, _H.ACTIVE, _H.ENDED}),
    _H.CONVERTED_TO_ASYNC: frozenset({_H.QUEUED, _H.ACTIVE, _H.ENDED}),
}

# A case in one of these needs nobody.
SETTLED = frozenset({_C.RESOLVED, _C.CLOSED, _C.MERGED, _C.SPAM})

# Where nobody is at work yet: taking such a case begins the work.
IDLE = frozenset({_C.NEW, _C.TRIAGED, _C.QUEUED, _C.REOPENED})
# Opened by nobody yet: some moves begin with the work.
UNTOUCHED = frozenset({_C.NEW, _C.TRIAGED, _C.REOPENED})

# What a customer's message does: to a case that somebody owns, and to one that nobody does.
ON_CUSTOMER_MESSAGE: dict[CaseState, tuple[CaseState, CaseState]] = {
    _C.WAITING_CUSTOMER: (_C.IN_PROGRESS, _C.QUEUED),
    _C.SCHEDULED: (_C.IN_PROGRESS, _C.QUEUED),
    _C.WAITING_CHAIN: (_C.IN_PROGRESS, _C.QUEUED),
    _C.RESOLVED: (_C.REOPENED, _C.REOPENED),
    _C.CLOSED: (_C.REOPENED, _C.REOPENED),
}
CHAT_ON_CUSTOMER_MESSAGE: dict[ChatState, ChatState] = {
    _H.ENDED: _H.QUEUED,
    _H.WRAP_UP: _H.ACTIVE,
    _H.DISCONNECTED: _H.QUEUED,
    _H.CONVERTED_TO_ASYNC: _H.QUEUED,
}

State = TypeVar("State", CaseState, ChatState)


def may_move(moves: dict[State, frozenset[State]], before: State, after: State) -> bool:
    """Tell whether `after` can follow `before`."""
    return after in moves[before]


def moves_for_sql() -> dict[str, dict[str, object]]:
    """The customer's-message rules as plain data."""
    return {
        "case": {
            before.value: {"owned": owned.value, "free": free.value}
            for before, (owned, free) in ON_CUSTOMER_MESSAGE.items()
        },
        "chat": {before.value: after.value for before, after in CHAT_ON_CUSTOMER_MESSAGE.items()},
    }
