from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_answer
from pharos.cases.answering import Answer, write_answer
from pharos.cases.ledger.append import NewEntry, Written
from pharos.cases.ledger.entries import assigned, entry_of
from pharos.cases.models import Case, Conversation
from pharos.cases.queries import conversation_to_answer_on, entry_by_token, last_customer_seq
from pharos.cases.words import clean
from pharos.files.claiming import claim, keep_claim, named
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft:
    """What an agent wrote, and the newest entry they had seen (`seen_seq`) when they sent it."""

    body: str
    client_token: str
    seen_seq: int | None = None
    files: tuple[str, ...] = ()


@action
def send_reply(*, actor: Actor, number: str, draft: ReplyDraft) -> Written:
    """Answer the customer on the conversation that they used last.

    An unowned case becomes the agent's; a settled one is reopened. Sending the same
    `client_token` twice returns the first reply and does nothing else. Refused with
    `newer_message` if the customer has written after `seen_seq`, and with `second_review` for
    whoever answered before the customer asked for a different person. A recovery phrase or a key
    in the text is refused with `secret_found`, a file that is not theirs or not checked with
    `files_refused`.
    """
    case = case_to_answer(actor, number)
    if sent := entry_by_token(case, draft.client_token, author=actor, kind="message"):
        return sent
    if draft.seen_seq is not None and last_customer_seq(case) > draft.seen_seq:
        raise Conflict(
            _("The customer has written again since you looked. Read it, then send once more."),
            code="newer_message",
        )

    body = clean(draft.body, with_files=bool(draft.files))
    files = claim(actor, case.pk, draft.files, token=draft.client_token)
    conversation = conversation_to_answer_on(case)
    answer = Answer(body=body, client_token=draft.client_token, attachments=named(files))
    written = write_answer(case, actor, conversation, answer, *_taken(case, actor, conversation))
    keep_claim(files, written.seq)
    return written


def _taken(case: Case, actor: Actor, conversation: Conversation) -> list[NewEntry]:
    """Make an unowned case the agent's own, and let the customer know who is there."""
    if case.assignee_id is not None:
        return []
    case.assignee_id = actor.id
    joined = entry_of(
        case,
        actor,
        "joined",
        conversation=conversation,
        visibility="customer",
        payload={"name": actor.name},
    )
    return [assigned(case, actor), joined]
