from __future__ import annotations

from collections.abc import Sequence

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import NewEntry, Written, append
from pharos.cases.mentions import mentioned
from pharos.cases.notifying import notify
from pharos.cases.queries import entry_by_token
from pharos.cases.words import clean
from pharos.files.claiming import claim, keep_claim, named
from pharos.kernel.action import action
from pharos.people.actor import Actor
from pharos.people.queries import colleagues_of


@action
def add_note(
    *, actor: Actor, number: str, body: str, client_token: str, files: Sequence[str] = ()
) -> Written:
    """Write something for colleagues only. The same `client_token` twice writes once.

    Colleagues of the brand whom it names (`@Name`) stand in its payload by id and are notified.
    """
    case = case_to_change(actor, number)
    if sent := entry_by_token(case, client_token, author=actor, kind="note"):
        return sent
    words = clean(body, with_files=bool(files))
    meant = mentioned(words, colleagues_of(case.brand_id)) if "@" in words else []

    claimed = claim(actor, case.pk, files, token=client_token)
    note = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        kind="note",
        author=actor,
        visibility="staff",
        body=words,
        payload={"mentions": meant} if meant else None,
        attachments=named(claimed),
        client_token=client_token,
    )
    case.moved_at = note.at
    case.save(update_fields=["moved_at"])

    written = append(note)[0]
    keep_claim(claimed, written.seq)
    notify(case, "mention", to=meant, of=written, by=actor)
    return written
