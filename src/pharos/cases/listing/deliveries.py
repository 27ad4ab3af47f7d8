"""How far answers have come, and which did not arrive. Inside a scope."""

# lint: allow objects (questions for lists, apart for their size)
from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_read
from pharos.cases.models import Delivery
from pharos.kernel.errors import Forbidden, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor

SHOWN = 200
# There people look by themselves; what matters is whether it followed them by another way.
ON_SCREEN = "widget"
# In public it had been said before where to talk in private, and is not said again.
TOLD_IN_PUBLIC = "told_in_public"
FIELDS: Final = ("seq", "state", "channel", "code", "why", "moved_at")
State = Delivery.State
UNDER_WAY = (State.QUEUED, State.SENDING)


def deliveries_columns() -> dict[str, Combinable]:
    """How far each answer has come that went another way than by the customer's screen.

    And which was not said, since it was in public. As a column of a query of one case.
    """
    elsewhere = ~Q(conversation__channel=ON_SCREEN) | ~Q(channel__in=["", ON_SCREEN])
    found = Delivery.objects.filter(elsewhere, case=OuterRef("pk"))
    found = found.filter(~Q(state=State.RESTED) | Q(code=TOLD_IN_PUBLIC))
    told = JSONObject(**{name: F(name) for name in FIELDS}, thread=F("conversation__channel"))
    return {"deliveries": ArraySubquery(found.order_by("-pk").values(it=told)[:SHOWN])}


def deliveries_due(
    brand_ids: Sequence[int], *, within: timedelta | None = None
) -> dict[tuple[int, str], int]:
    """Count what is due to be said by brand and channel; `within` only what became due since."""
    at = now()
    due = Delivery.objects.filter(brand_id__in=brand_ids, state__in=UNDER_WAY, due_at__lte=at)
    if within is not None:
        due = due.filter(due_at__gt=at - within)
    lanes = due.values_list("brand_id", "conversation__channel").order_by()
    return {(brand, channel): count for brand, channel, count in lanes.annotate(Count("pk"))}


def is_being_sent(brand_id: int, channel: str) -> bool:
    """Tell whether something may be on its way there just now: its names are known only then.

    What was said on a page may be following there.
    """
    sending = Delivery.objects.filter(brand_id=brand_id, state=State.SENDING)
    return sending.filter(conversation__channel__in=[channel, ON_SCREEN, "form"]).exists()


def delivery_to_repeat(actor: Actor, number: str, seq: int) -> int:
    """Return the id of the delivery of an entry, for whoever may answer in its case."""
    case = case_to_read(actor, number)
    if not actor.may_reply:
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    found = Delivery.objects.filter(case=case, seq=seq).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such answer."))
    return found


def count_failed_deliveries() -> dict[int, int]:
    """Return how many answers of each brand in scope were given up."""
    failed = Delivery.objects.filter(state=State.FAILED).order_by()
    return dict(failed.values_list("brand_id").annotate(Count("pk")))


def failed_deliveries(brand_id: int, *, limit: int = 100) -> list[Delivery]:
    """Return the answers that were given up, the latest first."""
    found = Delivery.objects.filter(brand_id=brand_id, state=State.FAILED)
    return list(found.select_related("case").order_by("-pk")[:limit])
