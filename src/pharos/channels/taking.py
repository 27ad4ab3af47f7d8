"""What arrived on any channel becomes part of a case, whichever channel it was."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any, Final

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.cases.actions.note_change import note_withdrawal
from pharos.cases.actions.note_receipts import note_receipt, note_receipts_until
from pharos.cases.arriving import ArrivingFile, arrive
from pharos.cases.listing.deliveries import is_being_sent
from pharos.cases.merging import survivor
from pharos.cases.states import CaseState
from pharos.cases.threads.queries import (
    chat_name,
    conversation_of_sent,
    latest_thread,
    name_beside,
)
from pharos.channels.actions.keep_pending_files import keep_pending_files
from pharos.channels.called import called
from pharos.channels.language import spoken_in
from pharos.channels.long_words import shown_of, whole_of
from pharos.channels.port import (
    Account,
    Arrival,
    Edited,
    Happening,
    Receipt,
    Typing,
    Withdrawn,
)
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actions.know_sender import know_sender
from pharos.people.actor import Actor
from pharos.people.sender import Sender
from pharos.reception.admit import admit
from pharos.reception.edits import take_edit
from pharos.reception.inbound import LONGEST_TOKEN, Admitted, Inbound
from pharos.reception.purposes import FEEDBACK, heard
from pharos.reception.received import item_of

# After so long what is written in an old chat is about something new.
SETTLED_FOR: Final = timedelta(days=7)
PUBLIC: Final = "public"
LONGEST_ITEM: Final = 255
LONGEST_CHANGE: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one happening; `case` is empty where it is nobody's case."""

    case: str = ""
    is_news: bool = True


class TooEarly(Exception):
    """A part did not arrive, of what may still be on its way: it has no name that we know yet."""


def take(account: Account, brand: Brand, happening: Happening) -> Taken:
    """Take in one thing that happened on a channel. Returns after it is committed.

    The same again changes nothing. What is about something that we never took in (an edit of a
    message from before we were there) is passed over. Raises TooEarly for what is to be taken in a
    little later.
    """
    system = Actor.system(brand.pk)
    happening = _storable(happening)
    match happening:
        case Arrival():
            return take_arrival(account, brand, happening)
        case Edited() | Withdrawn():
            return _changed(account, brand, happening)
        case Receipt(until=None):
            return _came_of(account, brand, happening)
        case Receipt():
            thread = thread_of(account, happening.thread)
            moved = note_receipts_until(
                actor=system,
                channel=account.kind,
                thread=thread,
                state=happening.state,
                until=happening.until or now(),
            )
            return Taken(is_news=bool(moved))
        case Typing():
            return Taken(is_news=False)
    raise AssertionError("mails are taken by channels.mail")


def thread_of(account: Account, thread: str) -> str:
    """The name of a chat among all accounts of the channel."""
    return f"{account.id}:{thread.replace('~', '~~')}"[:190]


def chat_of(external_id: str) -> str:
    """The vendor's own name for the chat that a conversation is part of."""
    chat = external_id.partition(":")[2] or external_id
    return chat_name(chat).replace("~~", "~")


def item_name(account: Account, item: str) -> str:
    """The name of something that came among all that came on the channel."""
    return _named(f"{account.id}:{item}", LONGEST_ITEM)


def _named(name: str, longest: int) -> str:
    """A name as it is, or what stands for it: the first letters are the same of many."""
    return name if len(name) <= longest else hashlib.sha256(name.encode()).hexdigest()


def _storable(told: Any) -> Any:
    """The same without NUL, which PostgreSQL keeps in no text."""
    changed: dict[str, Any] = {}
    for each in fields(told):
        value = getattr(told, each.name)
        if isinstance(value, str) and "\x00" in value:
            changed[each.name] = value.replace("\x00", "")
        elif isinstance(value, Sender):
            changed[each.name] = _storable(value)
        elif isinstance(value, tuple):
            changed[each.name] = tuple(_storable(one) for one in value)
    return replace(told, **changed)


def take_arrival(
    account: Account, brand: Brand, arrival: Arrival, files: Sequence[ArrivingFile] = ()
) -> Taken:
    """Take in one message, and files that are here already. As `take` does."""
    system = Actor.system(brand.pk)
    sender = replace(arrival.sender, name=called(arrival.sender.name))
    customer = know_sender(actor=system, brand=brand, sender=sender)
    inbound = inbound_of(account, brand, arrival)
    if whole := [*files, *whole_of(arrival.text.strip())]:
        with brand_scope(brand.pk):
            is_known = item_of(brand.pk, account.kind, inbound.item) is not None
        inbound = inbound if is_known else replace(inbound, arriving=arrive(customer, whole))
    admitted = admit(actor=customer, inbound=inbound)
    return Taken(case=admitted.case, is_news=not admitted.repeated)


