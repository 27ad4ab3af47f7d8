"""A case as somebody may read it. Whoever works from outside does not learn who the customer is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.utils.translation import gettext as _

from pharos.cases.folds import changed
from pharos.cases.listing.queries import ListedCase
from pharos.cases.models import Case, Entry
from pharos.people.actor import Actor
from pharos.people.masking import masked

Kept = TypeVar("Kept", bound=Case)


def case_shown_to(actor: Actor, case: Kept) -> Kept:
    """Return the case to be drawn, never to be saved: its words may be masked."""
    if not actor.sees_unmasked:
        case.customer.name = _("Customer")
        case.subject = masked(case.subject)
        case.last_words = masked(case.last_words)
        case.resolution_text = masked(case.resolution_text)
    return case


def row_shown_to(actor: Actor, case: ListedCase) -> tuple[str, str, str]:
    """Return the customer's name, the subject and the last words of a row as it is drawn."""
    if actor.sees_unmasked:
        return case.customer_name, case.subject, case.last_words
    return _("Customer"), masked(case.subject), masked(case.last_words)


def entries_shown_to(actor: Actor, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries to be drawn: what was written, and by whom, may be masked."""
    shown = list(entries)
    if not actor.sees_unmasked:
        for entry in shown:
            if entry.body:
                entry.body, entry.payload = changed(entry.body, entry.payload, masked)
            if (told := (entry.payload or {}).get("mail")) and entry.payload:
                hidden = {
                    name: masked(str(told[name]))
                    for name in ("subject", "from", "answer_to")
                    if name in told
                }
                told = {name: value for name, value in told.items() if name != "likeness"}
                entry.payload = entry.payload | {"mail": told | hidden}
            if entry.kind == Entry.Kind.FINDING and entry.payload:
                rows = entry.payload.get("rows", ())
                shown_rows = [row | {"value": masked(row["value"])} for row in rows]
                entry.payload = entry.payload | {"rows": shown_rows}
            if entry.kind == Entry.Kind.FILES and entry.payload:
                refused = [file | {"name": _("A file")} for file in entry.payload["refused"]]
                entry.payload = entry.payload | {"refused": refused}
            if entry.author_kind == "customer":
                entry.author_name = _("Customer")
                # A picture of a screen says who sits before it.
                entry.attachments = [{} for _file in entry.attachments or ()] or None
    return shown
