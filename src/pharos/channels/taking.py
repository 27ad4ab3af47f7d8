"""What arrived on any channel becomes part of a case, whichever channel it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.cases.actions.note_change import note_edit, note_withdrawal
from pharos.cases.actions.note_receipts import note_receipt, note_receipts_until
from pharos.cases.states import CaseState
from pharos.cases.threads.queries import latest_thread
from pharos.cases.words import LONGEST
from pharos.channels.actions.keep_pending_files import keep_pending_files
from pharos.channels.port import (
    Account,
    Arrival,
    Edited,
    Happening,
    Receipt,
    Typing,
    Withdrawn,
)
from pharos.channels.tongues import language_in
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actions.know_sender import know_sender
from pharos.people.actor import Actor
from pharos.reception.admit import admit
from pharos.reception.inbound import Admitted, Inbound
from pharos.reception.purposes import FEEDBACK, heard
from pharos.reception.received import item_of

# After so long what is written in an old chat is about something new.
SETTLED_FOR: Final = timedelta(days=7)
PUBLIC: Final = "public"
CUT: Final = "\n[…]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one happening; `case` is empty where it is nobody's case."""

    case: str = ""
    is_news: bool = True


def take(account: Account, brand: Brand, happening: Happening) -> Taken:
    """Take in one thing that happened on a channel. Returns after it is committed.

    The same again changes nothing. What is about something that we never took in (an edit of a
    message from before we were there) is passed over.
    """
    system = Actor.system(brand.pk)
    match happening:
        case Arrival():
            return _message(account, brand, happening)
        case Edited() | Withdrawn():
            return _changed(account, brand, happening)
        case Receipt(until=None):
            is_news = note_receipt(
                actor=system,
                channel=account.kind,
                item=happening.item,
                state=happening.state,
                trouble=happening.trouble,
            )
            return Taken(is_news=is_news)
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
    return f"{account.id}:{thread}"[:190]


def chat_of(external_id: str) -> str:
    """The vendor's own name for the chat that a conversation is part of."""
    chat = external_id.partition(":")[2] or external_id
    name, mark, number = chat.rpartition("~")
    return name if mark and number.isdecimal() else chat


def _message(account: Account, brand: Brand, arrival: Arrival) -> Taken:
    system = Actor.system(brand.pk)
    customer = know_sender(actor=system, brand=brand, sender=arrival.sender)
    inbound = inbound_of(account, brand, arrival)
    admitted = admit(actor=customer, inbound=inbound)
    if arrival.files and not admitted.repeated:
        _keep_files(account, brand, arrival, admitted)
    return Taken(case=admitted.case, is_news=not admitted.repeated)


def inbound_of(account: Account, brand: Brand, arrival: Arrival) -> Inbound:
    """The arrival in reception's words, in the conversation that it belongs to."""
    text = arrival.text.strip() or _without_words(arrival)
    if len(text) > LONGEST:
        text = text[: LONGEST - len(CUT)] + CUT
    automatic = arrival.automatic
    return Inbound(
        channel=account.kind,
        external_id=_current_thread(account, brand, arrival),
        client_token=arrival.item[:100],
        text=text,
        language=_language(brand, arrival, text),
        surface=PUBLIC if arrival.is_public else "",
        item=f"{account.id}:{arrival.item}"[:255],
        must_take=True,
        files_follow=bool(arrival.files),
        about=lambda words: _about(words, automatic),
        feedback=FEEDBACK.get(heard(text).purpose, ""),
    )


def _about(words: str, automatic: str) -> dict[str, Any]:
    """What the entry says besides: that no person wrote it, or what whoever wrote it wants."""
    if automatic:
        return {"automatic": automatic}
    told = heard(words)
    return {"purpose": told.purpose.value} | ({"novice": True} if told.is_novice else {})


def _language(brand: Brand, arrival: Arrival, text: str) -> str:
    """As the channel says, else as it reads, else the first of the brand's."""
    spoken = profile_of(brand).languages
    return arrival.sender.language or language_in(text, spoken) or spoken[0]


def _without_words(arrival: Arrival) -> str:
    """What stands in lists where somebody sent a picture or a sticker and no words."""
    named = [file.name or file.content_type for file in arrival.files]
    return "\N{PAPERCLIP} " + ", ".join(named) if named else "\N{HORIZONTAL ELLIPSIS}"


def _current_thread(account: Account, brand: Brand, arrival: Arrival) -> str:
    """A chat never ends and cases do: long after an end it goes on as a new conversation."""
    thread = thread_of(account, arrival.thread)
    with brand_scope(brand.pk):
        latest = latest_thread(brand.pk, account.kind, thread)
    if latest is None:
        return thread
    case = latest.case
    is_over = case.state == CaseState.CLOSED or (
        case.resolved_at is not None and now() - case.resolved_at > SETTLED_FOR
    )
    if not is_over:
        return latest.external_id
    _name, _mark, number = latest.external_id.rpartition("~")
    return f"{thread}~{int(number) + 1 if number.isdecimal() and _name == thread else 2}"


def _changed(account: Account, brand: Brand, change: Edited | Withdrawn) -> Taken:
    with brand_scope(brand.pk):
        item = item_of(brand.pk, account.kind, f"{account.id}:{change.item}"[:255])
    if item is None:
        return Taken(is_news=False)
    system = Actor.system(brand.pk)
    if isinstance(change, Edited):
        is_news = note_edit(
            actor=system,
            case_id=item.case_id,
            seq=item.seq,
            change=change.change,
            text=change.text[:LONGEST],
        )
    else:
        is_news = note_withdrawal(actor=system, case_id=item.case_id, seq=item.seq)
    return Taken(case=item.case.number, is_news=is_news)


def _keep_files(account: Account, brand: Brand, arrival: Arrival, admitted: Admitted) -> None:
    keep_pending_files(
        actor=Actor.system(brand.pk),
        account_id=account.id,
        conversation_id=admitted.conversation_id,
        seq=admitted.seq,
        files=arrival.files,
    )
