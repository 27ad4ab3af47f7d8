"""A customer who is not content may have a different person look."""

from __future__ import annotations

from dataclasses import dataclass

from pharos.cases.access import conversation_to_change
from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.ledger.entries import assigned, move_case, move_chats
from pharos.cases.models import Case, Entry
from pharos.cases.queries import entry_by_token
from pharos.cases.states import CaseState, ChatState
from pharos.cases.words import Screened, screened
from pharos.clocks.running import start_clock
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.follow_up_marks import leave_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    channel: str
    external_id: str
    client_token: str
    text: str = ""


@action
def ask_for_review(*, actor: Actor, request: ReviewRequest) -> Written:
    """Send the case back to the queue, for anybody but the person who answered so far.

    A settled case is reopened. The same `client_token` twice asks once.
    """
    thread = conversation_to_change(actor, request.external_id, channel=request.channel)
    case = thread.case
    if asked := entry_by_token(case, request.client_token, author=actor, kind="review"):
        return asked

    at = now()
    words = screened(request.text) if request.text.strip() else None
    moved = move_case(case, actor, *_back_to_queue(case))
    moved += move_chats(case, actor, [thread], ChatState.QUEUED)
    case.reviewed_after_id = case.assignee_id or _last_answerer(case)
    case.assignee_id = None
    case.waiting_since = case.waiting_since or at
    case.moved_at = at
    case.contacts += 1
    case.save()

    review = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=thread.pk,
        kind="review",
        author=actor,
        visibility="customer",
        body=words.text if words else None,
        payload=_payload(words),
        client_token=request.client_token,
        at=at,
    )
    written = append(review, assigned(case, actor), *moved)[0]
    start_clock(brand_id=case.brand_id, case_id=case.pk, kind="next_response", at=at)
    leave_mark(case, seq=written.seq, at=at)
    return written


def _back_to_queue(case: Case) -> tuple[CaseState, ...]:
    if case.state in (CaseState.RESOLVED, CaseState.CLOSED):
        return (CaseState.REOPENED, CaseState.QUEUED)
    if case.state == CaseState.NEW:
        return (CaseState.TRIAGED, CaseState.QUEUED)
    return (CaseState.QUEUED,)


def _last_answerer(case: Case) -> int | None:
    answers = Entry.objects.filter(
        case_id=case.pk, author_kind="staff", kind__in=["message", "resolution"]
    )
    return answers.order_by("-seq").values_list("author_id", flat=True).first()


def _payload(words: Screened | None) -> dict[str, object] | None:
    return None if words is None else words.payload
