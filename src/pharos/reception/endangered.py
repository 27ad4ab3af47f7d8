"""A secret that a customer sent to anybody opens a case of its own: their account is in danger.

Run inside the follow-up, before it locks any case, since customers are held before heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.brands.queries import profile_of
from pharos.cases.access import locked
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.merging import copied
from pharos.cases.models import Case, CaseLink, Conversation, Entry
from pharos.cases.opening import (
    Opening,
    open_case,
    open_case_about,
    open_conversation,
    told_opening,
)
from pharos.cases.states import CaseState
from pharos.cases.threads.queries import name_beside
from pharos.cases.words import spoken
from pharos.clocks.running import start_clock
from pharos.diagnosis.words import language_code
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.people.persons.queries import ids_of_person
from pharos.reception.inbound import NO_ADDRESS
from pharos.reception.models import FollowUp
from pharos.safety.advice import what_to_do
from pharos.safety.findings import ENDANGERING

REASON: Final = "SEC.COMPROMISED"
# What became of the files of a message.
FILES: Final = "files"


def open_cases_of_endangered(marks: Sequence[FollowUp]) -> list[int]:
    """Open a case for each customer whose message held what opens an account or a wallet.

    A change of a message is as good as a message, and so is a file. In the case they read at once,
    in their language and by their channel, what to do now. One stays open for each person: a second
    secret is linked to it. Neither a case about the same nor spam opens another. Doing it twice
    changes nothing.
    Returns the new cases' ids. Locks the customers, then each case in which the message stands.
    """
    messages = _messages(marks)
    held = Customer.objects.select_related("brand").select_for_update(no_key=True, of=("self",))
    threads = [thread.customer_id for _, thread in messages]
    customers = {each.pk: each for each in held.filter(pk__in=threads).order_by("pk")}
    opened = []
    for message, thread in messages:
        case = locked(Case.objects.get(pk=message.case_id))
        is_told = REASON in (case.reason_final or case.reason_initial, case.reason_initial)
        if is_told or case.state == CaseState.SPAM or _is_linked(case, message):
            continue
        new = _open_case_of(customers[thread.customer_id], thread)
        if new is None:
            new = _opened(customers[thread.customer_id], case, thread, message)
            opened.append(new.pk)
        _link(case, locked(new), message)
    return opened


def _messages(marks: Sequence[FollowUp]) -> list[tuple[Entry, Conversation]]:
    marked = {(mark.case_id, mark.seq) for mark in marks}
    entries = Entry.objects.filter(
        Q(author_kind="customer") | Q(kind=FILES),
        case_id__in={case_id for case_id, _ in marked},
        seq__in={seq for _, seq in marked},
        conversation_id__isnull=False,
        payload__isnull=False,
    ).order_by("case_id", "seq")
    found = [each for each in entries if (each.case_id, each.seq) in marked and _endangering(each)]
    threads = Conversation.objects.in_bulk({each.conversation_id for each in found})
    return [(each, threads[each.conversation_id]) for each in found if each.conversation_id]


def _endangering(entry: Entry) -> list[str]:
    """Which of the secrets in what they sent: in words, or in files that are gone again."""
    payload = entry.payload or {}
    found = payload.get("kinds" if entry.kind == FILES else "removed", ())
    return [kind for kind in found if kind in ENDANGERING]


def _said_with(entry: Entry) -> Entry:
    """The message itself, of what became of its files."""
    if entry.kind != FILES:
        return entry
    thread = Entry.objects.filter(case_id=entry.case_id, conversation_id=entry.conversation_id)
    return thread.filter(position=(entry.payload or {}).get("with")).first() or entry


def _is_nowhere(message: Entry) -> bool:
    return (_said_with(message).payload or {}).get("automatic") == NO_ADDRESS


def _is_linked(case: Case, message: Entry) -> bool:
    links = Entry.objects.filter(case_id=case.pk, kind="link", seq__gt=message.seq)
    return any((link.payload or {}).get("of") == message.seq for link in links)


def _open_case_of(customer: Customer, thread: Conversation) -> Case | None:
    person = Actor.customer(
        id=customer.pk,
        brand_id=customer.brand_id,
        name=customer.name,
        assurance=thread.assurance,
    )
    return open_case_about(ids_of_person(person), REASON)


def _opened(customer: Customer, case: Case, thread: Conversation, message: Entry) -> Case:
    """Open the case with a conversation to answer on and the message, as it was kept, in it."""
    at, topic = message.created_at, profile_of(customer.brand).topic(REASON)
    said = _said_with(message)
    if not spoken(said.body, said.attachments):
        said = message
    opening = Opening(
        customer=customer,
        team=case.team,
        channel=thread.channel,
        external_id=name_beside(thread),
        surface=thread.surface,
        reason=REASON,
        language=case.language,
        timezone=thread.timezone,
        assurance=case.assurance,
        assurance_required=topic.assurance if topic else 0,
        text=spoken(said.body, said.attachments),
        at=at,
    )
    new = open_case(opening)
    conversation = open_conversation(new, opening)
    new.contacts = 0
    new.save(update_fields=["contacts"])
    append(
        told_opening(new, conversation, contacts=0, waiting_since=at.isoformat()),
        _quote(new, case, said, customer),
        *([] if _is_nowhere(message) else [_warning(new, conversation, customer, message)]),
    )
    start_clock(brand_id=new.brand_id, case_id=new.pk, kind="first_response", at=at)
    return new


def _quote(new: Case, case: Case, said: Entry, customer: Customer) -> NewEntry:
    """What they sent; of files without words, what became of them."""
    quote = copied(new, case, said, "quote", Actor.system(case.brand_id))
    if said.kind != FILES:
        return quote
    by = {"by": "customer", "author": customer.name}
    return replace(quote, payload={**(quote.payload or {}), **by})


def _warning(new: Case, conversation: Conversation, customer: Customer, message: Entry) -> NewEntry:
    """The first words in the case: that it is there, what to do now, and that a person comes."""
    with override(language_code(conversation.language)):
        first = _(
            "Your account or wallet may be in danger: what you sent us could let others in. We "
            "have opened case %(case)s about it. Please do this now:"
        ) % {"case": new.number}
        last = _(
            "A person looks into it with you. If something has been taken already, or if you need "
            "help, answer here."
        )
        body = "\n\n".join([first, *what_to_do(_endangering(message)), last])
    return NewEntry(
        brand_id=new.brand_id,
        case_id=new.pk,
        conversation_id=conversation.pk,
        kind="acknowledged",
        author=Actor.bot(new.brand_id, name=customer.brand.name),
        visibility="customer",
        body=body,
        payload={"case": new.number, "warned": _endangering(message)},
        client_token=warned_of(message.case_id, message.seq),
    )


def warned_of(case_id: int, seq: int) -> str:
    """The name of the warning because of this message, in the case that it opened."""
    return f"warning:{case_id}:{seq}"


def _link(case: Case, new: Case, message: Entry) -> None:
    CaseLink.objects.get_or_create(
        case=new,
        other=case,
        kind=CaseLink.Kind.RELATED,
        defaults={"brand_id": case.brand_id, "created_at": message.created_at},
    )
    why = {"link": "related", "removed": _endangering(message), "of": message.seq}
    append(_told(case, new, why | {"way": "in"}), _told(new, case, why | {"way": "out"}))


def _told(case: Case, other: Case, payload: dict[str, object]) -> NewEntry:
    system = Actor.system(case.brand_id)
    return entry_of(case, system, "link", payload=payload | {"case": other.number})
