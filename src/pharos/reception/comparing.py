"""What is read of cases to tell whether they are about the same. Runs inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from pharos.brands.queries import profile_of
from pharos.cases.models import Case, CaseLink, Conversation, DeskMark, Entry
from pharos.cases.queries import conversations_of
from pharos.cases.states import SETTLED
from pharos.diagnosis.desk_answers import ABOUT
from pharos.diagnosis.models import DiagnosisRequest, Watcher
from pharos.diagnosis.queries import latest_diagnosis
from pharos.diagnosis.recognising import inputs_in
from pharos.kernel.reasons import UNSORTED
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.people.persons.queries import customers_of_person, ids_of_person
from pharos.reception.models import RepeatMark
from pharos.reception.same_problem import Problem

# Here a browser holds the secret by which its customer is known.
BY_SECRET: Final = ("widget", "form")
# What a contact is written down on by staff, who know what it is about.
BY_HAND: Final = "manual"
# Whether we work on this already says nothing of what it is.
OF_REPEATS: Final = "D36"
SUBJECTS: Final = (*ABOUT, "address")
MOST: Final = 20


def open_cases_before(case: Case) -> list[Case]:
    """The earlier open cases of everybody who may be the same person, the latest of them first."""
    people = customers_of_person(Customer.objects.get(pk=case.customer_id))
    cases = Case.objects.filter(customer__in=people, brand_id=case.brand_id)
    still = cases.exclude(state__in=[state.value for state in SETTLED])
    earlier = still.filter(
        Q(opened_at__lt=case.opened_at) | Q(opened_at=case.opened_at, pk__lt=case.pk)
    )
    return list(earlier.order_by("-opened_at", "-pk")[:MOST])


def is_unknown_yet(case: Case, others: Sequence[Case] = ()) -> bool:
    """Whether something is still being looked up for one of them, or another is compared first."""
    pks = [other.pk for other in others]
    asked = DiagnosisRequest.objects.filter(case_id__in=[case.pk, *pks])
    return asked.exists() or RepeatMark.objects.filter(case_id__in=pks).exists()


def person_of(case: Case) -> frozenset[int]:
    """Whom the author of a new case proves to be: as whoever wrote may see what these wrote."""
    person: frozenset[int] | None = None
    for thread in conversations_of(case):
        if not _is_proved(thread):
            return frozenset()
        actor = Actor.customer(
            id=thread.customer_id,
            brand_id=thread.brand_id,
            name="",
            assurance=thread.assurance,
        )
        ids = frozenset(ids_of_person(actor))
        person = ids if person is None else person & ids
    return person or frozenset()


def problem_of(case: Case, *, is_new: bool = False, since: datetime | None = None) -> Problem:
    """What the case is about, and whether it can take part: `is_new` or as the one that stays.

    What staff have worked on since it came (the new one), or have answered `since` then (the other
    one), is theirs to judge.
    """
    looked = latest_diagnosis(case)
    threads = conversations_of(case)
    is_free = not _is_touched(case) if is_new else not _is_answered(case, since)
    return Problem(
        case_id=case.pk,
        opened_at=case.opened_at,
        customers=_customers(case, threads),
        reason=_reason(case, looked),
        found=_found(looked),
        subjects=_subjects(case, looked),
        awaits=frozenset(Watcher.objects.filter(case=case).values_list("subject", flat=True)),
        is_free=is_free and not case.is_settled,
    )


def parted_from(case: Case, others: Sequence[Case]) -> frozenset[int]:
    """Those of the others that it was once taken out of, or split off: never to be one again."""
    pks = [other.pk for other in others]
    split = CaseLink.objects.filter(
        Q(case=case, other__in=pks) | Q(other=case, case__in=pks), kind=CaseLink.Kind.SPLIT
    )
    found = {pk for link in split for pk in (link.case_id, link.other_id)}
    told = Entry.objects.filter(case_id__in=[case.pk, *pks], kind="unmerge")
    numbers = {each.number: each.pk for each in others}
    for entry in told:
        payload: dict[str, Any] = entry.payload or {}
        other = payload.get("from") or payload.get("was")
        if entry.case_id == case.pk:
            found |= {numbers[other]} if other in numbers else set()
        elif other == case.number:
            found.add(entry.case_id)
    return frozenset(found - {case.pk})


def is_own_record(case: Case) -> bool:
    """Whether the case stands by itself: a formal complaint, or what a machine or staff wrote."""
    first = Entry.objects.filter(case_id=case.pk, kind="message").order_by("seq").first()
    payload: dict[str, Any] = (first.payload or {}) if first is not None else {}
    is_formal = bool((payload.get("form") or {}).get("formal"))
    is_theirs = first is not None and first.author_kind == "customer"
    return is_formal or bool(payload.get("automatic")) or not is_theirs


def _customers(case: Case, threads: Sequence[Conversation]) -> frozenset[int]:
    """Who talks in the case; nobody where one is not proved, or others may listen or answer."""
    if not all(map(_is_proved, threads)) or not threads:
        return frozenset()
    brought = Case.objects.filter(merged_into=case).values_list("customer_id", flat=True)
    return frozenset({case.customer_id, *brought, *(each.customer_id for each in threads)})


def _is_proved(thread: Conversation) -> bool:
    """Whether it is shown who writes here, by a secret or by the channel; and only they read it."""
    if thread.channel == BY_HAND or thread.surface == "public":
        return False
    published = profile_of(thread.brand).channels_of(thread.channel)
    if published and all(each.support_role != "full" for each in published):
        return False
    return thread.assurance > 0 or thread.channel in BY_SECRET


def _is_touched(case: Case) -> bool:
    """Whether anybody of staff has done something there, or is writing an answer."""
    by_staff = Entry.objects.filter(case_id=case.pk, author_kind="staff").exclude(kind="seen")
    return by_staff.exists() or _is_being_answered(case)


def _is_answered(case: Case, since: datetime | None) -> bool:
    if since is None:
        return False
    answers = Entry.objects.filter(case_id=case.pk, author_kind="staff", created_at__gte=since)
    return answers.filter(kind__in=("message", "resolution")).exists()


def _is_being_answered(case: Case) -> bool:
    return DeskMark.objects.filter(case=case, drafted_at__isnull=False).exists()


def _reason(case: Case, looked: dict[str, Any]) -> str:
    """What staff corrected it to, what was chosen, or under what the diagnosis found it."""
    chosen = case.reason_final or case.reason_initial
    if chosen != UNSORTED:
        return chosen
    found = str((looked.get("inputs") or {}).get("reason", ""))
    return "" if found == UNSORTED else found


def _found(looked: dict[str, Any]) -> str:
    """The diagnoser that answered and what it found, if it could tell."""
    answer = looked.get("answer")
    for one in looked.get("findings", ()):
        if one["diagnoser"] == answer and answer != OF_REPEATS and one["certainty"] != "UNKNOWN":
            return f"{one['diagnoser']} {one['outcome']}"
    return ""


def _subjects(case: Case, looked: dict[str, Any]) -> dict[str, str]:
    first = Entry.objects.filter(case_id=case.pk, kind="message").order_by("seq").first()
    named = inputs_in(first.body or "") if first is not None else {}
    known = named | (looked.get("inputs") or {})
    return {kind: str(known[kind]) for kind in SUBJECTS if known.get(kind)}
