"""Whether the books agree: what came in, the cases made of it, their promises, the ledger's heads.

Everything is asked as the application, in one snapshot for the questions and one for each few
cases, so a busy desk is never caught halfway through a transaction, and no snapshot lasts for long.
"""

# lint: allow objects (an auditor reads everything, and changes nothing)
from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

from django.db import connection

from pharos.brands.models import Brand
from pharos.cases.ledger.replay import differences
from pharos.cases.ledger.stored import case_chain, snapshot
from pharos.cases.models import Case
from pharos.config import reconciling_channels, reconciling_files
from pharos.health.actions.claim import claim, give_back
from pharos.health.actions.report import report
from pharos.health.models import Report as KeptReport
from pharos.kernel.time import now
from pharos.people.actor import Actor

log = logging.getLogger(__name__)

# What customers send: it needs a case, an owner and a clock.
INBOUND = ["message", "review"]
ANSWERS = ["first_response", "next_response"]
# A message may have waited this long at the door for its turn, while a clock began for another.
DOOR = timedelta(minutes=1)

WITHOUT_CASE = """
SELECT e.case_id, e.seq FROM ledger_entry e LEFT JOIN cases_case k ON k.id = e.case_id
WHERE e.brand_id = %(brand)s AND e.author_kind = 'customer' AND e.kind = ANY (%(inbound)s)
  AND k.id IS NULL
ORDER BY 1, 2
"""
WITHOUT_OWNER = """
SELECT k.number FROM cases_case k
LEFT JOIN people_team t ON t.id = k.team_id
LEFT JOIN people_staff s ON s.id = k.assignee_id
WHERE k.brand_id = %(brand)s AND ((k.assignee_id IS NOT NULL AND s.id IS NULL) OR t.id IS NULL)
ORDER BY 1
"""
WITHOUT_CLOCK = """
SELECT k.number, e.seq FROM ledger_entry e JOIN cases_case k ON k.id = e.case_id
WHERE e.brand_id = %(brand)s AND e.author_kind = 'customer' AND e.kind = ANY (%(inbound)s)
  AND NOT EXISTS (
    SELECT FROM clocks_clock c WHERE c.case_id = e.case_id AND c.kind = ANY (%(answers)s)
       AND c.started_at <= e.created_at + %(door)s
       AND (c.stopped_at IS NULL OR c.stopped_at >= e.created_at))
ORDER BY 1, 2
"""
WAITS_UNCLOCKED = """
SELECT k.number FROM cases_case k
WHERE k.brand_id = %(brand)s AND k.waiting_since IS NOT NULL
  AND k.state NOT IN ('MERGED', 'SPAM') AND NOT EXISTS (
    SELECT FROM clocks_clock c
    WHERE c.case_id = k.id AND c.kind = ANY (%(answers)s) AND c.stopped_at IS NULL)
ORDER BY 1
"""
OLD_MARKS = """
SELECT coalesce(k.number, f.case_id::text), f.seq FROM reception_followup f
LEFT JOIN cases_case k ON k.id = f.case_id
WHERE f.brand_id = %(brand)s AND f.created_at < %(oldest)s
ORDER BY 1, 2
"""
CASES_WITHOUT_HEAD = """
SELECT k.number FROM cases_case k LEFT JOIN ledger_head h ON h.case_id = k.id
WHERE k.brand_id = %(brand)s AND h.case_id IS NULL
ORDER BY 1
"""
HEADS_APART = """
SELECT h.number, h.seq, coalesce(last.seq, 0) FROM ledger_head h
LEFT JOIN LATERAL (
    SELECT seq, hash FROM ledger_entry e WHERE e.case_id = h.case_id ORDER BY seq DESC LIMIT 1
) last ON true
WHERE h.brand_id = %(brand)s AND h.seq > 0
  AND (h.seq, h.hash) IS DISTINCT FROM (last.seq, last.hash)
ORDER BY 1
"""
THREADS_APART = """
SELECT t.public_id::text, t.position, coalesce(last.position, 0) FROM ledger_conversation t
LEFT JOIN LATERAL (
    SELECT position, visible_hash FROM ledger_entry e
    WHERE e.conversation_id = t.conversation_id AND e.position IS NOT NULL
    ORDER BY position DESC LIMIT 1
) last ON true
WHERE t.brand_id = %(brand)s AND t.position > 0
  AND (t.position, t.hash) IS DISTINCT FROM (last.position, last.visible_hash)
ORDER BY 1
"""
OLDEST_MARK = timedelta(minutes=5)
NUMBER = re.compile(r"\bcase ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])\b")
MOST_KEPT = 200
ERRAND = "reconcile"
EVERY_SECONDS, AGAIN_SECONDS = 23 * 3600.0, 1800.0
# So many cases are compared in one go. Beside a desk at work the comparing then rests so many times
# as long as they took: it has a day, and people wait for a processor.
AT_ONCE, RESTS = 20, 4.0
QUESTIONS = (
    (WITHOUT_CASE, "entry {1} came in for case {0}, and there is no such case"),
    (WITHOUT_OWNER, "case {0} belongs to a team or to somebody who does not exist"),
    (WITHOUT_CLOCK, "no clock covers entry {1} of case {0}, which came from its customer"),
    (WAITS_UNCLOCKED, "case {0} waits for an answer, and no clock runs"),
    (OLD_MARKS, "entry {1} of case {0} still waits for a worker"),
    (CASES_WITHOUT_HEAD, "case {0} has no ledger"),
    (HEADS_APART, "the ledger's head of case {0} is at {1}, its last entry is {2}"),
    (THREADS_APART, "the ledger's head of conversation {0} is at {1}, its last entry is {2}"),
    *reconciling_files.QUESTIONS,
    *reconciling_channels.QUESTIONS,
)


