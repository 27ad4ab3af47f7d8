from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef

from pharos.cases.ledger.append import Written
from pharos.cases.models import Case, Notification
from pharos.cases.notifying import notify
from pharos.clocks.models import Clock
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

AHEAD = timedelta(minutes=5)
BATCH = 100


@action
def warn_of_promises(*, actor: Actor, limit: int = BATCH) -> int:
    """Tell whoever has a case that a promise of it runs out in five minutes, once for each.

    Returns how many were warned. Safe to repeat; nothing is locked.
    """
    at = now()
    due = Clock.objects.filter(
        brand_id__in=actor.brands, stopped_at=None, due_at__gt=at, due_at__lte=at + AHEAD
    )
    warned = Notification.objects.filter(
        case=OuterRef("case_id"), kind="promise", created_at__gte=OuterRef("started_at")
    )
    soon = due.filter(~Exists(warned)).order_by("due_at").values_list("case_id", flat=True)[:limit]
    cases = Case.objects.filter(pk__in=list(soon), assignee__isnull=False).select_related("head")
    for case in cases:
        written = Written(case.pk, case.head.seq, None, at, repeated=False)
        notify(case, "promise", to=[case.assignee_id or 0], of=written, by=actor)
    return len(cases)
