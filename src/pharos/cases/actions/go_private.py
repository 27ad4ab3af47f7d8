from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import all_locked, own_case_to_read
from pharos.cases.case_links import PUBLIC
from pharos.cases.ledger.append import NewEntry, append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.merging import copied
from pharos.cases.models import Case, CaseLink, Conversation, Entry
from pharos.kernel.action import action
from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor

# More of what was said in public stays where it was said; the link leads there.
MOST: Final = 5


@action
def go_private(*, actor: Actor, number: str, conversation_id: int) -> None:
    """Join what was said in public to a customer's own case, and say so in both ledgers.

    The link that leads here can be read by everybody, so it proves nothing of who wrote: staff read
    the public words in the case, marked so, and no customer is joined with another. Neither case
    waits longer or less for it, and no promise moves. Repeats safely. Refused with `not_found`:
    another customer's case, and a conversation that is not public.
    """
    mine = own_case_to_read(actor, number)
    public = Conversation.objects.filter(
        pk=conversation_id, brand_id__in=actor.brands, surface=PUBLIC
    ).first()
    if public is None:
        raise NotFound(_("This link leads nowhere."))
    held = {case.pk: case for case in all_locked([mine, public.case])}
    here, there = held[mine.pk], held[public.case_id]
    known = CaseLink.objects.filter(case=here, other=there, kind=CaseLink.Kind.RELATED)
    if here.pk == there.pk or known.exists():
        return
    CaseLink.objects.create(
        brand_id=here.brand_id,
        case=here,
        other=there,
        kind=CaseLink.Kind.RELATED,
        created_at=now(),
    )
    system = Actor.system(here.brand_id)
    said = _said_in(public, here, there, system)
    here.moved_at = there.moved_at = now()
    for case in (here, there):
        case.save(update_fields=["moved_at"])
    out: dict[str, object] = {"link": "related", "way": "out", "case": there.number, "public": True}
    back: dict[str, object] = {"link": "related", "way": "in", "case": here.number, "public": True}
    append(
        entry_of(here, system, "link", payload=out),
        *said,
        entry_of(there, system, "link", payload=back),
    )


def _said_in(public: Conversation, here: Case, there: Case, system: Actor) -> list[NewEntry]:
    """Copies for staff of what was said last, as whoever has that account said it."""
    messages = Entry.objects.filter(
        case_id=there.pk, conversation_id=public.pk, kind="message", author_kind="customer"
    ).order_by("-seq")[:MOST]
    copies = [copied(here, there, each, "quote", system) for each in reversed(messages)]
    return [replace(copy, payload={**(copy.payload or {}), "public": True}) for copy in copies]