@dataclass(frozen=True, slots=True)
class Report:
    """One brand: how many cases and items of channels there are, and what is wrong, in words."""

    brand: str
    cases: int
    faults: list[str]
    items: dict[str, int] = field(default_factory=dict)

    @property
    def numbers(self) -> list[str]:
        """The cases that the faults name, each once."""
        return list(
            dict.fromkeys(found for words in self.faults for found in NUMBER.findall(words))
        )

    def figures(self) -> dict[str, Any]:
        """What is kept of it: counts, and numbers of cases, for whoever has to look at them."""
        return {
            "cases": self.cases,
            "faults": len(self.faults),
            "items": self.items,
            "numbers": self.numbers[:MOST_KEPT],
        }


def reconcile(*, oldest_mark: timedelta, rests: float = 0.0, only: str = "") -> Iterator[Report]:
    """Check every brand, or the one whose slug is `only`, and say what does not agree.

    Changes nothing. `rests` is how many times as long as it has worked it rests, again and again.
    """
    brands = Brand.objects.order_by("pk")
    for brand in brands.filter(slug=only) if only else brands:
        with snapshot(brand.pk):
            asked = {
                "brand": brand.pk,
                "inbound": INBOUND,
                "answers": ANSWERS,
                "door": DOOR,
                "oldest": now() - oldest_mark,
                "at": now(),
                "spool": reconciling_channels.SPOOL,
                "overdue": reconciling_channels.OVERDUE,
            }
            faults = [
                words.format(*row) for query, words in QUESTIONS for row in _rows(query, asked)
            ]
            faults += reconciling_files.files_without_bytes(brand.pk)
            items = reconciling_channels.items_by_channel(brand.pk)
        cases = 0
        for found in _compared(brand, rests):
            cases += 1
            faults += found
        yield Report(brand.slug, cases, faults, items)


def _compared(brand: Brand, rests: float) -> Iterator[list[str]]:
    """Yield for each case of the brand what is wrong with it, a few in one snapshot."""
    last = 0
    while True:
        began = monotonic()
        with snapshot(brand.pk):
            some = list(Case.objects.filter(brand=brand, pk__gt=last).order_by("pk")[:AT_ONCE])
            found = [_apart(case) for case in some]
        yield from found
        if len(some) < AT_ONCE:
            return
        last = some[-1].pk
        sleep((monotonic() - began) * rests)


def reconcile_daily(actor: Actor) -> None:
    """Compare the books once a day, whichever worker comes first, and keep how it went."""
    if not claim(actor=actor, name=ERRAND, seconds=EVERY_SECONDS):
        return
    try:
        _reconcile_and_report(actor)
    except Exception:
        give_back(actor=actor, name=ERRAND, seconds=AGAIN_SECONDS)
        raise


def _reconcile_and_report(actor: Actor) -> None:
    found = list(reconcile(oldest_mark=OLDEST_MARK, rests=RESTS))
    figures = {each.brand: each.figures() for each in found}
    faults = sum(len(each.faults) for each in found)
    if faults:
        log.error("the books do not agree: %d faults; `pharos reconcile` names them", faults)
    report(actor=actor, kind=KeptReport.Kind.RECONCILE, well=not faults, figures=figures)


def _rows(query: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())


def _apart(case: Any) -> list[str]:
    """Say where the case's row is not what its ledger tells."""
    try:
        entries = case_chain(case.pk).entries
    except StopIteration:
        return []  # named above: it has no ledger
    return [
        f"case {case.number}: {name} is {present!r}, its ledger says {past!r}"
        for name, (past, present) in differences(case, entries).items()
    ]
