from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from pharos.insight.models import AnswerTime
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

DAYS: Final = 28
# A case that ended without an answer, as one that its customer withdrew, waited until it ended.
# Whoever waits is under observation until now; `left_over` is who was still waiting just before.
MEASURE: Final = """
WITH begun AS MATERIALIZED (
    SELECT c.brand_id,
           (SELECT v.channel FROM cases_conversation v WHERE v.case_id = c.id
            ORDER BY v.id LIMIT 1) AS channel,
           c.first_answered_at IS NOT NULL AS is_answered,
           greatest(0, extract(epoch FROM coalesce(c.first_answered_at, c.resolved_at, %(now)s)
                                          - c.opened_at)) AS waited
    FROM cases_case c
    WHERE c.brand_id = ANY (%(brands)s) AND c.opened_at >= %(since)s AND c.opened_at <= %(now)s
      AND c.state NOT IN ('SPAM', 'MERGED') AND c.contacts > 0
), ranked AS (
    SELECT b.*, count(*) OVER later AS left_over
    FROM begun b WHERE channel IS NOT NULL
    WINDOW later AS (PARTITION BY brand_id, channel ORDER BY waited DESC, is_answered ASC
                     ROWS UNBOUNDED PRECEDING)
), lasting AS (
    SELECT r.*, CASE
        WHEN bool_or(r.is_answered AND r.left_over = 1) OVER sooner THEN 0
        ELSE exp(sum(CASE WHEN r.is_answered AND r.left_over > 1
                          THEN ln(1 - 1.0 / r.left_over) ELSE 0 END) OVER sooner)
        END AS unanswered
    FROM ranked r
    WINDOW sooner AS (PARTITION BY brand_id, channel ORDER BY waited, is_answered DESC
                      ROWS UNBOUNDED PRECEDING)
)
SELECT brand_id, channel, count(*) FILTER (WHERE is_answered),
       count(*) FILTER (WHERE NOT is_answered),
       min(waited) FILTER (WHERE is_answered AND unanswered <= 0.5 + 1e-9),
       min(waited) FILTER (WHERE is_answered AND unanswered <= 0.1 + 1e-9)
FROM lasting GROUP BY brand_id, channel
"""


@action
def measure_answer_times(*, actor: Actor) -> int:
    """Measure how long first answers took on each channel, and keep one row for each.

    Returns how many there are. What was measured before is replaced; repeats safely.
    """
    at = now()
    values: dict[str, list[int] | datetime] = {
        "brands": list(actor.brands),
        "since": at - timedelta(days=DAYS),
        "now": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(MEASURE, values)
        rows = cursor.fetchall()
    for brand_id, channel, answered, waiting, half, most in rows:
        AnswerTime.objects.update_or_create(
            brand_id=brand_id,
            channel=channel,
            defaults={
                "days": DAYS,
                "answered": answered,
                "waiting": waiting,
                "half_seconds": None if half is None else float(half),
                "most_seconds": None if most is None else float(most),
                "measured_at": at,
            },
        )
    AnswerTime.objects.filter(brand_id__in=actor.brands, measured_at__lt=at).delete()
    return len(rows)
