"""The worker's part: what was said to customers goes out, on the channel where they are."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import Final

from django.db import transaction

from pharos.cases.actions.record_delivery import (
    Trouble,
    record_rest,
    record_sent,
    record_trouble,
)
from pharos.cases.actions.take_deliveries import LEASE, let_go_deliveries, take_deliveries
from pharos.cases.listing.deliveries import TOLD_IN_PUBLIC
from pharos.cases.models import Conversation, Delivery, Entry
from pharos.cases.queries import BY_HAND, entry_at
from pharos.channels.accounts import account_for
from pharos.channels.actions.issue_check_code import issue_check_code
from pharos.channels.actions.note_account import note_sent
from pharos.channels.elsewhere import elsewhere
from pharos.channels.heard import address_of, heard_last, is_to_be_told, is_told_in_public
from pharos.channels.leading import leading_words
from pharos.channels.mail.checking import check_url
from pharos.channels.mail.references import references_of
from pharos.channels.mail.threads import mark_for
from pharos.channels.outgoing_files import outgoing_files
from pharos.channels.port import (
    Account,
    Channel,
    Outgoing,
    Permanent,
    Sent,
    Temporary,
    Undelivered,
)
from pharos.channels.registry import channel_of
from pharos.channels.taking import PUBLIC, chat_of
from pharos.channels.wording import OURS, is_guarded, words_of, words_of_files
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.persons.queries import anti_phishing_code

log = logging.getLogger(__name__)

# Here customers look at a page of ours, and are written to besides where we know how.
ON_SCREEN: Final = ("widget", "form")
MAIL: Final = "mail"
FILES: Final = "files"
# Said by itself, and not by anybody.
BY_MACHINES: Final = ("acknowledged", FILES)
State = Delivery.State
# The rest of the lease is for the one that was begun last, with all its timeouts.
BEGUN_WITHIN: Final = LEASE / 4
# By these a channel that takes files says that it does not take this one.
NO_SUCH_FILES: Final = frozenset({"file_not_taken", "file_too_large"})


def deliver_waiting(actor: Actor) -> int:
    """Send a batch of what is due, one after the other, and return how many there were.

    Safe in several workers. A worker has lanes, which do the same beside each other.
    """
    taken = take_deliveries(actor=actor)
    deliver_taken(taken)
    return len(taken)


def deliver_taken(taken: Sequence[Delivery]) -> None:
    """Send what was just taken. What it is too late for is let go, before somebody else has it."""
    assert not transaction.get_connection().in_atomic_block, "vendors may be slow"
    ends = monotonic() + BEGUN_WITHIN.total_seconds()
    for index, delivery in enumerate(taken):
        if monotonic() >= ends:
            brands = {each.brand_id for each in taken[index:]}
            let_go_deliveries(actor=Actor.system(*sorted(brands)), taken=taken[index:])
            return
        _deliver(delivery)


def _deliver(delivery: Delivery) -> None:
    system = Actor.system(delivery.brand_id)
    try:
        _send(system, delivery)
    except Undelivered as refusal:
        trouble = Trouble(
            code=refusal.code,
            why=refusal.why,
            is_permanent=refusal.is_permanent,
            after=refusal.after,
            sent=refusal.sent,
            channel=refusal.channel,
        )
        record_trouble(actor=system, delivery_id=delivery.pk, trouble=trouble)
    except Exception as error:
        # A mistake of ours in one answer must not stop those of others; it is tried again.
        log.exception("an answer was not delivered", extra={"delivery": delivery.pk})
        trouble = Trouble(code="our_fault", why=type(error).__name__)
        record_trouble(actor=system, delivery_id=delivery.pk, trouble=trouble)


def _send(system: Actor, delivery: Delivery) -> None:
    conversation = delivery.conversation
    if conversation.channel in ON_SCREEN:
        _follow(system, delivery)
        return
    with reading(system):
        entry = entry_at(delivery.case_id, delivery.seq)
        account = _account(conversation)
        outgoing = outgoing_of(delivery, entry)
        is_told = outgoing.is_public and is_told_in_public(conversation, heard_last(conversation))
    if conversation.channel == BY_HAND:
        # A person tells it, and says so: `tell_by_hand`.
        record_rest(actor=system, delivery_id=delivery.pk, state=State.RESTED, code="by_hand")
        return
    if is_told:
        record_rest(actor=system, delivery_id=delivery.pk, state=State.RESTED, code=TOLD_IN_PUBLIC)
        return
    if not outgoing.text and not outgoing.files:
        record_rest(actor=system, delivery_id=delivery.pk, state=State.RESTED)
        return
    channel = channel_of(conversation.channel)
    if channel is None or account is None:
        raise Temporary("no_account")
    outgoing = _known_as_ours(system, channel, conversation, outgoing)
    sent = _handed(channel, account, outgoing, delivery)
    record_sent(
        actor=system,
        delivery_id=delivery.pk,
        channel=conversation.channel,
        items=sent.items,
        is_led=is_guarded(conversation),
    )


def _follow(system: Actor, delivery: Delivery) -> None:
    """What nobody has looked at on the page follows by their next channel, once."""
    thread = delivery.conversation
    for state, position in (
        (State.SEEN, thread.read_position),
        (State.DELIVERED, thread.delivered_position),
    ):
        if position >= delivery.position:
            record_rest(actor=system, delivery_id=delivery.pk, state=state)
            return
    with reading(system):
        entry = entry_at(delivery.case_id, delivery.seq)
        way = elsewhere(thread)
        outgoing = outgoing_of(delivery, entry, on=way.channel.kind if way else "")
    if way is None or not outgoing.text:
        record_rest(actor=system, delivery_id=delivery.pk, state=State.RESTED, code="no_other_way")
        return
    mark = mark_for(thread.pk, way.to) if way.channel.kind == MAIL else ""
    outgoing = replace(outgoing, thread=way.to, to=way.to, mark=mark, reply_to="", heard_at=None)
    outgoing = _known_as_ours(system, way.channel, thread, outgoing)
    sent = _handed(way.channel, way.account, outgoing, delivery)
    record_sent(
        actor=system,
        delivery_id=delivery.pk,
        channel=way.channel.kind,
        items=sent.items,
        is_led=is_guarded(thread, on=way.channel.kind),
    )


def _account(conversation: Conversation) -> Account | None:
    """The account that the conversation came in by; a chat's name begins with it."""
    number, _mark, _chat = conversation.external_id.partition(":")
    wanted = int(number) if number.isdecimal() else None
    found = account_for(conversation.brand_id, conversation.channel, wanted)
    return None if found is None else found.for_adapter()


