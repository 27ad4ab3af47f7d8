"""The one door for whatever customers send: one transaction, acknowledged after it commits."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pharos.brands.queries import profile_of
from pharos.cases.access import locked
from pharos.cases.arriving import bind
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Conversation, Entry
from pharos.cases.opening import (
    Opening,
    count_repeat,
    open_case,
    open_case_about,
    open_case_naming,
    open_conversation,
    state_impact,
    told_opening,
)
from pharos.cases.priority import HEAD_STARTS
from pharos.cases.queries import seq_at
from pharos.cases.words import ERASED, LONGEST, Screened, screened, shortened, spoken
from pharos.clocks.running import start_clock
from pharos.diagnosis.recognising import inputs_in
from pharos.files.claiming import claim, files_refused, keep_claim, named
from pharos.kernel.action import action
from pharos.kernel.compiled import compiled
from pharos.kernel.errors import Busy, Conflict, Invalid, NotFound
from pharos.kernel.reasons import UNSORTED
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.people.persons.queries import ids_of_person
from pharos.people.queries import team_for
from pharos.reception.anonymous import check_visitor
from pharos.reception.follow_up_marks import leave_mark
from pharos.reception.inbound import Admitted, Inbound
from pharos.reception.receive import Message, receive_now
from pharos.reception.received import keep_received, received_before


def admit(*, actor: Actor, inbound: Inbound) -> Admitted:
    """Take in one message: screen it, find or open its case, append it, start its clocks.

    Sending it again (same channel, thread and `client_token`, or the same `item`) returns the
    first. A thread of somebody else's is NotFound. Nothing of a secret is written. Nothing is
    acknowledged before it is committed.
    """
    assert actor.is_customer, "only customers come in by this door"
    follows = bool(inbound.files or inbound.arriving) or inbound.files_follow
    words = screened(inbound.text, with_files=follows)
    try:
        return _admit(actor=actor, inbound=inbound, words=words)
    except IntegrityError:
        # The same thread was opened by somebody quicker, most likely by the same browser's
        # retry: it exists now, so the second look finds it.
        return _admit(actor=actor, inbound=inbound, words=words)


@action
def _admit(*, actor: Actor, inbound: Inbound, words: Screened) -> Admitted:
    if earlier := received_before(actor.brands[0], inbound):
        return earlier
    known = _threads(actor.brands[0], inbound.channel, inbound.external_id)
    if not known:
        return keep_received(actor.brands[0], inbound, _opened(actor, inbound, words))
    (thread,) = known
    if thread.customer_id != actor.id and thread.customer_id not in ids_of_person(actor):
        raise NotFound(_("There is no such conversation."))
    return keep_received(actor.brands[0], inbound, _continued(actor, thread, inbound, words))


@compiled
def _threads(brand_id: int, channel: str, external_id: str) -> QuerySet[Conversation]:
    return Conversation.objects.select_related("case").filter(
        brand_id=brand_id, channel=channel, external_id=external_id
    )


def _continued(actor: Actor, thread: Conversation, inbound: Inbound, words: Screened) -> Admitted:
    """Append to a thread that exists, by the same function as the hot door."""
    locked(thread.case)
    message = Message(
        brand_id=thread.brand_id,
        customer_id=thread.customer_id,
        author_name=actor.name,
        channel=inbound.channel,
        external_id=inbound.external_id,
        client_token=inbound.client_token,
        words=words,
        at=now(),
        files=inbound.files,
        files_of=actor.id,
        more=_more(inbound, words),
        arriving=len(inbound.arriving),
    )
    answer = receive_now(message)
    if answer.status == "token_taken":
        raise Conflict(_("This was sent before as something else."), code="token_taken")
    if answer.status == "files_refused":
        raise files_refused()
    if answer.position is None or answer.at is None:
        raise Busy(_("Please try again in a moment."))
    if answer.status == "appended":
        _bind(thread, inbound, answer.position)
    return Admitted(
        case=answer.number,
        position=answer.position,
        at=answer.at,
        text=words.text,
        removed=words.removed,
        repeated=answer.status == "repeated",
        case_id=thread.case_id,
        conversation_id=thread.pk,
        seq=seq_at(thread, answer.position),
    )


def _payload(inbound: Inbound, words: Screened) -> dict[str, object] | None:
    coming: dict[str, object] = {"arriving": len(inbound.arriving)} if inbound.arriving else {}
    return {**_more(inbound, words), **(words.payload or {}), **coming} or None


def _bind(thread: Conversation, inbound: Inbound, position: int) -> None:
    """Bind what came with a message that is new. A repeat has its files already."""
    if not inbound.arriving:
        return
    written = Entry.objects.get(conversation_id=thread.pk, position=position)
    bind(thread.case, thread, written.seq, inbound.arriving)
    if not written.body:
        # What its files are called is said when they are shown.
        Case.objects.filter(pk=thread.case_id).update(last_words=ERASED)


def _opened(actor: Actor, inbound: Inbound, words: Screened) -> Admitted:
    """Open the thread, in the customer's open case about the same thing or in a new one."""
    opening = _opening(actor, inbound, words)
    if not (actor.is_signed_in or inbound.must_take):
        check_visitor(opening.customer, inbound.network)
    same = _same_case(actor, inbound, words)
    case = open_case(opening) if same is None else locked(same)
    conversation = open_conversation(case, opening)
    if same is not None:
        if inbound.must_take and inbound.continues is None:
            count_repeat(case, conversation)
        state_impact(case, inbound.impact)
        # The thread may carry on what was waiting for its customer: the hot door's rules apply.
        return _continued(actor, conversation, inbound, words)

    files = claim(actor, case.pk, inbound.files, token=inbound.client_token)
    if not words.text:
        case.subject = case.last_words = shortened(spoken("", named(files))) or ERASED
        case.save(update_fields=["subject", "last_words"])
    message = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=conversation.pk,
        kind="message",
        author=actor,
        visibility="customer",
        body=words.text,
        payload=_payload(inbound, words),
        attachments=named(files),
        client_token=inbound.client_token,
        at=opening.at,
    )
    first = append(message, told_opening(case, conversation), *_step_up(case, conversation))[0]
    keep_claim(files, first.seq)
    bind(case, conversation, first.seq, inbound.arriving)
    start_clock(brand_id=case.brand_id, case_id=case.pk, kind="first_response", at=opening.at)
    leave_mark(case, seq=first.seq, at=opening.at)
    assert first.position is not None, "a message is visible to its customer"
    return Admitted(
        case=case.number,
        position=first.position,
        at=first.at,
        text=words.text,
        removed=words.removed,
        repeated=False,
        case_id=case.pk,
        conversation_id=conversation.pk,
        seq=first.seq,
    )


