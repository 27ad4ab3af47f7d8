from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_read, two_cases_to_change
from pharos.cases.bringing import Why, bring, take_out
from pharos.cases.ledger.entries import refuse_settled
from pharos.cases.models import Case
from pharos.cases.words import clean
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.people.actor import Actor


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
    bring(source, target, actor, Why(words=clean(why) if why.strip() else None))
    return source


@action
def unmerge_case(*, actor: Actor, number: str) -> Case:
    """Take a merging back: the case is where it was before, and its customer waits on.

    What was not merged stays as it is. The surviving case keeps its copies; it no longer counts
    the contacts, nor waits for what was asked elsewhere. Whoever was told that the two go on
    together is told that they do not any more.
    """
    into = case_to_read(actor, number).merged_into
    if into is None:
        return case_to_read(actor, number)
    source, target = two_cases_to_change(actor, number, into.number)
    if source.merged_into_id == target.pk:
        take_out(source, target, actor)
    return source
