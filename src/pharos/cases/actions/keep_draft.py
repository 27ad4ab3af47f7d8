from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_read
from pharos.cases.models import Case, DeskMark, Entry
from pharos.kernel.action import action
from pharos.kernel.errors import Forbidden
from pharos.kernel.time import now
from pharos.people.actor import Actor

LONGEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """What somebody is writing: a reply or a note, under the token that it will be sent with."""

    kind: str
    text: str
    client_token: str = ""


@action
def keep_draft(*, actor: Actor, number: str, draft: Unsent) -> bool:
    """Keep what is being written, one text for each kind; an empty one is forgotten.

    Whatever was sent already under this token is not kept again: a late saving must not bring
    back what has gone out. Returns whether it was kept. No case is locked.
    """
    case = case_to_read(actor, number)
    if not actor.may_note:
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    if draft.text and _was_sent(case, actor, draft.client_token):
        return False

    marks = DeskMark.objects.select_for_update()
    whose = {"case": case, "staff_id": actor.id or 0}
    if draft.text:
        marks.get_or_create(**whose, defaults={"brand_id": case.brand_id})
    mark = marks.filter(**whose).first()
    if mark is None:
        return False
    mark.keep_draft(draft.kind, draft.text[:LONGEST])
    mark.drafted_at = now() if mark.reply_draft or mark.note_draft else None
    mark.save(update_fields=["reply_draft", "note_draft", "drafted_at"])
    return bool(draft.text)


def _was_sent(case: Case, actor: Actor, client_token: str) -> bool:
    sent = Entry.objects.filter(
        case_id=case.pk, client_token=client_token, author_kind="staff", author_id=actor.id
    )
    return bool(client_token) and sent.exists()
