"""Questions about queues and who is there. They run inside a scope."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from pharos.brands.parsing import parse_hours
from pharos.brands.queries import profile_of
from pharos.cases.models import Case, Entry
from pharos.cases.states import SETTLED, CaseState
from pharos.clocks.calendars import calendar_of, is_open
from pharos.people.models import Membership, Staff, Team
from pharos.people.roles import ANSWERING
from pharos.routing.matching import queue_for
from pharos.routing.models import Availability, BrandRouting, Queue
from pharos.routing.plan import Seat, Waiting

# Sorted and not yet taken up: what routing gives away.
TO_GIVE: Final = (CaseState.TRIAGED.value, CaseState.QUEUED.value, CaseState.REOPENED.value)
DECLINED_FOR: Final = timedelta(hours=1)
SETTLED_VALUES: Final = [state.value for state in SETTLED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A case and the queue that it is in; None where its team has none that fits."""

    case: Case
    queue: Queue | None


def routing_of(brand_id: int) -> BrandRouting:
    """Return how the brand routes, as it is or as it begins."""
    return BrandRouting.objects.filter(brand_id=brand_id).first() or BrandRouting(brand_id=brand_id)


def brands_out_of_step() -> set[int]:
    """Return the brands whose queues are not those that their teams make. Three questions."""
    wanted: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
    for team in Team.objects.filter(retired_at=None):
        for language in ["", *team.languages]:
            wanted[team.brand_id].add((Queue.given_slug(team.slug, language), team.pk))
    there: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
    given = Queue.objects.filter(is_given=True, retired_at=None)
    for brand_id, slug, team_id in given.values_list("brand_id", "slug", "team_id"):
        there[brand_id].add((slug, team_id))
    settled = set(BrandRouting.objects.values_list("brand_id", flat=True))
    return {
        brand_id
        for brand_id in {*wanted, *there}
        if brand_id not in settled or wanted[brand_id] != there[brand_id]
    }


def pushing_brands() -> list[int]:
    """Return the brands in scope whose cases come to agents by themselves."""
    return list(BrandRouting.objects.filter(push=True).values_list("brand_id", flat=True))


def brands_to_give_in() -> list[int]:
    """Return the pushing brands in which something waits to be given and somebody is online."""
    online = Availability.objects.filter(state=Availability.State.ONLINE).values("staff")
    people = Membership.objects.filter(staff__in=online, team__brand=OuterRef("brand"))
    waiting = Case.objects.filter(brand=OuterRef("brand"), assignee=None, state__in=TO_GIVE)
    found = BrandRouting.objects.filter(Exists(waiting), Exists(people), push=True)
    return list(found.values_list("brand_id", flat=True))


def queues_of(brand_ids: Iterable[int]) -> list[Queue]:
    """Return the queues in use."""
    found = Queue.objects.filter(brand_id__in=list(brand_ids), retired_at=None)
    return list(found.select_related("team", "brand"))


def is_queue_open(queue: Queue, at: datetime) -> bool:
    """Whether somebody is meant to be there: by the queue's own hours, else by the brand's."""
    profile = profile_of(queue.brand)
    if queue.hours is not None:
        profile = replace(profile, hours=parse_hours(queue.hours, queue.slug))
    return is_open(calendar_of(profile), at)


def placed(cases: Iterable[Case], queues: list[Queue]) -> list[Placed]:
    """Say for each case which queue it is in."""
    return [
        Placed(
            case=case,
            queue=queue_for(
                queues,
                team_id=case.team_id,
                language=case.language,
                reason=case.reason_final or case.reason_initial,
            ),
        )
        for case in cases
    ]


def cases_to_give(brand_id: int, team_ids: Collection[int], *, limit: int) -> list[Case]:
    """Return what is next of the brand's waiting cases that nobody has, of these teams."""
    found = Case.objects.filter(
        brand_id=brand_id,
        assignee=None,
        waiting_since__isnull=False,
        state__in=TO_GIVE,
        team_id__in=team_ids,
    )
    return list(found.exclude(state__in=SETTLED_VALUES).order_by("counts_since", "id")[:limit])


