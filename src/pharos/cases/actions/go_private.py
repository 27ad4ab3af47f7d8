from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import all_locked, own_case_to_read
from pharos.cases.case_links import PUBLIC
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, CaseLink, Conversation
from pharos.kernel.action import action
from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor


@action
def go_private(*, actor: Actor, number: str, conversation_id: int) -> None:
    """Say in both ledgers that a customer's own case goes on from what was said in public.

    The link that leads here can be read by everybody, so it proves nothing: staff see that somebody
    came by it, and nobody is joined with anybody. Repeats safely. Refused with `not_found`: another
    customer's case, and a conversation that is not public.
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
    Case.objects.filter(pk__in=[here.pk, there.pk]).update(moved_at=now())
    system = Actor.system(here.brand_id)
    out: dict[str, object] = {"link": "related", "way": "out", "case": there.number}
    back: dict[str, object] = {"link": "related", "way": "in", "case": here.number}
    append(
        entry_of(here, system, "link", payload=out), entry_of(there, system, "link", payload=back)
    )
