"""Side conversations as they follow from something else, inside its transaction."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pharos.cases.ledger.append import NewEntry, Written
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, SideConversation
from pharos.cases.notifying import notify
from pharos.clocks.models import Clock
from pharos.people.actor import Actor


def close_sides(case: Case, actor: Actor, at: datetime) -> list[NewEntry]:
    """Close what is still asked of other teams, and return an entry for each."""
    told = []
    for side in case.side_conversations.select_related("team").exclude(state="closed"):
        side.state, side.closed_at = SideConversation.State.CLOSED, at
        side.save(update_fields=["state", "closed_at"])
        payload: dict[str, object] = {"side": side.nr, "step": "closed", "team": side.team.name}
        told.append(entry_of(case, actor, "side", payload=payload))
    return told


def tell_late_sides(late: Iterable[tuple[Clock, Written]], actor: Actor) -> None:
    """Notify whoever asked a team that has not answered in time."""
    for clock, of in late:
        if clock.kind != Clock.Kind.SIDE_CONVERSATION:
            continue
        sides = SideConversation.objects.select_related("case")
        side = sides.filter(case_id=clock.case_id, nr=clock.nr).first()
        if side is not None:
            notify(side.case, "side_late", to=[side.asked_by_id], of=of, by=actor)