def inbound_of(account: Account, brand: Brand, arrival: Arrival) -> Inbound:
    """The arrival in reception's words, in the conversation that it belongs to."""
    text = shown_of(arrival.text.strip()) or _without_words(arrival)
    automatic = arrival.automatic
    return Inbound(
        channel=account.kind,
        external_id=_current_thread(account, brand, arrival),
        client_token=_named(arrival.item, LONGEST_TOKEN),
        text=text,
        language=_language(brand, arrival, text),
        surface=PUBLIC if arrival.is_public else "",
        item=item_name(account, arrival.item),
        must_take=True,
        files_follow=bool(arrival.files),
        about=lambda words: _about(words, automatic),
        feedback=FEEDBACK.get(heard(text).purpose, ""),
        also=(lambda admitted: _keep_files(account, arrival, admitted)) if arrival.files else None,
    )


def _about(words: str, automatic: str) -> dict[str, Any]:
    """What the entry says besides: that no person wrote it, or what whoever wrote it wants."""
    if automatic:
        return {"automatic": automatic}
    told = heard(words)
    return {"purpose": told.purpose.value} | ({"novice": True} if told.is_novice else {})


def _language(brand: Brand, arrival: Arrival, text: str) -> str:
    """As the channel says, else as it reads, else the first of the brand's."""
    languages = profile_of(brand).languages
    read = spoken_in(text)
    ours = next((tag for tag in languages if tag.partition("-")[0] == read), read)
    return arrival.sender.language or ours or languages[0]


def _without_words(arrival: Arrival) -> str:
    """What stands in lists where somebody sent a picture or a sticker and no words."""
    named = [file.name or file.content_type for file in arrival.files]
    return "\N{PAPERCLIP} " + ", ".join(named) if named else "\N{HORIZONTAL ELLIPSIS}"


def _current_thread(account: Account, brand: Brand, arrival: Arrival) -> str:
    """A chat never ends and cases do: long after an end it goes on as a new conversation.

    Of a merged case that is the end of the one where the work went on.
    """
    thread = thread_of(account, arrival.thread)
    with brand_scope(brand.pk):
        latest = latest_thread(brand.pk, account.kind, thread)
    if latest is None:
        return thread
    with brand_scope(brand.pk):
        case = survivor(latest.case)
    is_over = case.state == CaseState.CLOSED or (
        case.resolved_at is not None and now() - case.resolved_at > SETTLED_FOR
    )
    if not is_over:
        return latest.external_id
    with brand_scope(brand.pk):
        return name_beside(latest)


def _changed(account: Account, brand: Brand, change: Edited | Withdrawn) -> Taken:
    with brand_scope(brand.pk):
        item = item_of(brand.pk, account.kind, item_name(account, change.item))
    if item is None:
        return Taken(is_news=False)
    system = Actor.system(brand.pk)
    if isinstance(change, Edited):
        name, text = _named(change.change, LONGEST_CHANGE), shown_of(change.text)
        is_news = take_edit(actor=system, item=item, change=name, text=text)
    else:
        is_news = note_withdrawal(actor=system, case_id=item.case_id, seq=item.seq)
    return Taken(case=item.case.number, is_news=is_news)


def _came_of(account: Account, brand: Brand, receipt: Receipt) -> Taken:
    """What became of one thing that we sent. Raises TooEarly."""
    is_news = note_receipt(
        actor=Actor.system(brand.pk),
        channel=account.kind,
        item=receipt.item,
        state=receipt.state,
        trouble=receipt.trouble,
    )
    if not is_news and receipt.state == "failed":
        with brand_scope(brand.pk):
            known = conversation_of_sent(brand.pk, account.kind, receipt.item)
            if known is None and is_being_sent(brand.pk, account.kind):
                raise TooEarly
    return Taken(is_news=is_news)


def _keep_files(account: Account, arrival: Arrival, admitted: Admitted) -> None:
    keep_pending_files(
        brand_id=account.brand_id,
        account_id=account.id,
        conversation_id=admitted.conversation_id,
        seq=admitted.seq,
        files=arrival.files,
    )
