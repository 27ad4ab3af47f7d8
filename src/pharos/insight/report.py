"""The first report: what came, how fast it was answered and ended, and what customers thought.

It is told by cohort: a case belongs to the day on which it was opened, on the brand's own wall
clock, and everything that later became of it counts for that day. So the same period may read
better tomorrow, and never differently in two places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext_lazy as _

from pharos.insight.metrics import METRICS
from pharos.kernel.errors import Invalid

LONGEST_DAYS: Final = 366
GROUPS: Final = ("channel", "team", "day")
# One pass over the period's cases; the four groupings come from it together, so they agree.
REPORT: Final = """
WITH chosen AS MATERIALIZED (
    SELECT c.id, c.team_id, c.contacts, c.resolved_at IS NOT NULL AS is_resolved,
           c.first_answered_at IS NULL AND c.resolved_at IS NULL AS is_unanswered,
           -- Where we wrote first there was nothing to answer.
           CASE WHEN c.contacts > 0 THEN extract(epoch FROM c.first_answered_at - c.opened_at) END
               AS answered_in,
           extract(epoch FROM c.resolved_at - c.opened_at) AS resolved_in,
           (c.opened_at AT TIME ZONE %(zone)s)::date AS day,
           (SELECT v.channel FROM cases_conversation v WHERE v.case_id = c.id
            ORDER BY v.id LIMIT 1) AS channel,
           (SELECT r.overall FROM cases_rating r WHERE r.case_id = c.id
            ORDER BY r.resolved_at DESC LIMIT 1) AS rating
    FROM cases_case c
    WHERE c.brand_id = %(brand)s AND c.opened_at >= %(since)s AND c.opened_at < %(until)s
      AND c.state NOT IN ('SPAM', 'MERGED')
), promised AS MATERIALIZED (
    SELECT k.case_id,
           count(*) FILTER (WHERE k.kind = 'first_response') AS first_due,
           count(*) FILTER (WHERE k.kind = 'first_response' AND k.stopped_at <= k.due_at)
               AS first_kept,
           count(*) FILTER (WHERE k.kind = 'resolution') AS end_due,
           count(*) FILTER (WHERE k.kind = 'resolution' AND k.stopped_at <= k.due_at) AS end_kept
    FROM clocks_clock k
    WHERE k.brand_id = %(brand)s AND k.started_at >= %(since)s
      AND k.kind IN ('first_response', 'resolution')
      AND k.due_at IS NOT NULL AND (k.stopped_at IS NOT NULL OR k.due_at <= %(now)s)
    GROUP BY k.case_id
), rated AS MATERIALIZED (
    SELECT DISTINCT ON (r.case_id) r.case_id, r.overall FROM cases_rating r
    WHERE r.brand_id = %(brand)s AND r.rated_at >= %(since)s
    ORDER BY r.case_id, r.resolved_at DESC
)
SELECT CASE WHEN GROUPING(c.channel) = 0 THEN 'channel' WHEN GROUPING(c.team_id) = 0 THEN 'team'
            WHEN GROUPING(c.day) = 0 THEN 'day' ELSE 'all' END AS grouped,
       c.channel, c.team_id, c.day,
       count(*) AS cases,
       count(*) FILTER (WHERE c.is_unanswered) AS unanswered,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY c.answered_in) AS first_response_p50,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY c.answered_in) AS first_response_p90,
       sum(p.first_kept)::float / nullif(sum(p.first_due), 0) AS first_response_kept,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY c.resolved_in) AS resolution_p50,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY c.resolved_in) AS resolution_p90,
       sum(p.end_kept)::float / nullif(sum(p.end_due), 0) AS resolution_kept,
       (avg(c.contacts) FILTER (WHERE c.is_resolved))::float AS contacts_per_resolution,
       (count(*) FILTER (WHERE c.is_resolved AND c.contacts > 1))::float
           / nullif(count(*) FILTER (WHERE c.is_resolved), 0) AS reopened,
       avg(c.rating)::float AS rating,
       count(c.rating) AS ratings
FROM chosen c LEFT JOIN promised p ON p.case_id = c.id
GROUP BY GROUPING SETS ((), (c.channel), (c.team_id), (c.day))
ORDER BY 1, c.day, cases DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days on the brand's wall clock, both ends counted. Refused: over a year, or none."""

    first: date
    last: date
    zone: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid(_("The period ends before it begins."), code="period_reversed")
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise Invalid(_("A report covers a year at the most."), code="period_too_long")

    @property
    def since(self) -> datetime:
        return self._midnight(self.first)

    @property
    def until(self) -> datetime:
        return self._midnight(self.last + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: what it is about (`key`) and a figure for each metric; None where there is none."""

    key: str
    figures: Mapping[str, float | int | None]

    @property
    def is_empty(self) -> bool:
        return not self.figures["cases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of the period, and the same by channel, team and day. Every day has its row."""

    period: Period
    total: Row
    channel: tuple[Row, ...]
    team: tuple[Row, ...]
    day: tuple[Row, ...]


def first_report(*, brand_id: int, period: Period, at: datetime) -> Report:
    """Tell the report of one brand. Runs inside a scope that names it.

    Seconds are by the clock on the wall, shares lie between 0 and 1, ratings between 1 and 5.
    Percentiles are interpolated (percentile_cont of SQL:2003).
    """
    values: dict[str, int | str | datetime] = {
        "brand": brand_id,
        "zone": period.zone,
        "since": period.since,
        "until": period.until,
        "now": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(REPORT, values)
        names = [column.name for column in cursor.description or ()]
        told = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    rows = {kind: _rows(told, kind) for kind in ("all", *GROUPS)}
    return Report(
        period=period,
        total=rows["all"][0],
        channel=rows["channel"],
        team=rows["team"],
        day=_every_day(rows["day"], period),
    )


def _rows(told: list[dict[str, Any]], kind: str) -> tuple[Row, ...]:
    column = {"all": "grouped", "team": "team_id"}.get(kind, kind)
    return tuple(
        Row(key=str(row[column] or ""), figures={m.field: row[m.field] for m in METRICS})
        for row in told
        if row["grouped"] == kind
    )


def _every_day(rows: tuple[Row, ...], period: Period) -> tuple[Row, ...]:
    """Fill in days on which nothing came: a gap in a chart is not a zero, and here it is zero."""
    by_day = {row.key: row for row in rows}
    nothing = {metric.field: None for metric in METRICS} | {"cases": 0, "unanswered": 0}
    days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    return tuple(
        by_day.get(day.isoformat(), Row(key=day.isoformat(), figures=nothing)) for day in days
    )
