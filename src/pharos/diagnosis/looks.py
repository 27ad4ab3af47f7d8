"""Who looked at a customer's data: counted, shown to the customer, and told when it is unusual."""

# lint: allow objects (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from pharos.cases.ledger.append import Written
from pharos.cases.models import Case, Entry
from pharos.cases.notifying import notify
from pharos.diagnosis.looked_at import REVEALED_FOR
from pharos.exchange.models import Connection
from pharos.exchange.models.connection import LOOKS_AN_HOUR
from pharos.kernel.errors import TooMany
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.queries import supervisors_of

HOUR = timedelta(hours=1)
# What somebody began themselves. What came of it is written down too, and is not a second look.
BEGUN = Q(wanted__isnull=False) | Q(purpose__in=REVEALED_FOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look into a customer's data: who, when, for what, and at what (questions by name)."""

    at: datetime
    who: str
    kind: str
    purpose: str
    questions: tuple[str, ...]
    words: str


def looks_since(actor: Actor, since: datetime) -> int:
    """Return how often this member of staff has looked something up since then."""
    looks = Entry.objects.filter(
        kind="access", author_kind="staff", author_id=actor.id, created_at__gte=since
    ).annotate(
        wanted=KeyTextTransform("wanted", "payload"),
        purpose=KeyTextTransform("purpose", "payload"),
    )
    return looks.filter(BEGUN).count()


def refuse_too_many(actor: Actor, connection: Connection | None) -> bool:
    """Refuse with `too_many` beyond what one person may look up an hour. True for the last."""
    most = connection.looks_an_hour if connection else LOOKS_AN_HOUR
    looked = looks_since(actor, now() - HOUR)
    if looked >= most:
        raise TooMany(
            _("You have looked up more than is usual in an hour. Ask a supervisor."),
            code="too_many",
            after=HOUR.total_seconds(),
        )
    return looked + 1 == most


def looks_into(cases: Sequence[Case]) -> list[Look]:
    """Return all looks into these cases, the latest first. What is sealed is not among them."""
    entries = Entry.objects.filter(
        case_id__in=[case.pk for case in cases], kind="access", visibility="staff"
    ).order_by("-created_at", "-seq")
    return [_look(entry) for entry in entries if (entry.payload or {}).get("asked")]


def _look(entry: Entry) -> Look:
    payload = entry.payload or {}
    names = {one["question"] for one in payload["asked"] if one["ended"] == "answered"}
    return Look(
        at=entry.created_at,
        who=entry.author_name or "",
        kind=entry.author_kind,
        purpose=payload.get("purpose", ""),
        questions=tuple(sorted(names)),
        words=payload.get("words", ""),
    )


def tell_of_many_looks(case: Case, actor: Actor, *, of: Written) -> None:
    """Tell the supervisors of the brand that somebody looks up more than is usual."""
    notify(case, "looks", to=supervisors_of(case.brand_id), of=of, by=actor)


def tell_of_canary(case: Case, actor: Actor, *, of: Written) -> None:
    """Tell the supervisors that somebody looked at an account that nobody has a reason to."""
    notify(case, "canary", to=supervisors_of(case.brand_id), of=of, by=actor)
