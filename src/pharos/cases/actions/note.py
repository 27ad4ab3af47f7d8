from __future__ import annotations

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.words import clean
from pharos.kernel.action import action
from pharos.people.actor import Actor


@action
def add_note(*, actor: Actor, number: str, body: str, client_token: str) -> Written:
    """Write something for colleagues only. The same `client_token` twice writes once."""
    case = case_to_change(actor, number)
    note = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        kind="note",
        author=actor,
        visibility="staff",
        body=clean(body),
        client_token=client_token,
    )
    case.moved_at = note.at
    case.save(update_fields=["moved_at"])
    return append(note)[0]
