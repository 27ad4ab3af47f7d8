"""What the templates of the desk are given. Runs inside `reading(actor)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.translation import gettext as _

from pharos.cases import queries
from pharos.cases.listing.deliveries import deliveries_columns
from pharos.cases.listing.queries import PAGE, Around, Mark
from pharos.cases.listing.records import records_columns
from pharos.cases.models import Case, Conversation, Entry
from pharos.channels.wording import is_guarded
from pharos.diagnosis.acting.queries import jobs_columns, known_jobs
from pharos.diagnosis.queries import facts_columns, known_facts
from pharos.files.queries import files_held_from_staff
from pharos.people.actor import Actor
from pharos.web.desk.beside import person_beside, stake_beside
from pharos.web.desk.contacts_shown import to_tell
from pharos.web.desk.findings import found_shown
from pharos.web.desk.forms import ComposerForm, ResolutionForm
from pharos.web.desk.jobs_shown import asked_shown
from pharos.web.desk.lines import awaiting_files, lines_of, with_held
from pharos.web.desk.lists import chosen_list, links
from pharos.web.desk.masks import case_shown_to, entries_shown_to
from pharos.web.desk.menu import work_context
from pharos.web.desk.records import records_shown
from pharos.web.desk.shown_files import ACCEPTED, ShownWaiting, uploads_shown, waiting_shown
from pharos.web.desk.steps import STEPS
from pharos.web.desk.tickets import customer_name, tickets_of
from pharos.web.desk.ways import channel_name, ways_of
from pharos.web.desk.words import (
    ASSURANCE,
    CHANNELS,
    DISPOSITIONS,
    SOLVED,
    STATES,
    SURFACES,
    named,
    topic_of,
)

Context = dict[str, Any]

BADGES = {0: "", 1: ""}
PROVED = "badge--success"
# What an account of another channel proves.
CLAIMED = 1
# Here a browser is all that somebody is known by who has proved nothing.
IN_BROWSERS = ("widget", "form")


def queue_context(
    actor: Actor, kept: Around, get: QueryDict, *, show: int = PAGE, counted: bool = False
) -> Context:
    """The list that the address asks for, its rows, and the menu of lists."""
    chosen = chosen_list(get, kept.views)
    tickets = tickets_of(actor, chosen.criteria, limit=show)
    title, words = chosen.empty
    return {
        "chosen": chosen,
        "lists": links(actor, kept.views, counted=counted),
        "show": show,
        "more": show + PAGE if len(tickets) == show else 0,
        "view": chosen.code,
        "list_query": chosen.query,
        "bar_steps": STEPS,
        "tickets": tickets,
        "empty_title": title,
        "empty_words": words,
    }


def case_context(actor: Actor, case: Case, *, after: int = 0) -> Context:
    """Everything that moves with the case: its head, banner, facts, and entries past `after`."""
    found = queries.entries_after(case, after) if after else queries.last_entries(case)
    beside = queries.beside(actor, case, more=_columns)
    known, jobs = known_facts(beside.more), known_jobs(beside.more)
    ways = ways_of(actor, beside.more)
    case, entries = case_shown_to(actor, case), entries_shown_to(actor, found)
    conversations = queries.conversations_of(case)
    by_hand = {each.pk for each in conversations if each.channel == queries.BY_HAND}
    return {
        "case": case,
        "lines": with_held(
            lines_of(
                entries,
                customer_name(case),
                number=case.number,
                waiting=_waiting(actor, case, entries),
                by_hand=by_hand,
                ways=ways,
            ),
            _held(case, entries),
        ),
        "ways": list(ways.values()),
        "to_tell": to_tell(actor, case) if by_hand else (),
        "reply_line": reply_line(case, conversations),
        "last_seq": entries[-1].seq if entries else after,
        **_head(actor, case),
        **_facts(case, conversations, proved=beside.person.proved),
        **work_context(actor, case, beside, can_look=known.is_connected),
        "records": records_shown(actor, case, beside.more),
        "found": found_shown(actor, case, known, jobs),
        "asked": asked_shown(actor, case, jobs),
        "may_reply": actor.may_reply,
        "may_see_looks": actor.may_assign_others and actor.sees_unmasked,
        "person": person_beside(actor, beside.person, beside.others),
    }


def _waiting(actor: Actor, case: Case, entries: Sequence[Entry]) -> dict[int, list[ShownWaiting]]:
    """Files on their way are named to those who may see them once they are here."""
    return waiting_shown(case, awaiting_files(entries)) if actor.sees_unmasked else {}


def _held(case: Case, entries: Sequence[Entry]) -> dict[str, str]:
    named = [str(file["id"]) for e in entries for file in e.attachments or () if "id" in file]
    return files_held_from_staff(case.pk, named) if named else {}


def _columns() -> dict[str, Combinable]:
    """What the facts show, and how far replies have come, as columns of the case's row."""
    return {**facts_columns(), **jobs_columns(), **deliveries_columns(), **records_columns()}


