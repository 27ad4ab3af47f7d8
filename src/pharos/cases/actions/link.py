from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pharos.cases.access import two_cases_to_change
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, CaseLink
from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor

# What people set by hand; a split links by itself and for good.
BY_HAND = ("related", "duplicate", "incident")


@action
def link_cases(*, actor: Actor, number: str, other: str, kind: str) -> Case:
    """Say in both ledgers that two cases belong together: `related`, `duplicate` or `incident` of.

    The same again changes nothing; related is the same either way round. Refused: another kind
    (`link_unknown`), a case with itself, and over two brands.
    """
    case, there = _pair(actor, number, other, kind)
    if _links(case, there, kind).exists():
        return case
    CaseLink.objects.create(
        brand_id=case.brand_id, case=case, other=there, kind=kind, created_at=now()
    )
    _tell(case, there, actor, {"link": kind})
    return case


@action
def unlink_cases(*, actor: Actor, number: str, other: str, kind: str) -> Case:
    """Take such a link back, in both ledgers. Where there is none, nothing changes."""
    case, there = _pair(actor, number, other, kind)
    links = _links(case, there, kind) | CaseLink.objects.filter(case=there, other=case, kind=kind)
    if links.exists():
        links.delete()
        _tell(case, there, actor, {"link": kind, "undone": True})
    return case


def _pair(actor: Actor, number: str, other: str, kind: str) -> tuple[Case, Case]:
    if kind not in BY_HAND:
        raise Invalid(_("Choose how the cases belong together."), code="link_unknown")
    return two_cases_to_change(actor, number, other)


def _links(case: Case, there: Case, kind: str) -> QuerySet[CaseLink]:
    this_way = Q(case=case, other=there)
    if kind == CaseLink.Kind.RELATED:
        this_way |= Q(case=there, other=case)
    return CaseLink.objects.filter(this_way, kind=kind)


def _tell(case: Case, there: Case, actor: Actor, what: dict[str, object]) -> None:
    at = now()
    Case.objects.filter(pk__in=[case.pk, there.pk]).update(moved_at=at)
    append(
        _linked(case, actor, there, what | {"way": "out"}),
        _linked(there, actor, case, what | {"way": "in"}),
    )


def _linked(case: Case, actor: Actor, to: Case, payload: dict[str, object]) -> NewEntry:
    return entry_of(case, actor, "link", payload=payload | {"case": to.number})
