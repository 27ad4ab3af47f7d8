"""Who looked at a customer's data: counted, shown to the customer, and told when it is unusual."""

# lint: allow objects (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pharos.cases.ledger.append import Written
from pharos.cases.models import Case, Entry
from pharos.cases.notifying import notify
from pharos.people.actor import Actor
from pharos.people.models import Membership
from pharos.people.roles import SUPERVISING


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look into a customer's data: who, when, for what, and at what (questions by name)."""

    at: datetime
    who: str
    kind: str
    purpose: str
    questions: tuple[str, ...]


def looks_since(actor: Actor, since: datetime) -> int:
    """Return how often this member of staff has looked something up since then."""
    return Entry.objects.filter(
        kind="access", author_kind="staff", author_id=actor.id, created_at__gte=since
    ).count()


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
    )


def tell_of_many_looks(case: Case, actor: Actor, *, of: Written) -> None:
    """Tell the supervisors of the brand that somebody looks up more than is usual."""
    notify(case, "looks", to=supervisors_of(case.brand_id), of=of, by=actor)


def tell_of_canary(case: Case, actor: Actor, *, of: Written) -> None:
    """Tell the supervisors that somebody looked at an account that nobody has a reason to."""
    notify(case, "canary", to=supervisors_of(case.brand_id), of=of, by=actor)


def supervisors_of(brand_id: int) -> list[int]:
    """Return the ids of the staff who supervise the brand."""
    here = Membership.objects.filter(
        team__brand_id=brand_id, staff__role__in=SUPERVISING, staff__is_active=True
    )
    return sorted(set(here.values_list("staff_id", flat=True)))
