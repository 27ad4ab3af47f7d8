"""Whoever writes by a channel without a screen of ours reads at once that it has arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, get_timezone_location
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.brands.queries import profile_of
from pharos.cases.access import all_locked, locked
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
# Where the month stands before the day.
PATTERNS: Final = {"ko": "MMM d일 HH:mm", "zh": "MMMd日 HH:mm"}


def acknowledge(marks: Iterable[FollowUp]) -> None:
    """Tell who began a conversation the number of their case and by when somebody answers.

    Once a conversation, in public from where they first ask for help; nothing that a machine sent
    is answered (RFC 3834). The promise has its due time already. Whoever wrote a secret reads
    besides what to do now, for each such message and for each change that brought one.
    """
    marks = list(marks)
    words = _words_of(marks)
    for mark in marks:
        if (entry := words.get((mark.case_id, mark.seq))) is not None:
            _advise(mark, entry)
    if begun := _begun(words.values()):
        _tell(begun)


def _words_of(marks: Iterable[FollowUp]) -> dict[tuple[int, int], Entry]:
    """What customers said or changed, of what came in, by case and place."""
    places = {(mark.case_id, mark.seq) for mark in marks}
    found = Entry.objects.filter(
        case_id__in={case_id for case_id, _seq in places},
        seq__in={seq for _case_id, seq in places},
        author_kind="customer",
        kind__in=("message", "edit"),
    )
    words = {(entry.case_id, entry.seq): entry for entry in found}
    return {place: words[place] for place in sorted(places) if place in words}


def _advise(mark: FollowUp, entry: Entry) -> None:
    """Say what to do about a secret that was taken out, where nothing has said so already.

    A page says it beside the message; what opened a case is said there.
    """
    removed = (entry.payload or {}).get("removed")
    if not removed or (entry.payload or {}).get("automatic") == NO_ADDRESS:
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


def _begun(words: Iterable[Entry]) -> list[Conversation]:
    """The conversations that these words begin; in public, those where they first ask for help.

    A post that asks for nothing is no beginning: nobody who praises us is sent elsewhere.
    """
    asked = [
        entry
        for entry in words
        if entry.kind == "message"
        and entry.position is not None
        and not (entry.payload or {}).get("automatic")
    ]
    threads = Conversation.objects.select_related("case", "brand").in_bulk(
        {entry.conversation_id or 0 for entry in asked}
    )
    begun: dict[int, Conversation] = {}
    for entry in asked:
        thread = threads[entry.conversation_id or 0]
        is_beginning = entry.position == FIRST
        if thread.surface == PUBLIC:
            is_beginning = (entry.payload or {}).get("purpose") not in UNASKED
        if is_beginning and thread.channel not in ON_SCREEN:
            begun[thread.pk] = thread
    return list(begun.values())


def is_flooded(conversation: Conversation) -> bool:
    """Whether so much was acknowledged within an hour that two machines may be talking."""
    return _told_lately([conversation])[conversation.customer_id] >= MOST_AN_HOUR


def _told_lately(threads: Iterable[Conversation]) -> Counter[int]:
    """How much was acknowledged to each customer in what they began within an hour."""
    begun = Conversation.objects.filter(
        customer__in={thread.customer_id for thread in threads},
        opened_at__gt=now() - timedelta(hours=1),
    )
    whose = dict(begun.values_list("pk", "customer_id"))
    told = Entry.objects.filter(conversation_id__in=whose, kind="acknowledged")
    lately: Counter[int] = Counter()
    for thread_id in told.values_list("conversation_id", flat=True):
        lately[whose[thread_id or 0]] += 1
    return lately


def _tell(threads: list[Conversation]) -> None:
    """Acknowledge, all together, what nobody was told of yet."""
    cases = {case.pk: case for case in all_locked([thread.case for thread in threads])}
    tokens = {thread.pk: f"acknowledged:{thread.pk}" for thread in threads}
    entries = Entry.objects.filter(case_id__in=cases, client_token__in=tokens.values())
    written = set(entries.values_list("client_token", flat=True))
    beside = Counter(
        Conversation.objects.filter(case_id__in=cases).values_list("case_id", flat=True)
    )
    due, lately = _due_of(cases), _told_lately(threads)
    told = []
    for thread in threads:
        case, token = cases[thread.case_id], tokens[thread.pk]
        is_flood = lately[thread.customer_id] >= MOST_AN_HOUR
        if is_flood or case.is_set_aside or token in written:
            continue
        lately[thread.customer_id] += 1
        is_joined = beside[case.pk] > 1
        told.append(_receipt(case, thread, due.get(case.pk), joined=is_joined, token=token))
    append(*told)


def _receipt(
    case: Case, conversation: Conversation, due: datetime | None, *, joined: bool, token: str
) -> NewEntry:
    payload: dict[str, object] = {"case": case.number, "joined": joined}
    if due is not None:
        payload["due"] = due.isoformat()
    return NewEntry(
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


def _due_of(case_ids: Iterable[int]) -> dict[int, datetime]:
    """By when somebody is to answer in each case, as it was promised; where nothing is, nothing."""
    running = Clock.objects.filter(
        case_id__in=list(case_ids),
        stopped_at=None,
        due_at__isnull=False,
        kind__in=("first_response", "next_response"),
    )
    return dict(running.values_list("case_id").order_by().annotate(Min("due_at")))


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
    pattern = PATTERNS.get(locale.language, "d MMM, HH:mm")
    at = format_datetime(due, pattern, tzinfo=ZoneInfo(zone), locale=locale)
    # Whoever writes from somewhere else must see whose clock it is.
    city = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return f"{at} ({city})"
