"""Whom an incident touched, as far as the desk can know: whoever asked about it in its time.

That is by why they asked, or because a look found this incident. Who was touched and never asked
is not known here. Runs inside a scope.
"""

# lint: allow objects (the questions of this room about cases)
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from pharos.cases.access import cases_to_read
from pharos.cases.merging import survivor
from pharos.cases.models import Case, Conversation
from pharos.cases.states import CaseState
from pharos.diagnosis.areas import AREAS
from pharos.diagnosis.queries import found_incident, named_in_diagnoses
from pharos.incidents.models import Claim, Incident
from pharos.kernel.time import now
from pharos.people.actor import Actor

MOST: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One case of somebody whom it concerns: where the work goes on, and their claim if any."""

    case: Case
    is_certain: bool
    claim: Claim | None

    @property
    def person_id(self) -> int:
        return self.case.customer.person_id


def affected_by(actor: Actor, incident: Incident) -> list[Affected]:
    """Return the cases that `actor` may see and the incident concerns, the oldest first.

    A merged case counts as the one where its work goes on. What was looked up for another asset
    or network is left out; what named none is not.
    """
    claims = {claim.case_id: claim for claim in _claims(incident)}
    found: dict[int, Affected] = {}
    for case in _candidates(actor, incident, claims)[:MOST]:
        claim = claims.get(case.pk)
        if claim is None and not _fits(incident, case.named or {}):  # type: ignore[attr-defined]
            continue
        here = survivor(case)
        certain = bool(case.is_found) or (here.pk in found and found[here.pk].is_certain)  # type: ignore[attr-defined]
        known = found[here.pk].claim if here.pk in found else None
        found[here.pk] = Affected(case=here, is_certain=certain, claim=claim or known)
    return list(found.values())


def one_for_each(affected: Iterable[Affected]) -> list[Affected]:
    """Return one case for each person: an open one before those that ended, then the latest."""
    chosen: dict[int, Affected] = {}
    for each in affected:
        other = chosen.get(each.person_id)
        if other is None or _rank(each) > _rank(other):
            chosen[each.person_id] = each
    return list(chosen.values())


def chosen_among(affected: Iterable[Affected], numbers: Collection[str] | None) -> list[Affected]:
    """Return one case for each person among those of these numbers, or among all (None)."""
    wanted = None if numbers is None else set(numbers)
    return one_for_each(each for each in affected if wanted is None or each.case.number in wanted)


def _rank(each: Affected) -> tuple[bool, object]:
    return (not each.case.is_settled, each.case.opened_at)


def _candidates(actor: Actor, incident: Incident, claims: dict[int, Claim]) -> QuerySet[Case]:
    window = (incident.began_at, incident.concerned_until(now()))
    begun = Conversation.objects.filter(brand_id=incident.brand_id, opened_at__range=window)
    in_time = Q(opened_at__range=window) | Q(pk__in=begun.values("case_id"))
    found = found_incident(incident.source_id) if incident.source_id else Q(pk=None)
    return (
        cases_to_read(actor)
        .filter(brand_id=incident.brand_id)
        .exclude(state=CaseState.SPAM)
        .annotate(is_found=found, **named_in_diagnoses())
        .filter(Q(pk__in=claims) | in_time & (_about(incident) | Q(is_found=True)))
        .select_related("customer__merged_into", "brand", "team", "assignee", "merged_into")
        .order_by("opened_at", "pk")
    )


def _about(incident: Incident) -> Q:
    """What a case is about, as it came or as it was corrected."""
    if incident.kind == Incident.Kind.ALL:
        return ~Q(pk=None)
    groups = [group for group, kind in AREAS.items() if kind == incident.kind]
    about = Q()
    for group in groups:
        about |= Q(reason_initial__startswith=f"{group}.")
        about |= Q(reason_final__startswith=f"{group}.")
    return about


def _fits(incident: Incident, named: dict[str, str]) -> bool:
    asset, network = named.get("asset"), named.get("network")
    return (not incident.assets or not asset or asset in incident.assets) and (
        not incident.networks or not network or network in incident.networks
    )


def _claims(incident: Incident) -> QuerySet[Claim]:
    return Claim.objects.filter(incident=incident)
