"""Which queue a case is in: a pure comparison of what a queue takes with what a case is."""

from __future__ import annotations

from collections.abc import Iterable

from pharos.routing.models import Queue


def queue_for(queues: Iterable[Queue], *, team_id: int, language: str, reason: str) -> Queue | None:
    """Return the team's queue that fits best: by reason, then by language, then the oldest."""
    own = [queue for queue in queues if queue.team_id == team_id]
    return _best(own, language, reason)


def special_queue_for(queues: Iterable[Queue], *, language: str, reason: str) -> Queue | None:
    """Return the queue, of whichever team, that is for this very kind of question; if any is."""
    return _best([queue for queue in queues if queue.reasons], language, reason)


def _best(queues: list[Queue], language: str, reason: str) -> Queue | None:
    fitting = [
        (by_reason, by_language, -queue.pk, queue)
        for queue in queues
        if (by_reason := reason_fit(queue, reason)) >= 0
        and (by_language := language_fit(queue.language, language)) >= 0
    ]
    return max(fitting, key=lambda each: each[:3])[-1] if fitting else None


def reason_fit(queue: Queue, reason: str) -> int:
    """How much of the code the queue names; 0 if it takes every reason, -1 if not this one."""
    if not queue.reasons:
        return 0
    named = [code for code in queue.reasons if reason == code or reason.startswith(f"{code}.")]
    return max(map(len, named), default=-1)


def language_fit(spoken: str, wanted: str) -> int:
    """How close the queue's language is; 0 if it takes any, -1 if it is another."""
    if not spoken:
        return 0
    parts, asked = spoken.lower().split("-"), wanted.lower().split("-")
    if parts == asked[: len(parts)]:
        return 1 + len(parts)
    return 1 if parts[0] == asked[0] else -1
