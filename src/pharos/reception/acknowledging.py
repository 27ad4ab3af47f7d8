"""Whoever writes by a channel without a screen of ours reads at once that it has arrived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, get_timezone_location
from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.brands.queries import profile_of
from pharos.cases.access import locked
from pharos.cases.case_links import PUBLIC
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.models import Case, CaseLink, Conversation, Entry
from pharos.clocks.models import Clock
from pharos.diagnosis.words import language_code
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.endangered import warned_of
from pharos.reception.inbound import NO_ADDRESS
from pharos.reception.models import FollowUp
from pharos.reception.purposes import UNASKED
from pharos.safety.advice import what_to_do
from pharos.safety.findings import ENDANGERING

# Here people see by themselves what became of what they wrote, or were told when they called.
ON_SCREEN: Final = ("widget", "manual")
# Two machines that write to each other never stop: after so many in an hour ours is silent.
MOST_AN_HOUR: Final = 5
FIRST: Final = 1


def acknowledge(marks: Iterable[FollowUp]) -> None:
    """Tell who began a conversation the number of their case and by when somebody answers.

    Once a conversation, in public from where they first ask for help; nothing that a machine sent
    is answered (RFC 3834). The promise has its due time already. Whoever wrote a secret reads
    besides what to do now, for each such message.
    """
    marks = list(marks)
    for mark in marks:
        _advise(mark)
    for mark in marks:
        conversation = _begun(mark)
        if conversation is None or conversation.channel in ON_SCREEN or is_flooded(conversation):
            continue
        _tell(locked(conversation.case), conversation)


def _advise(mark: FollowUp) -> None:
    """Say what to do about a secret that was taken out, where nothing has said so already.

    A page says it beside the message; what opened a case is said there.
    """
    entry = Entry.objects.filter(
        case_id=mark.case_id, seq=mark.seq, author_kind="customer", kind="message"
    ).first()
    removed = (entry.payload or {}).get("removed") if entry else None
    if entry is None or not removed or (entry.payload or {}).get("automatic") == NO_ADDRESS:
        return
    if _is_warned(entry):
        removed = [kind for kind in removed if kind not in ENDANGERING]
        if not removed:
            return
    conversation = Conversation.objects.get(pk=entry.conversation_id or 0)
    if conversation.channel in ON_SCREEN:
        return
    case = locked(conversation.case)
    with override(language_code(conversation.language)):
        advice = "\n\n".join(what_to_do(removed))
    append(
        NewEntry(
            brand_id=case.brand_id,
            case_id=case.pk,
            conversation_id=conversation.pk,
            kind="acknowledged",
            author=Actor.system(case.brand_id),
            visibility="customer",
            body=advice,
            payload={"removed": list(removed)},
            client_token=f"advice:{mark.seq}",
        )
    )


def _is_warned(entry: Entry) -> bool:
    opened = CaseLink.objects.filter(other=entry.case_id).values("case")
    token = warned_of(entry.case_id, entry.seq)
    return Entry.objects.filter(case_id__in=opened, client_token=token).exists()


def _begun(mark: FollowUp) -> Conversation | None:
    """The conversation that these words begin; in public, the one in which they first ask for help.

    A post that asks for nothing is no beginning: nobody who praises us is sent elsewhere.
    """
    entry = (
        Entry.objects.filter(
            case_id=mark.case_id,
            seq=mark.seq,
            position__isnull=False,
            author_kind="customer",
            kind="message",
        )
        .only("payload", "position", "conversation_id")
        .first()
    )
    if entry is None or (entry.payload or {}).get("automatic"):
        return None
    conversations = Conversation.objects.select_related("customer")
    conversation = conversations.get(pk=entry.conversation_id or 0)
    if conversation.surface != PUBLIC:
        return conversation if entry.position == FIRST else None
    return None if (entry.payload or {}).get("purpose") in UNASKED else conversation


def is_flooded(conversation: Conversation) -> bool:
    """Whether so much was acknowledged within an hour that two machines may be talking."""
    told = Entry.objects.filter(
        conversation_id__in=Conversation.objects.filter(
            customer=conversation.customer_id, opened_at__gt=now() - timedelta(hours=1)
        ).values("pk"),
        kind="acknowledged",
    )
    return told.count() >= MOST_AN_HOUR


def _tell(case: Case, conversation: Conversation) -> None:
    token = f"acknowledged:{conversation.pk}"
    if case.is_set_aside or Entry.objects.filter(case_id=case.pk, client_token=token).exists():
        return
    joined = case.conversations.exclude(pk=conversation.pk).exists()
    due = due_of(case)
    payload: dict[str, object] = {"case": case.number, "joined": joined}
    if due is not None:
        payload["due"] = due.isoformat()
    entry = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=conversation.pk,
        kind="acknowledged",
        author=Actor.system(case.brand_id),
        visibility="customer",
        payload=payload,
        body=_words(case, conversation, due, joined=joined),
        client_token=token,
    )
    append(entry)


def due_of(case: Case) -> datetime | None:
    """By when somebody is to answer, as it was promised; None where nothing is."""
    running = Clock.objects.filter(
        case_id=case.pk, stopped_at=None, kind__in=("first_response", "next_response")
    )
    return running.order_by("due_at").values_list("due_at", flat=True).first()


def _words(case: Case, conversation: Conversation, due: datetime | None, *, joined: bool) -> str:
    language = language_code(conversation.language)
    with override(language):
        lines = [
            _("We have received your message. The number of your case is %(case)s.")
            % {"case": case.number}
        ]
        if joined:
            lines = [
                _("We have received your message and added it to your open case %(case)s.")
                % {"case": case.number}
            ]
        if due is not None and due > now():
            lines.append(_("A person answers by %(time)s.") % {"time": _time(due, conversation)})
        lines.append(_("You do not have to write again to keep your place."))
    return "\n".join(lines)


def _time(due: datetime, conversation: Conversation) -> str:
    zone = conversation.timezone or profile_of(conversation.brand).timezone
    locale = Locale.parse(language_code(conversation.language).replace("-hans", "_Hans"), sep="_")
    at = format_datetime(due, "d MMM, HH:mm", tzinfo=ZoneInfo(zone), locale=locale)
    # Whoever writes from somewhere else must see whose clock it is.
    city = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return f"{at} ({city})"
