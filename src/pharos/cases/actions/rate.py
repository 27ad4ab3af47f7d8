from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import conversation_to_change
from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.models import Case, Conversation, Rating
from pharos.cases.queries import entry_by_token
from pharos.cases.words import Screened, screened
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What the customer answers: overall, and on the three questions what they like to."""

    overall: int
    speed: int | None = None
    solved: str = ""
    attitude: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A thread, and the token under which its rating is sent."""

    channel: str
    external_id: str
    client_token: str


@action
def rate_case(*, actor: Actor, thread: Rated, opinion: Opinion) -> Written:
    """Keep what the customer thinks of how their case ended, and tell it in the ledger.

    Again within 24 hours it takes the place of what they said before; the ledger keeps both. The
    same `client_token` twice rates once. A secret in the words is taken out. Refused: a case that
    has not ended (`not_resolved`), a change after a day (`rating_settled`), and what is no rating
    (`rating_invalid`). Head and case are locked.
    """
    conversation = conversation_to_change(actor, thread.external_id, channel=thread.channel)
    case = conversation.case
    if said := entry_by_token(case, thread.client_token, author=actor, kind="rating"):
        return said
    _check(opinion)
    if case.resolved_at is None:
        raise Conflict(_("This can be rated when it is resolved."), code="not_resolved")
    at = now()
    words = screened(opinion.words) if opinion.words.strip() else None
    _keep(case, opinion, words, at)
    return append(_told(actor, conversation, thread.client_token, opinion, words))[0]


def _check(opinion: Opinion) -> None:
    marks = [
        mark for mark in (opinion.overall, opinion.speed, opinion.attitude) if mark is not None
    ]
    known = opinion.solved in ("", *Rating.Solved.values)
    if not known or not all(LOWEST <= mark <= HIGHEST for mark in marks):
        raise Invalid(_("A rating goes from 1 to 5."), code="rating_invalid")


def _keep(case: Case, opinion: Opinion, words: Screened | None, at: datetime) -> None:
    assert case.resolved_at is not None, "only an ending is rated"
    rating = Rating.objects.filter(case=case, resolved_at=case.resolved_at).first()
    if rating is not None and not rating.may_change(at):
        raise Conflict(_("A rating can be changed for a day."), code="rating_settled")
    rating = rating or Rating(
        brand_id=case.brand_id,
        case=case,
        customer_id=case.customer_id,
        resolved_at=case.resolved_at,
        agent_id=case.assignee_id,
        team_id=case.team_id,
        rated_at=at,
    )
    rating.overall, rating.speed = opinion.overall, opinion.speed
    rating.solved, rating.attitude = opinion.solved, opinion.attitude
    rating.words = words.text if words else ""
    rating.changed_at = at
    rating.save()


def _told(
    actor: Actor, thread: Conversation, token: str, opinion: Opinion, words: Screened | None
) -> NewEntry:
    payload: dict[str, object] = {"overall": opinion.overall}
    payload |= {"speed": opinion.speed} if opinion.speed else {}
    payload |= {"solved": opinion.solved} if opinion.solved else {}
    payload |= {"attitude": opinion.attitude} if opinion.attitude else {}
    if words is not None and words.payload:
        payload |= words.payload
    return NewEntry(
        brand_id=thread.brand_id,
        case_id=thread.case_id,
        conversation_id=thread.pk,
        kind="rating",
        author=actor,
        visibility="customer",
        body=words.text if words else None,
        payload=payload,
        client_token=token,
    )