def composer_context(
    actor: Actor, case: Case, form: ComposerForm, *, mark: Mark, kind: str = "reply"
) -> Context:
    """The composer with what this person was writing here, wherever they wrote it."""
    return {
        "mark": mark,
        "case": case,
        "form": form,
        "kind": kind,
        "may_reply": actor.may_reply,
        "customer_name": customer_name(case),
        "resolution_form": ResolutionForm(),
        "uploads": uploads_shown(actor, case, form.attached),
        "accepted": ACCEPTED,
    }


def reply_line(case: Case, conversations: Sequence[Conversation]) -> str:
    """Say what becomes of a reply: where nobody may say it, that it is not said there."""
    if case.is_settled:
        return _("Sending opens the case again")
    if channel := _led_from(case, conversations):
        return _("Not said in %(channel)s: there they only read where to go on in private") % {
            "channel": channel_name(channel)
        }
    return _("To %(name)s, in the conversation") % {"name": customer_name(case)}


def _led_from(case: Case, conversations: Sequence[Conversation]) -> str:
    """The channel on which they would be answered, if it is one where nothing may be said."""
    for each in conversations:
        each.brand = case.brand
    led = {each.pk: each.channel for each in conversations if is_guarded(each)}
    if len(led) in (0, len(conversations)):
        return next(iter(led.values()), "")
    return led.get(queries.conversation_to_answer_on(case).pk, "")


def _head(actor: Actor, case: Case) -> Context:
    owner = case.assignee
    is_mine = owner is not None and owner.pk == actor.id
    # Whoever answered before a second look was asked for is refused by the actions, too.
    may_act = actor.may_reply and not case.is_settled and case.reviewed_after_id != actor.id
    return {
        "is_mine": is_mine,
        "may_act": may_act,
        "may_confirm": may_act and actor.may_confirm_identity and not case.is_proved_enough,
        "proof_missing": not case.is_proved_enough and not case.is_settled,
        "may_take": owner is None or actor.may_assign_others,
        "state_label": named(STATES, case.state),
        "assignee_name": owner.name if owner else _("Nobody yet"),
        "assignee_line": _owner_line(owner.name if owner else "", is_mine=is_mine),
        "review_after": case.reviewed_after.name if case.reviewed_after else "",
    }


def _owner_line(name: str, *, is_mine: bool) -> str:
    if is_mine:
        return _("With you")
    return _("With %(name)s") % {"name": name} if name else _("Nobody has taken it")


def _facts(case: Case, conversations: list[Conversation], *, proved: int) -> Context:
    label, words = ASSURANCE[case.assurance]
    return {
        "customer_name": customer_name(case),
        "assurance_label": label,
        "assurance_words": words,
        "proof": _proof(proved, conversations),
        "assurance_badge": BADGES.get(case.assurance, PROVED),
        "topic": topic_of(case.brand.profile, case.reason_final or case.reason_initial),
        **stake_beside(case),
        "timezone": conversations[-1].timezone if conversations else "",
        "sights": [_sight(each) for each in conversations],
        "rating": _rating(case),
        "disposition": named(DISPOSITIONS, case.disposition) if case.disposition else "",
        "conversations": [_conversation(each) for each in conversations],
    }


def _sight(conversation: Conversation) -> Context:
    """How far the customer has what was said to them."""
    delivered_at, seen_at = conversation.delivered_at, conversation.read_at
    return {
        "thread": conversation.pk,
        "delivered": conversation.delivered_position,
        "delivered_at": delivered_at.isoformat() if delivered_at else "",
        "seen": conversation.read_position,
        "seen_at": seen_at.isoformat() if seen_at else "",
    }


def _rating(case: Case) -> Context | None:
    """What the customer thought of the last ending, for reading only."""
    rating = queries.last_rating(case) if case.disposition else None
    if rating is None:
        return None
    return {
        "overall": rating.overall,
        "solved": named(SOLVED, rating.solved) if rating.solved else "",
        "speed": rating.speed,
        "attitude": rating.attitude,
        "words": rating.words,
    }


def _proof(proved: int, conversations: list[Conversation]) -> str:
    """Say by what the customer is known, from the assurance of their strongest handle."""
    if not proved and any(each.channel in IN_BROWSERS for each in conversations):
        return _("Known by this browser only.")
    if not proved:
        return _("They say so; nothing proves it")
    if proved == CLAIMED:
        return _("Their channel says which account it is; nothing says whose.")
    return _("The exchange vouched for them with a signed token.")


def _conversation(conversation: Conversation) -> Context:
    surface = named(SURFACES, conversation.surface)
    level = ASSURANCE[conversation.assurance][0]
    return {
        "label": named(CHANNELS, conversation.channel),
        "opened_at": conversation.opened_at,
        "words": " · ".join(str(part) for part in (surface, level) if part),
    }
