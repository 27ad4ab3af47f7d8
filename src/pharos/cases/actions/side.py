"""A question from a case to another team, with a clock of its own (docs/glossary.md)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_read, locked
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import move_case, refuse_settled
from pharos.cases.models import Case, Entry, SideConversation
from pharos.cases.notifying import notify
from pharos.cases.promising import promise
from pharos.cases.states import UNTOUCHED, CaseState
from pharos.cases.words import clean, shortened
from pharos.clocks.running import stop_clocks
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.queries import team_ids_of_staff, teams_of
from pharos.people.roles import ANSWERING, Role

CLOCK = "side_conversation"
# Whoever may say something here; compliance does not answer customers, and is asked.
SPEAKING = ANSWERING | {Role.COMPLIANCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What another team is asked; `waits` if the case can go no further without the answer."""

    team: int
    body: str
    client_token: str
    waits: bool = True


@action
def ask_team(*, actor: Actor, number: str, question: Question) -> SideConversation:
    """Open a side conversation with another team: staff only, in the case's own ledger.

    Its clock starts. A case that waits for it becomes WAITING_INTERNAL, unless it waits for its
    customer or is put off. The same `client_token` again asks once. Refused: a team that is not of
    the brand (`no_such_team`), and a settled case.
    """
    case = _to_speak(actor, number)
    if not actor.may_reply:
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    asked = Entry.objects.filter(
        case_id=case.pk, client_token=question.client_token, kind="side", author_id=actor.id
    ).first()
    if asked is not None and asked.payload:
        return case.side_conversations.get(nr=asked.payload["side"])
    refuse_settled(case)
    team = next((each for each in teams_of(case.brand_id) if each.pk == question.team), None)
    if team is None:
        raise Invalid(_("Choose a team of this brand."), code="no_such_team")

    at = now()
    words = clean(question.body)
    side = SideConversation.objects.create(
        brand_id=case.brand_id,
        case=case,
        nr=case.side_conversations.count() + 1,
        team=team,
        asked_by_id=actor.id or 0,
        question=shortened(words),
        opened_at=at,
    )
    moved = _wait(case, actor) if question.waits else []
    case.moved_at = at
    case.save()
    promise(case, CLOCK, at=at, nr=side.nr)

    append(_said(case, actor, side, "asked", words, token=question.client_token), *moved)
    return side


@action
def answer_side(
    *, actor: Actor, number: str, nr: int, body: str, client_token: str
) -> SideConversation:
    """Say something in a side conversation.

    From the team that was asked it is the answer: the clock stops, whoever asked is notified, and
    a case that waited goes on. From anybody else it asks further, and the clock starts again.
    The same `client_token` says it once. Refused once it is closed.
    """
    case = _to_speak(actor, number)
    side = _side(case, nr)
    said = Entry.objects.filter(case_id=case.pk, client_token=client_token, author_id=actor.id)
    if said.filter(kind="side").exists():
        return side
    if side.state == SideConversation.State.CLOSED:
        raise Conflict(_("This side conversation is closed. Open a new one."), code="side_closed")

    at = now()
    words = clean(body)
    is_answer = side.team_id in team_ids_of_staff(actor.id or 0) and actor.id != side.asked_by_id
    moved: list[NewEntry] = []
    if is_answer:
        side.state, side.answered_at = SideConversation.State.ANSWERED, at
        side.save(update_fields=["state", "answered_at"])
        stop_clocks(case_id=case.pk, kinds=(CLOCK,), at=at, nr=nr)
        moved = _go_on(case, actor)
    else:
        side.state = SideConversation.State.OPEN
        side.save(update_fields=["state"])
        promise(case, CLOCK, at=at, nr=nr)
    case.moved_at = at
    case.save()

    step = "answered" if is_answer else "asked"
    written = append(_said(case, actor, side, step, words, token=client_token), *moved)[0]
    if is_answer:
        concerned = {side.asked_by_id, case.assignee_id or side.asked_by_id}
        notify(case, "side_answer", to=concerned, of=written, by=actor)
    return side


@action
def close_side(*, actor: Actor, number: str, nr: int) -> SideConversation:
    """End a side conversation; a case that waited for it goes on. Closing again does nothing."""
    case = _to_speak(actor, number)
    side = _side(case, nr)
    if side.state == SideConversation.State.CLOSED:
        return side

    at = now()
    side.state, side.closed_at = SideConversation.State.CLOSED, at
    side.save(update_fields=["state", "closed_at"])
    stop_clocks(case_id=case.pk, kinds=(CLOCK,), at=at, nr=nr)
    moved = _go_on(case, actor)
    case.moved_at = at
    case.save()

    append(_said(case, actor, side, "closed", None), *moved)
    return side


def _to_speak(actor: Actor, number: str) -> Case:
    case = case_to_read(actor, number)
    if actor.role not in SPEAKING:
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    return locked(case)


def _side(case: Case, nr: int) -> SideConversation:
    side = case.side_conversations.select_related("team").filter(nr=nr).first()
    if side is None:
        raise NotFound(_("There is no such side conversation."))
    return side


def _wait(case: Case, actor: Actor) -> list[NewEntry]:
    if case.state in (CaseState.WAITING_CUSTOMER, CaseState.SCHEDULED):
        return []
    hops = (CaseState.IN_PROGRESS,) if case.state in UNTOUCHED else ()
    return move_case(case, actor, *hops, CaseState.WAITING_INTERNAL)


def _go_on(case: Case, actor: Actor) -> list[NewEntry]:
    """Take the case up again once nothing that it waits for is open."""
    if case.state != CaseState.WAITING_INTERNAL or case.side_conversations.filter(state="open"):
        return []
    there = CaseState.QUEUED if case.assignee_id is None else CaseState.IN_PROGRESS
    return move_case(case, actor, there)


def _said(
    case: Case,
    actor: Actor,
    side: SideConversation,
    step: str,
    words: str | None,
    *,
    token: str | None = None,
) -> NewEntry:
    payload: dict[str, object] = {"side": side.nr, "step": step, "team": side.team.name}
    return NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        kind="side",
        author=actor,
        visibility="staff",
        body=words,
        payload=payload,
        client_token=token,
    )
