"""A second contact about the same problem joins the open case, once it is known what it is about.

The worker's part. Each new case leaves a mark (`RepeatMark`) and is compared once: after what it is
about was looked up, before anybody of staff has worked on it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError

from pharos.brands.queries import profile_of
from pharos.cases.access import all_locked
from pharos.cases.bringing import Why, bring
from pharos.cases.ledger.append import append
from pharos.cases.models import Case
from pharos.cases.notifying import notify
from pharos.cases.queries import conversations_of
from pharos.cases.together import told_together
from pharos.kernel.action import action
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.acknowledging import ON_SCREEN, is_flooded
from pharos.reception.comparing import (
    is_own_record,
    is_unknown_yet,
    open_cases_before,
    parted_from,
    person_of,
    problem_of,
)
from pharos.reception.models import RepeatMark
from pharos.reception.same_problem import Same, same_problem

log = logging.getLogger(__name__)

BATCH: Final = 100
AGAIN: Final = timedelta(seconds=2)
# Whoever waits for longer than this for what nobody can look up is compared by people.
PATIENCE: Final = timedelta(minutes=15)


def leave_repeat_marks(cases: Iterable[Case], *, at: datetime) -> None:
    """Mark new cases for comparing, in the transaction that follows them up. Repeats safely."""
    RepeatMark.objects.bulk_create(
        [
            RepeatMark(brand_id=case.brand_id, case_id=case.pk, created_at=at, due_at=at)
            for case in cases
        ],
        ignore_conflicts=True,
    )


def join_repeats(actor: Actor) -> int:
    """Compare what is due, up to `BATCH`, and return how many cases were put together with another.

    What goes wrong with one keeps no others from their turn. Safe in several workers.
    """
    with reading(actor):
        due = RepeatMark.objects.filter(due_at__lte=now()).order_by("pk")
        ids = list(due.values_list("pk", flat=True)[:BATCH])
    joined = 0
    for mark_id in ids:
        try:
            joined += join_repeat(actor=actor, mark_id=mark_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("comparing by mark %s failed and will be tried again", mark_id)
    return joined


@action
def join_repeat(*, actor: Actor, mark_id: int) -> bool:  # noqa: ARG001 - its brands are the scope
    """Put one new case together with the open one about the same, if there is one; tell of it.

    Both ledgers say why, the open case keeps its owner and whichever promise is the earlier, the
    customer reads of it and how to object. The mark goes in the same transaction, so it happens
    once. What is not known yet is compared later. The mark is locked, then both heads and cases;
    what moved meanwhile is seen, and nothing is joined then.
    """
    mark = RepeatMark.objects.select_for_update(skip_locked=True).filter(pk=mark_id).first()
    if mark is None:
        return False
    case = Case.objects.select_related("brand", "customer").get(pk=mark.case_id)
    is_late = now() - mark.created_at > PATIENCE
    before = open_cases_before(case)
    if before and not is_late and is_unknown_yet(case, before):
        RepeatMark.objects.filter(pk=mark.pk).update(due_at=now() + AGAIN)
        return False
    same = None if is_late and is_unknown_yet(case) else _same(case, before)
    is_joined = same is not None and _joined(case, same)
    mark.delete()
    return is_joined


def _same(case: Case, before: list[Case]) -> Same | None:
    days = profile_of(case.brand).repeats.join_within_days
    if not days or not before or is_own_record(case) or _cannot_be_told(case):
        return None
    return same_problem(
        problem_of(case, is_new=True),
        [problem_of(other, since=case.opened_at) for other in before],
        person=person_of(case),
        within=timedelta(days=days),
        parted=parted_from(case, before),
    )


def _joined(case: Case, same: Same) -> bool:
    """Join the two, unless something moved while their heads were waited for."""
    found = Case.objects.get(pk=same.case_id)
    held = {each.pk: each for each in all_locked([case, found])}
    new, there, system = held[case.pk], held[found.pk], Actor.system(case.brand_id)
    if is_unknown_yet(new) or _same(new, open_cases_before(new)) != same:
        return False
    compared: dict[str, object] = {"by": same.by.value, "reason": problem_of(new).reason}
    if same.what:
        compared["what"] = same.what
    written = bring(new, there, system, Why(same=compared))
    append(*(told_together(new, thread, there) for thread in conversations_of(new)))
    if there.assignee_id is not None:
        notify(there, "answered", to=[there.assignee_id], of=written, by=system)
    return True


def _cannot_be_told(case: Case) -> bool:
    """Whether our own messages to this customer rest, since a machine may be writing."""
    threads = conversations_of(case)
    return any(each.channel not in ON_SCREEN and is_flooded(each) for each in threads)
