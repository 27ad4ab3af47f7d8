from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pharos.cases.case_links import may_join_by_link
from pharos.cases.ledger.append import append, lock_heads
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Conversation
from pharos.cases.words import clean
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from pharos.kernel.time import now
from pharos.people.access import customer_to_read, locked_customers, merge_to_undo
from pharos.people.actor import Actor
from pharos.people.models import Customer, PersonMerge
from pharos.people.persons.queries import (
    customers_of_person,
    ids_of_person,
    joinable_by_address,
    joinable_visitor,
)

STATED = frozenset({PersonMerge.Proof.CODE, PersonMerge.Proof.IDENTITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How it was proved that two are one person, and what exactly was checked."""

    kind: PersonMerge.Proof
    words: str


@action
def merge_people(*, actor: Actor, kept: UUID, joined: UUID, proof: Proof) -> PersonMerge:
    """Say that two customers are one person; the profile of `kept` shows both from now on.

    Each case of either gets an entry. Repeats safely. Refused: who may not confirm an identity,
    no words on what was checked, and customers of two brands. Nothing of theirs moves, and an
    anonymous browser sees no more than before. Both are locked, then the heads of their cases.
    """
    if not actor.may_confirm_identity:
        raise Forbidden(_("Only a specialist or a supervisor joins and parts people."))
    if proof.kind not in STATED:
        raise Invalid(_("Say what was checked."), code="proof_invalid")
    pair = customer_to_read(actor, kept), customer_to_read(actor, joined)
    return _merged(actor, pair[0], pair[1], Proof(kind=proof.kind, words=clean(proof.words)))


@action
def join_visitor(*, actor: Actor, device_id: int) -> PersonMerge | None:
    """Add what was said anonymously in this browser to the account that has signed in there.

    Called once whoever sits there has said that it was they who wrote. Nothing happens if the
    browser has nothing to join (`joinable_visitor` says what that is), so it repeats safely.
    """
    assert actor.is_signed_in, "only an account takes over what a browser said"
    visitor = joinable_visitor(actor, device_id)
    if visitor is None:
        return None
    account = Customer.objects.get(pk=actor.id or 0)
    proof = Proof(kind=PersonMerge.Proof.SAME_BROWSER, words="")
    return _merged(actor, account, visitor, proof)


@action
def join_by_address(*, actor: Actor) -> int:
    """Add what was written with an address to whoever has just proved to read that mailbox (AL1).

    Only what visitors wrote, who are known by nothing but their browser. Returns how many were
    joined; repeats safely, and undoing it parts them for good.
    """
    assert actor.is_customer, "only a customer proves an address"
    reader = Customer.objects.get(pk=actor.id or 0)
    undone = PersonMerge.objects.filter(
        proof=PersonMerge.Proof.ADDRESS, undone_at__isnull=False
    ).values_list("joined_id", flat=True)
    found = [each for each in joinable_by_address(reader.pk) if each.pk not in set(undone)]
    for visitor in found:
        _merged(actor, reader, visitor, Proof(kind=PersonMerge.Proof.ADDRESS, words=""))
    return len(found)


@action
def join_by_link(*, actor: Actor, conversation_id: int) -> None:
    """Add whoever talks in a conversation to the account that has opened its link and signed in.

    Called once whoever sits there has said that it was they who wrote. Repeats safely. Refused with
    `not_found`: a conversation that anybody can read, since its link proves nothing, and one of
    somebody who has an account or is known to be another person.
    """
    assert actor.is_signed_in, "only an account takes over what was said elsewhere"
    found = Conversation.objects.select_related("customer").filter(
        pk=conversation_id, brand_id__in=actor.brands
    )
    conversation = found.first()
    if conversation is None or not may_join_by_link(actor, conversation):
        raise NotFound(_("This link leads nowhere."))
    if conversation.customer_id not in ids_of_person(actor):
        account = Customer.objects.get(pk=actor.id or 0)
        proof = Proof(kind=PersonMerge.Proof.LINK, words="")
        _merged(actor, account, conversation.customer, proof)


@action
def undo_merge(*, actor: Actor, merge_id: int, why: str) -> PersonMerge:
    """Part two whom a merge has joined; each has their handles, cases and devices again.

    Each case of either gets an entry. Undoing it again does nothing. Refused: who may not confirm
    an identity, and no reason.
    """
    merge = merge_to_undo(actor, merge_id)
    kept, joined = locked_customers(merge.kept_id, merge.joined_id)
    merge.refresh_from_db()
    if merge.undone_at is not None:
        return merge

    cases = _cases_of(actor, kept, joined)
    people = customers_of_person(kept)
    merge.undone_at, merge.undone_by_id, merge.undone_why = now(), actor.id, clean(why)
    merge.save(update_fields=["undone_at", "undone_by", "undone_why"])
    _regroup(people)

    _tell(actor, cases, merge, kept, joined)
    return merge


def _merged(actor: Actor, kept: Customer, joined: Customer, proof: Proof) -> PersonMerge:
    if kept.brand_id != joined.brand_id:
        raise Conflict(_("These are customers of two brands."), code="two_brands")
    kept, joined = locked_customers(kept.person_id, joined.person_id)
    if kept.person_id == joined.person_id:
        return _already(kept)

    cases = _cases_of(actor, kept, joined)
    people = [*customers_of_person(kept), *customers_of_person(joined)]
    merge = PersonMerge.objects.create(
        brand_id=kept.brand_id,
        kept=kept,
        joined=joined,
        proof=proof.kind,
        words=proof.words,
        staff_id=actor.id if actor.is_staff else None,
    )
    _regroup(people)

    _tell(actor, cases, merge, kept, joined)
    return merge


def _already(customer: Customer) -> PersonMerge:
    merges = PersonMerge.objects.filter(undone_at=None)
    merge = merges.filter(kept=customer.person_id).order_by("-at").first()
    if merge is None:
        raise Conflict(_("This is one customer already."), code="same_customer")
    return merge


def _regroup(people: list[Customer]) -> None:
    """Bring `merged_into` of these in line with the merges that hold."""
    ids = [each.pk for each in people]
    holding = PersonMerge.objects.filter(joined__in=ids, undone_at=None)
    follows = dict(holding.values_list("joined_id", "kept_id"))
    for customer in people:
        end = customer.pk
        while end in follows:
            end = follows[end]
        person = None if end == customer.pk else end
        if customer.merged_into_id != person:
            customer.merged_into_id = person
            customer.save(update_fields=["merged_into"])


def _cases_of(actor: Actor, *customers: Customer) -> list[Case]:
    """Every case of either person, each with its head held, lowest first."""
    people = {each.pk for customer in customers for each in customers_of_person(customer)}
    cases = Case.objects.filter(customer_id__in=people, brand_id__in=actor.brands).order_by("pk")
    found = list(cases)
    lock_heads([case.pk for case in found])
    return found


def _tell(
    actor: Actor, cases: Iterable[Case], merge: PersonMerge, kept: Customer, joined: Customer
) -> None:
    """Write it down in every case, and once in the audit of the brand."""
    payload: dict[str, object] = {
        "merge": merge.pk,
        "kept": str(kept.public_id),
        "joined": str(joined.public_id),
        "proof": str(merge.proof),
        "undone": merge.undone_at is not None,
    }
    entries = [entry_of(case, actor, "person", payload=payload) for case in cases]
    if entries:
        append(*entries)
    undone = merge.undone_at is not None
    record(
        actor,
        "people.parted" if undone else "people.joined",
        kept,
        brand_id=merge.brand_id,
        subject_id=kept.public_id,
        change={
            "joined": (str(joined.public_id), None) if undone else (None, str(joined.public_id)),
            "proof": ("", merge.proof),
            "words": ("", merge.undone_why if undone else merge.words),
        },
    )
