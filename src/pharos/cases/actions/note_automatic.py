from __future__ import annotations

from pharos.cases.access import locked
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.models import Conversation
from pharos.cases.words import screened
from pharos.kernel.action import action
from pharos.people.actor import Actor


@action
def note_automatic(*, actor: Actor, conversation_id: int, text: str, why: str, token: str) -> bool:
    """Keep what a customer's machine answered, for staff to read. It moves neither case nor clock.

    The same `token` twice is kept once. Returns whether it is news.
    """
    conversation = Conversation.objects.select_related("case").get(
        pk=conversation_id, brand_id__in=actor.brands
    )
    case = locked(conversation.case)
    words = screened(text, with_files=True)
    entry = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=conversation.pk,
        kind="automatic",
        author=actor,
        visibility="staff",
        body=words.text,
        payload={"why": why, **(words.payload or {})},
        client_token=f"automatic:{token}"[:100],
    )
    return not append(entry)[0].repeated
