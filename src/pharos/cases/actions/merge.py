from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_read, two_cases_to_change
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of, move_case, refuse_settled
from pharos.cases.merging import carry
from pharos.cases.models import Case, Entry
from pharos.cases.promising import OURS, promise
from pharos.cases.queries import unanswered_in, unanswered_since
from pharos.cases.states import CaseState
from pharos.cases.words import clean
from pharos.clocks.running import stop_clocks
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now
from pharos.people.actor import Actor

BEGINNINGS = (CaseState.NEW, CaseState.TRIAGED)


@action
def merge_cases(*, actor: Actor, number: str, into: str, why: str = "") -> Case:
    """Let the work on a case go on in another of the same brand; both ledgers say so.

    Nothing is moved or renumbered: the merged case keeps its entries and its conversations. What
    its customer has asked and what they write there later is carried to the surviving case: a
    copy for staff, which wakes or reopens it and starts its clock (`reception.follow_up`). What
    staff answer there goes to the surviving case's own conversation, never to another customer.

    Merging into the same case again changes nothing. Refused: a case with itself, over two brands,
    settled cases, two customers without a reason (`reason_missing`), and a case into one that was
    merged into it (`settled`, since that one is).
    """
    source, target = two_cases_to_change(actor, number, into)
    if source.merged_into_id == target.pk:
        return source
    refuse_settled(source)
    refuse_settled(target)
    if source.customer_id != target.customer_id and not why.strip():
        raise Conflict(
            _("These cases are of two customers. Say why they are one problem."),
            code="reason_missing",
        )
    reason = clean(why) if why.strip() else None
    at = now()
    before = source.state

    moved = move_case(source, actor, CaseState.MERGED)
    source.merged_into = target
    source.moved_at = target.moved_at = at
    source.save()
    stop_clocks(case_id=source.pk, kinds=OURS, at=at)

    target.contacts += source.contacts
    carried = carry(source, target, unanswered_in(source))
    target.save()
    away: dict[str, object] = {"into": target.number, "before": before}
    here: dict[str, object] = {"from": source.number, "contacts": source.contacts}
    append(
        entry_of(source, actor, "merge", payload=away, body=reason),
        *moved,
        entry_of(target, actor, "merge", payload=here, body=reason),
        *carried,
    )
    return source


@action
def unmerge_case(*, actor: Actor, number: str) -> Case:
    """Take a merging back: the case is where it was before, and its customer waits on.

    What was not merged stays as it is. The surviving case keeps its copies; it no longer counts
    the contacts, nor waits for what was asked elsewhere.
    """
    into = case_to_read(actor, number).merged_into
    if into is None:
        return case_to_read(actor, number)
    source, target = two_cases_to_change(actor, number, into.number)
    if source.merged_into_id != target.pk:
        return source

    at = now()
    merged = Entry.objects.filter(case_id=source.pk, kind="merge").order_by("-seq")
    payloads = [entry.payload or {} for entry in merged]
    before = next((p["before"] for p in payloads if "before" in p), CaseState.QUEUED)
    moved = move_case(source, actor, CaseState.REOPENED, *_back(source, CaseState(before)))
    source.moved_at = target.moved_at = at
    source.save()
    if source.waiting_since is not None:
        promise(source, "next_response", at=source.waiting_since)

    append(entry_of(source, actor, "unmerge", payload={"from": target.number}), *moved)
    append(_parted(source, target, actor, at))
    return source


def _back(source: Case, before: CaseState) -> tuple[CaseState, ...]:
    """Where it was; what the customer wrote meanwhile ends the waiting for them."""
    waits = before in (CaseState.WAITING_CUSTOMER, CaseState.SCHEDULED) and source.waiting_since
    if before in BEGINNINGS or waits:
        return (CaseState.QUEUED if source.assignee_id is None else CaseState.IN_PROGRESS,)
    return () if before == CaseState.REOPENED else (before,)


def _parted(source: Case, target: Case, actor: Actor, at: datetime) -> NewEntry:
    target.contacts -= source.contacts
    target.waiting_since = unanswered_since(target, besides=source)
    target.save(update_fields=["contacts", "waiting_since", "moved_at"])
    if target.waiting_since is None:
        stop_clocks(case_id=target.pk, kinds=("next_response",), at=at)
    kept: dict[str, object] = {
        "was": source.number,
        "contacts": source.contacts,
        "waiting_since": target.waiting_since and target.waiting_since.isoformat(),
    }
    return entry_of(target, actor, "unmerge", payload=kept)
