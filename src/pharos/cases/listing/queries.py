"""Lists of cases, and how many there are. All run inside a scope (`kernel.scope.reading`).

Every list begins with an index that is in its order, so that the first page costs the same at a
thousand cases and at a million. Numbers are counted up to `BOUND` and no further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject, NullIf

from pharos.cases.listing.criteria import ME, NOBODY, Criteria
from pharos.cases.models import Case, CaseTag, Conversation, DeskMark, Notification, SavedView
from pharos.cases.priority import at_stake
from pharos.cases.states import SETTLED
from pharos.clocks.models import Clock
from pharos.kernel.compiled import compiled
from pharos.kernel.time import now
from pharos.knowledge.models import Tag
from pharos.people.actor import Actor
from pharos.people.models import Membership, Staff, Team

PAGE = 50
BOUND = 100  # "99+": nobody decides anything by whether it is 4,000 or 5,000
SOON = timedelta(minutes=15)
# Since when somebody waits too long, and by when a promise is soon due.
Times: TypeAlias = tuple[datetime, datetime]
# What a case is about: as somebody corrected it, else as its words read, else as it was chosen.
ABOUT = Coalesce(
    NullIf("reason_final", Value("")), NullIf("reason_predicted", Value("")), "reason_initial"
)
SETTLED_STATES = sorted(state.value for state in SETTLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """What a row shows of a case, as it is: whoever draws it masks it."""

    number: str
    brand_id: int
    subject: str
    language: str
    state: str
    reason: str
    reason_final: str
    impact: str
    impact_is_judged: bool
    last_words: str
    last_author: str
    waiting_since: datetime | None
    moved_at: datetime
    customer_name: str
    assignee_id: int | None
    assignee_name: str | None
    channel: str | None
    is_unread: bool
    has_draft: bool

    @property
    def at_stake(self) -> str:
        reason = self.reason_final or self.reason
        return at_stake(self.impact, reason, is_judged=self.impact_is_judged)


def cases_listed(actor: Actor, criteria: Criteria, *, limit: int = PAGE) -> list[ListedCase]:
    """Return the first cases that meet the criteria, in their order, with what a row shows.

    One query, whatever is asked.
    """
    rows = _listed(*_who(actor), _times(criteria), criteria=criteria, limit=limit)
    return [ListedCase(**row) for row in rows]


@compiled
def _listed(
    me: int, brands: tuple[int, ...], times: Times, *, criteria: Criteria, limit: int
) -> QuerySet[Any, Any]:
    shown = Conversation.objects.filter(case=OuterRef("pk")).order_by("-id")
    whose = Coalesce(NullIf("customer__name", Value("")), "customer__merged_into__name", Value(""))
    rows: QuerySet[Any, Any] = _first(me, brands, times, criteria, limit).values(
        *("number", "brand_id", "subject", "language", "state", "last_words", "last_author"),
        *("waiting_since", "moved_at", "assignee_id"),
        *("reason_final", "impact", "impact_is_judged"),
        reason=F("reason_initial"),
        customer_name=whose,
        assignee_name=F("assignee__name"),
        channel=Subquery(shown.values("channel")[:1], output_field=TextField()),
        is_unread=ExpressionWrapper(_newer_than_seen(), output_field=BooleanField()),
        has_draft=ExpressionWrapper(Q(mark__drafted_at__isnull=False), output_field=BooleanField()),
    )
    return rows


def counts_of(actor: Actor, lists: Mapping[str, Criteria]) -> dict[str, int]:
    """Return how many cases each list has, counted up to `BOUND`. One query for all."""
    each = tuple(lists.values())
    counted = _counts(*_who(actor), *map(_times, each), lists=each)
    row = counted[0] if counted else {}
    return {code: row.get(f"n{place}", 0) for place, code in enumerate(lists)}


@compiled
def _counts(
    me: int, brands: tuple[int, ...], *times: Times, lists: tuple[Criteria, ...]
) -> QuerySet[Any, Any]:
    counted = {
        f"n{place}": Func(
            Subquery(_first(me, brands, times[place], criteria, BOUND, ordered=False).values("pk")),
            template="(SELECT count(*) FROM %(expressions)s AS counted)",
            output_field=IntegerField(),
        )
        for place, criteria in enumerate(lists)
    }
    return Staff.objects.filter(pk=me).values(**counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """A saved view as a list needs it."""

    pk: int
    name: str
    audience: str
    team_id: int | None
    criteria: Criteria


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What somebody has left at a case: how far they have read, and what they were writing."""

    seen_seq: int = 0
    reply_draft: str = ""
    note_draft: str = ""
    drafted_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around every list and case for one person."""

    views: list[KeptView]
    mark: Mark


def around(actor: Actor, case: Case | None = None) -> Around:
    """Return the views of this person, their teams and brands, and their mark at the case.

    One query for all.
    """
    found = _around(*_who(actor), case.pk if case else 0)
    row = found[0] if found else {"views": [], "mark": None}
    kept = [each | {"criteria": Criteria.read(each["criteria"])} for each in row["views"]]
    return Around(views=[KeptView(**each) for each in kept], mark=Mark(**row["mark"] or {}))


@compiled
def _around(me: int, brands: tuple[int, ...], case: int) -> QuerySet[Any, Any]:
    teams = Membership.objects.filter(staff=me)
    ours = Q(audience="team", team__in=teams.values("team"))
    views = SavedView.objects.filter(brand_id__in=brands).filter(
        Q(audience="self", made_by=me) | ours | Q(audience="brand")
    )
    marks = DeskMark.objects.filter(case=case, staff_id=me)
    return Staff.objects.filter(pk=me).values(
        views=ArraySubquery(views.order_by("name", "id").values(it=_json(KeptView))),
        mark=Subquery(marks.values(it=_json(Mark))[:1]),
    )


def _json(shape: type[KeptView | Mark]) -> JSONObject:
    return JSONObject(**{each.name: each.name for each in fields(shape)})


def standing_of(actor: Actor, numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return how these cases stand, by number: owner, team, tags, and how far the ledger has got.

    What is not there or not theirs is left out. One query.
    """
    tags = CaseTag.objects.filter(case=OuterRef("pk")).order_by("tag_id").values("tag_id")
    rows = Case.objects.filter(number__in=list(numbers), brand_id__in=actor.brands).values_list(
        "number", "assignee_id", "team_id", "head__seq", ArraySubquery(tags)
    )
    names = ("assignee", "team", "seq", "tags")
    return {number: dict(zip(names, row, strict=True)) for number, *row in rows}