def waiting_cases(brand_ids: Collection[int]) -> QuerySet[Case]:
    """Return every open case whose customer waits for us."""
    found = Case.objects.filter(brand_id__in=brand_ids, waiting_since__isnull=False)
    return found.exclude(state__in=SETTLED_VALUES)


def declined(case_ids: Collection[int], *, at: datetime) -> dict[int, frozenset[int]]:
    """Say who gave each of these cases back within the last hour. The ledger knows."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    entries = Entry.objects.filter(
        case_id__in=list(case_ids),
        kind="assignment",
        author_kind="staff",
        created_at__gt=at - DECLINED_FOR,
    )
    for case_id, author_id, payload in entries.values_list("case_id", "author_id", "payload"):
        if author_id is not None and (payload or {}).get("assignee") is None:
            found[case_id].add(author_id)
    return {case_id: frozenset(who) for case_id, who in found.items()}


def as_waiting(place: Placed, not_to: frozenset[int] = frozenset()) -> Waiting | None:
    """Return the case as the plan sees it: never to whom its customer wants replaced."""
    case, queue = place.case, place.queue
    if queue is None or case.counts_since is None:
        return None
    if case.reviewed_after_id is not None:
        not_to |= {case.reviewed_after_id}
    return Waiting(case_id=case.pk, queue_id=queue.pk, since=case.counts_since, not_to=not_to)


def seats_in(queues: list[Queue], capacity: int, *, at: datetime) -> list[Seat]:
    """Return the agents who are online, with all that they have and the open queues they serve."""
    open_now = {queue.pk for queue in queues if is_queue_open(queue, at)}
    teams: defaultdict[int, set[int]] = defaultdict(set)
    for staff_id, team_id in members_of({queue.team_id for queue in queues}, at=at):
        teams[staff_id].add(team_id)
    there = Availability.objects.filter(staff_id__in=list(teams), state=Availability.State.ONLINE)
    loads = loads_of([each.staff_id for each in there], queues)
    return [
        Seat(
            staff_id=each.staff_id,
            capacity=limit,
            queues=frozenset(
                q.pk for q in queues if q.pk in open_now and q.team_id in teams[each.staff_id]
            ),
            load=loads[each.staff_id].total(),
            given_at=each.given_at,
            of_queue=loads[each.staff_id],
        )
        for each in there
        if (limit := capacity if each.capacity is None else each.capacity) > 0
    ]


def members_of(team_ids: Collection[int], *, at: datetime) -> list[tuple[int, int]]:
    """Return who works in these teams and may answer, as pairs of staff and team."""
    found = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at),
        team_id__in=team_ids,
        staff__is_active=True,
        staff__role__in=ANSWERING,
    )
    return list(found.values_list("staff_id", "team_id"))


def loads_of(staff_ids: Collection[int], queues: list[Queue]) -> defaultdict[int, Counter[int]]:
    """Count each agent's open cases that wait for us, by queue; 0 stands for any other queue."""
    loads: defaultdict[int, Counter[int]] = defaultdict(Counter)
    had = Case.objects.filter(assignee_id__in=staff_ids, waiting_since__isnull=False)
    for place in placed(had.exclude(state__in=SETTLED_VALUES), queues):
        loads[place.case.assignee_id or 0][place.queue.pk if place.queue else 0] += 1
    return loads


def availability_of(staff: Staff) -> Availability:
    """Return whether somebody takes what comes; who has never said is offline."""
    found = Availability.objects.filter(pk=staff.pk).first()
    return found or Availability(staff=staff, state=Availability.State.OFFLINE)


def availabilities(staff_ids: Collection[int]) -> dict[int, Availability]:
    return {each.staff_id: each for each in Availability.objects.filter(pk__in=staff_ids)}
