"""Into which queue what came in goes. A step of sorting, inside its transaction."""

from __future__ import annotations

from pharos.cases.ledger.append import NewEntry
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.people.actor import Actor
from pharos.routing.matching import special_queue_for
from pharos.routing.queries import queues_of


def place(case: Case) -> list[NewEntry]:
    """Move a case that nobody has to the team whose queue is for its reason, without saving.

    Returns what the ledger is to say: nothing if the case is right where it is, for no queue is
    for its reason in particular or its own team has that queue.
    """
    if case.assignee_id is not None:
        return []
    queue = special_queue_for(
        queues_of([case.brand_id]),
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