def outgoing_of(delivery: Delivery, entry: Entry, *, on: str = "") -> Outgoing:
    """What goes out for one entry; where others may listen, no more than where to talk.

    Runs inside the brand's scope.
    """
    conversation, case = delivery.conversation, delivery.case
    guarded = is_guarded(conversation, on=on)
    heard = heard_last(conversation)
    to = address_of(conversation)
    return Outgoing(
        thread=chat_of(conversation.external_id),
        to=to,
        references=references_of(conversation),
        mark=mark_for(conversation.pk, to) if conversation.channel == MAIL else "",
        text=_text_of(entry, conversation, on=on),
        token=token_of(delivery),
        case="" if guarded else case.number,
        subject="" if guarded else case.subject,
        author="" if guarded or entry.author_kind in OURS else entry.author_name or "",
        brand=conversation.brand.name,
        is_automatic=entry.kind in BY_MACHINES,
        files=() if guarded else outgoing_files(entry),
        heard_at=heard.at,
        reply_to=heard.item,
        is_public=conversation.surface == PUBLIC,
        language=conversation.language,
    )


def _text_of(entry: Entry, conversation: Conversation, *, on: str) -> str:
    """What it says here; of files that were not taken nothing where nothing else may be said."""
    guarded = is_guarded(conversation, on=on)
    if entry.kind == FILES and (guarded or not is_to_be_told(entry)):
        return ""
    return leading_words(conversation) if guarded else words_of(entry, conversation, on=on)


def suited(
    outgoing: Outgoing, channel: Channel, delivery: Delivery, *, takes_files: bool
) -> Outgoing:
    """The answer as this channel takes it, behind the parts that went by it before.

    Where files cannot go along, its words say where they are to be found.
    """
    if channel.kind == delivery.channel:
        outgoing = replace(outgoing, sent_before=tuple(delivery.items))
    if takes_files or not outgoing.files:
        return outgoing
    parts = (outgoing.text, words_of_files(outgoing.files, delivery.conversation))
    return replace(outgoing, text="\n\n".join(part for part in parts if part), files=())


def _known_as_ours(
    system: Actor, channel: Channel, conversation: Conversation, outgoing: Outgoing
) -> Outgoing:
    """By what its reader knows a mail: a code that our page checks, and words of their own."""
    if channel.kind != MAIL or not outgoing.to:
        return outgoing
    with reading(system):
        phrase = anti_phishing_code(conversation.customer)
    code = issue_check_code(actor=system, conversation_id=conversation.pk, to=outgoing.to)
    return replace(
        outgoing, check_code=code, check_url=check_url(conversation.brand), phrase=phrase
    )


def _handed(channel: Channel, account: Account, outgoing: Outgoing, delivery: Delivery) -> Sent:
    """Hand it over; where the vendor takes no such files, its words link to them instead."""
    takes_files = channel.takes_files
    try:
        try:
            sent = channel.send(
                account, suited(outgoing, channel, delivery, takes_files=takes_files)
            )
        except Permanent as refusal:
            if refusal.code not in NO_SUCH_FILES or refusal.sent or not outgoing.files:
                raise
            sent = channel.send(account, suited(outgoing, channel, delivery, takes_files=False))
    except Undelivered as refusal:
        refusal.channel = channel.kind
        raise
    note_sent(actor=Actor.system(account.brand_id), account_id=account.id)
    return sent


def token_of(delivery: Delivery) -> str:
    """The name of this answer, the same however often it is tried."""
    return f"pharos-{delivery.case_id}-{delivery.seq}"
