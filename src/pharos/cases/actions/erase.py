from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from pharos.cases.access import all_locked, case_to_read
from pharos.cases.models import Case, Entry, Rating
from pharos.cases.queries import copies_of, where_copied
from pharos.cases.words import ERASED, shortened, spoken
from pharos.files.claiming import erase_files_of
from pharos.kernel.action import action
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.roles import Role

MAY_ERASE = frozenset({Role.COMPLIANCE, Role.ADMINISTRATOR})


@action
def erase_content(*, actor: Actor, number: str, seq: int, why: str) -> Case:
    """Take the words and files out of one entry for good and leave its place in the chain.

    Copies in cases that were split off or merged with go too; their heads are locked as well. The
    ledger says who did it, when and why. Erasing twice does nothing more. Refused for all
    but compliance and administrators, without a reason, and for the record of an erasure.
    """
    case = case_to_read(actor, number)
    held = {each.pk: each for each in all_locked([case, *where_copied(case)])}
    case = held.pop(case.pk)
    if actor.role not in MAY_ERASE:
        raise Forbidden(_("Only compliance and administrators erase."), code="may_not_erase")
    if not why.strip():
        raise Invalid(_("Say why this is erased."), code="reason_missing")
    erased = Entry.objects.filter(case_id=case.pk, seq=seq).exclude(kind="erasure").first()
    if erased is None:
        raise NotFound(_("There is nothing to erase."))
    _erase(case, erased, actor, why)
    erase_files_of(case_id=case.pk, seq=seq)
    for copy in copies_of(case, seq, list(held.values())):
        _erase(held[copy.case_id], copy, actor, why)
    return case


def _erase(case: Case, erased: Entry, actor: Actor, why: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT erase_entry(%s, %s, %s, %s, %s, %s)",
            [case.pk, erased.seq, why, actor.id, actor.name, now()],
        )
    _forget_echoes(case, erased)


def _forget_echoes(case: Case, erased: Entry) -> None:
    """The case's row repeats words of its entries for lists. Those go too."""
    body = spoken(erased.body, erased.attachments)
    if not body:
        return
    for field in ("subject", "last_words"):
        if getattr(case, field) == shortened(body):
            setattr(case, field, ERASED)
    Rating.objects.filter(case=case, words=body).update(words=ERASED)
    case.side_conversations.filter(question=shortened(body)).update(question=ERASED)
    if case.resolution_text == body:
        case.resolution_text = ERASED
    case.save(update_fields=["subject", "last_words", "resolution_text"])
