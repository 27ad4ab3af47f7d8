"""Into which queue what came in goes. A step of sorting, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable

from pharos.cases.ledger.append import NewEntry
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.people.actor import Actor
from pharos.routing.matching import special_queue_for
from pharos.routing.models import Queue


def place(case: Case, queues: Iterable[Queue]) -> list[NewEntry]:
    """Move a case that nobody has to the team whose queue is for its reason, without saving.

    `queues` are those in use, of this brand among others. Returns what the ledger is to say:
    nothing if the case is right where it is, for no queue is for its reason in particular or its
    own team has that queue.
    """
    if case.assignee_id is not None:
        return []
    queue = special_queue_for(
        [queue for queue in queues if queue.brand_id == case.brand_id],
        language=case.language,
        reason=case.reason_final or case.reason_initial,
    )
    if queue is None or queue.team_id == case.team_id:
        return []
    case.team = queue.team
    told: dict[str, object] = {
        "assignee": None,
        "team": queue.team_id,
        "by": "routing",
        "queue": queue.name,
    }
    return [entry_of(case, Actor.system(case.brand_id), "assignment", payload=told)]