def choices_for(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Return teams, staff and languages of the actor's brands, to narrow a list by. One query."""
    teams = Team.objects.filter(brand_id__in=actor.brands, retired_at=None).order_by("name", "id")
    tags = Tag.objects.filter(brand_id__in=actor.brands, retired_at=None).order_by("name", "id")
    people = Staff.objects.filter(
        memberships__team__brand_id__in=actor.brands, is_active=True
    ).distinct()
    asked = Staff.objects.filter(pk=actor.id or 0).values(
        teams=ArraySubquery(
            teams.values(it=JSONObject(code="pk", name="name", languages="languages"))
        ),
        tags=ArraySubquery(tags.values(it=JSONObject(code="pk", name="name"))),
        people=ArraySubquery(people.order_by("name").values(it=JSONObject(code="pk", name="name"))),
    )
    row: dict[str, Any] = {}
    for found in asked:
        row |= dict(found)
    spoken = {tag for team in row.get("teams") or [] for tag in team["languages"]}
    return {
        kind: [(str(each["code"]), each["name"]) for each in row.get(kind) or []]
        for kind in ("teams", "people", "tags")
    } | {"languages": [(tag, tag) for tag in sorted(spoken)]}


def _who(actor: Actor) -> tuple[int, tuple[int, ...]]:
    return actor.id or 0, actor.brands


def _times(criteria: Criteria) -> Times:
    moment = now()
    by = moment if criteria.promise == "late" else moment + SOON
    return moment - timedelta(minutes=criteria.waiting_minutes), by


def _first(
    me: int,
    brands: tuple[int, ...],
    times: Times,
    criteria: Criteria,
    limit: int,
    *,
    ordered: bool = True,
) -> QuerySet[Case]:
    """Ask each brand by itself, so that an index gives the order, and take the first of all."""
    order = _order(criteria) if ordered else ()
    narrowed = _narrowed(me, times, criteria)
    each = [narrowed.filter(brand_id=brand).order_by(*order)[:limit] for brand in brands]
    if not each:
        return narrowed.none()
    if len(each) == 1:
        return each[0]
    of_all = each[0].values("pk").union(*(part.values("pk") for part in each[1:]), all=True)
    return _marked(me).filter(pk__in=of_all).order_by(*order)[:limit]


def _marked(me: int) -> QuerySet[Case]:
    mine = FilteredRelation("desk_marks", condition=Q(desk_marks__staff=me))
    return Case.objects.annotate(mark=mine)


def _order(criteria: Criteria) -> tuple[OrderBy | str, ...]:
    if criteria.is_settled:
        return (F("resolved_at").desc(nulls_last=True), "-id")
    if criteria.order == "newest":
        return ("-id",)
    return (F("counts_since").asc(nulls_last=True), "id")


def _narrowed(me: int, times: Times, criteria: Criteria) -> QuerySet[Case]:
    cases = _marked(me)
    if criteria.reasons:
        cases = cases.alias(about=ABOUT)
    if criteria.is_settled:
        cases = cases.filter(state__in=SETTLED_STATES)
    else:
        cases = cases.exclude(state__in=SETTLED_STATES)
    conditions = (*_plain(criteria), *_owned(me, criteria), *_timed(times, criteria))
    for condition in conditions:
        cases = cases.filter(condition)
    if criteria.unread:
        cases = cases.filter(_newer_than_seen())
    return cases


def _plain(criteria: Criteria) -> list[Q]:
    conditions = []
    if criteria.states:
        conditions.append(Q(state__in=criteria.states))
    if criteria.teams:
        conditions.append(Q(team_id__in=criteria.teams))
    if criteria.languages:
        conditions.append(Q(language__in=criteria.languages))
    if criteria.reasons:
        any_of = Q()
        for reason in criteria.reasons:
            any_of |= Q(about=reason) | Q(about__startswith=f"{reason}.")
        conditions.append(any_of)
    if criteria.tags:
        tagged = CaseTag.objects.filter(tag__in=criteria.tags)
        conditions.append(Q(pk__in=tagged.values("case")))
    if criteria.channels:
        on = Conversation.objects.filter(case=OuterRef("pk"), channel__in=criteria.channels)
        conditions.append(Q(Exists(on)))
    return conditions


def _owned(me: int, criteria: Criteria) -> list[Q]:
    conditions = []
    if criteria.assignee == NOBODY:
        conditions.append(Q(assignee=None))
    elif criteria.assignee:
        owner = me if criteria.assignee == ME else int(criteria.assignee)
        conditions.append(Q(assignee_id=owner))
    if criteria.mentioned:
        named = Notification.objects.filter(staff=me, kind="mention")
        conditions.append(Q(pk__in=named.values("case")))
    return conditions


def _timed(times: Times, criteria: Criteria) -> list[Q]:
    (since, by), conditions = times, []
    if criteria.waiting or criteria.waiting_minutes:
        conditions.append(Q(waiting_since__isnull=False))
    if criteria.waiting_minutes:
        conditions.append(Q(waiting_since__lte=since))
    if criteria.promise:
        due = Clock.objects.filter(stopped_at=None, due_at__lte=by)
        conditions.append(Q(pk__in=due.values("case_id")))
    return conditions


def _newer_than_seen() -> Q:
    return Q(head__seq__gt=Coalesce(F("mark__seen_seq"), 0))