def _same_case(actor: Actor, inbound: Inbound, words: Screened) -> Case | None:
    """The person's open case about the same thing: what they chose, or what their words name.

    Where nobody was asked for a topic, having none in common says nothing.
    """
    if inbound.continues is not None:
        return Conversation.objects.select_related("case").get(pk=inbound.continues).case
    if inbound.own_case:
        return None
    if inbound.reason or not inbound.must_take:
        return open_case_about(ids_of_person(actor), inbound.reason or UNSORTED)
    names = tuple(inputs_in(words.text).values())
    return open_case_naming(ids_of_person(actor), names) if names else None


def _more(inbound: Inbound, words: Screened) -> dict[str, Any]:
    return dict(inbound.about(words.text)) if inbound.about else {}


def _opening(actor: Actor, inbound: Inbound, words: Screened) -> Opening:
    # Held until commit, and before any head: a page and an app that begin at the same moment
    # about the same thing come one after the other, and find one case.
    customers = Customer.objects.select_related("brand")
    customer = customers.select_for_update(no_key=True, of=("self",)).get(pk=actor.id or 0)
    team = team_for(brand_id=customer.brand_id, language=inbound.language)
    if team is None:
        raise Busy(_("Nobody is set up to answer here yet."), code="no_team")
    topic = profile_of(customer.brand).topic(inbound.reason)
    if inbound.reason and topic is None:
        raise Invalid(_("There is no such topic."), code="topic_unknown")
    return Opening(
        customer=customer,
        team=team,
        channel=inbound.channel,
        external_id=inbound.external_id,
        surface=inbound.surface,
        reason=inbound.reason or UNSORTED,
        language=inbound.language,
        timezone=inbound.timezone,
        assurance=actor.assurance,
        assurance_required=topic.assurance if topic else 0,
        text=words.text,
        at=now(),
        subject=screened(inbound.subject[:LONGEST], with_files=True).text,
        predicted="" if inbound.reason else inbound.feedback,
        impact=inbound.impact if inbound.impact in HEAD_STARTS else "",
    )


def _step_up(case: Case, conversation: Conversation) -> list[NewEntry]:
    """Ask the customer to prove who they are, if this reason needs more than they have shown."""
    if case.is_proved_enough:
        return []
    return [
        entry_of(
            case,
            Actor.system(case.brand_id),
            "verify",
            conversation=conversation,
            visibility="customer",
            payload={"level": case.assurance_required},
        )
    ]
