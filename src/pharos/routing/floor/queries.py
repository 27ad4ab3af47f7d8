"""The floor's figures. All run inside a scope that names the brands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from pharos.brands.models import Brand
from pharos.cases.models import Case
from pharos.people.models import Staff
from pharos.routing.matching import queue_for
from pharos.routing.models import Availability, Queue
from pharos.routing.queries import (
    availabilities,
    is_queue_open,
    loads_of,
    members_of,
    placed,
    queues_of,
    routing_of,
    waiting_cases,
)

MOST = 200


@dataclass(slots=True, kw_only=True)
class QueueNow:
    """One queue: what nobody has, what agents have and their customers wait for, who serves it."""

    queue: Queue
    is_open: bool
    free: int = 0
    held: int = 0
    since: datetime | None = None
    online: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNow:
    staff_id: int
    name: str
    state: str
    since: datetime | None
    load: int
    capacity: int
    own_capacity: int | None
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    at: datetime
    queues: tuple[QueueNow, ...]
    agents: tuple[AgentNow, ...]

    @property
    def free(self) -> int:
        return sum(each.free for each in self.queues)

    @property
    def held(self) -> int:
        return sum(each.held for each in self.queues)

    @property
    def since(self) -> datetime | None:
        return min((each.since for each in self.queues if each.since), default=None)

    def count(self, state: str) -> int:
        return sum(1 for each in self.agents if each.state == state)


def floor_of(brands: Sequence[Brand], *, at: datetime) -> Floor:
    """Count what waits and who is there, now."""
    queues = queues_of([brand.pk for brand in brands])
    agents = agents_of(queues, at=at)
    online = {each.staff_id for each in agents if each.state == Availability.State.ONLINE}
    teams: defaultdict[int, set[int]] = defaultdict(set)
    for staff_id, team_id in members_of({queue.team_id for queue in queues}, at=at):
        if staff_id in online:
            teams[team_id].add(staff_id)
    rows = {
        queue.pk: QueueNow(
            queue=queue, is_open=is_queue_open(queue, at), online=len(teams[queue.team_id])
        )
        for queue in queues
    }
    _count([brand.pk for brand in brands], queues, rows)
    order = sorted(rows.values(), key=lambda row: (row.since or at, row.queue.name))
    return Floor(at=at, queues=tuple(order), agents=agents)


def _count(brand_ids: list[int], queues: list[Queue], rows: dict[int, QueueNow]) -> None:
    """One question for all, grouped by what decides the queue."""
    by = ("team_id", "language", "reason_initial", "reason_final")
    groups = waiting_cases(brand_ids).values(*by)
    nobody = Count("id", filter=Q(assignee=None))
    for group in groups.annotate(count=Count("id"), free=nobody, since=Min("waiting_since")):
        queue = queue_for(
            queues,
            team_id=group["team_id"],
            language=group["language"],
            reason=group["reason_final"] or group["reason_initial"],
        )
        if queue is None:
            continue
        row = rows[queue.pk]
        row.free += group["free"]
        row.held += group["count"] - group["free"]
        row.since = min(filter(None, (row.since, group["since"])), default=None)


def agents_of(queues: list[Queue], *, at: datetime) -> tuple[AgentNow, ...]:
    """Return who serves these queues, those who are there first."""
    names = {queue.team_id: queue.team.name for queue in queues}
    brand_of = {queue.team_id: queue.brand_id for queue in queues}
    teams: defaultdict[int, list[int]] = defaultdict(list)
    for staff_id, team_id in members_of(set(names), at=at):
        teams[staff_id].append(team_id)
    capacity = {brand_id: routing_of(brand_id).capacity for brand_id in set(brand_of.values())}
    known = availabilities(list(teams))
    loads: defaultdict[int, Counter[int]] = loads_of(list(teams), queues)
    agents = []
    for person in Staff.objects.filter(pk__in=list(teams)).order_by("name"):
        mine = known.get(person.pk)
        own = max(capacity[brand_of[team_id]] for team_id in teams[person.pk])
        agents.append(
            AgentNow(
                staff_id=person.pk,
                name=person.name,
                state=mine.state if mine else Availability.State.OFFLINE,
                since=mine.since if mine else None,
                load=loads[person.pk].total(),
                capacity=own if mine is None or mine.capacity is None else mine.capacity,
                own_capacity=mine.capacity if mine else None,
                teams=tuple(sorted({names[team_id] for team_id in teams[person.pk]})),
            )
        )
    order = list(Availability.State.values)
    return tuple(sorted(agents, key=lambda each: (order.index(each.state), each.name)))


def cases_behind(
    brands: Sequence[Brand], *, queue_id: int | None, staff_id: int | None
) -> list[Case]:
    """Return the waiting cases of one queue, of one agent, or all, the longest wait first."""
    brand_ids = [brand.pk for brand in brands]
    found = waiting_cases(brand_ids).select_related("customer", "assignee", "brand")
    if staff_id is not None:
        found = found.filter(assignee_id=staff_id)
    found = found.order_by("waiting_since", "id")
    if queue_id is None:
        return list(found[:MOST])
    queues = queues_of(brand_ids)
    own = next((queue for queue in queues if queue.pk == queue_id), None)
    if own is None:
        return []
    places = placed(found.filter(team_id=own.team_id)[: MOST * 10], queues)
    return [place.case for place in places if place.queue == own][:MOST]
