"""Whether what channels brought has become what it should, and whether answers have gone out."""

# lint: allow objects (an auditor reads everything, and changes nothing)
from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Count

from pharos.reception.models import Received

# After so long nothing may lie in the spool: it is a case by then, or a case for a person.
SPOOL: Final = timedelta(hours=24)
# A worker that runs takes what is due within seconds; after so long nobody has looked.
OVERDUE: Final = timedelta(hours=1)

ITEM_WITHOUT_CASE = """
SELECT r.channel, r.id, r.case_id, r.seq FROM reception_received r
LEFT JOIN cases_case k ON k.id = r.case_id AND k.brand_id = r.brand_id
LEFT JOIN ledger_entry e ON e.case_id = r.case_id AND e.seq = r.seq
WHERE r.brand_id = %(brand)s AND (k.id IS NULL OR e.seq IS NULL)
ORDER BY 2
"""
ITEM_WITHOUT_OWNER = """
SELECT r.channel, r.id, k.number FROM reception_received r JOIN cases_case k ON k.id = r.case_id
LEFT JOIN people_team t ON t.id = k.team_id AND t.brand_id = k.brand_id
LEFT JOIN people_staff s ON s.id = k.assignee_id
WHERE r.brand_id = %(brand)s AND t.id IS NULL AND s.id IS NULL
ORDER BY 2
"""
ITEM_WITHOUT_CLOCK = """
SELECT r.channel, r.id, k.number FROM reception_received r JOIN cases_case k ON k.id = r.case_id
WHERE r.brand_id = %(brand)s AND NOT EXISTS (
    SELECT FROM clocks_clock c WHERE c.case_id = r.case_id AND c.kind = ANY (%(answers)s))
ORDER BY 2
"""
OLD_SPOOL = """
SELECT s.channel, s.id, s.problem FROM reception_spooled s
WHERE s.brand_id = %(brand)s AND s.received_at < %(at)s - %(spool)s
ORDER BY 2
"""
# What waits behind an earlier answer of the same conversation is not late by itself.
OVERDUE_ANSWERS = """
SELECT k.number, d.seq, d.code FROM cases_delivery d JOIN cases_case k ON k.id = d.case_id
WHERE d.brand_id = %(brand)s AND d.state IN ('queued', 'sending')
  AND d.due_at < %(at)s - %(overdue)s
  AND NOT EXISTS (
    SELECT FROM cases_delivery before
    WHERE before.conversation_id = d.conversation_id AND before.position < d.position
      AND before.state IN ('queued', 'sending'))
ORDER BY 1, 2
"""
OVERDUE_FILES = """
SELECT k.number, f.seq, f.problem FROM channels_pendingfile f
JOIN cases_conversation c ON c.id = f.conversation_id JOIN cases_case k ON k.id = c.case_id
WHERE f.brand_id = %(brand)s AND f.due_at < %(at)s - %(overdue)s
ORDER BY 1, 2
"""
QUESTIONS = (
    (
        ITEM_WITHOUT_CASE,
        "item {1} of {0} was taken in as entry {3} of case {2}, which is not there",
    ),
    (ITEM_WITHOUT_OWNER, "item {1} of {0} is in case {2}, which belongs to nobody"),
    (ITEM_WITHOUT_CLOCK, "item {1} of {0} is in case {2}, where no clock has ever run"),
    (OLD_SPOOL, "input {1} of {0} has waited in the spool for more than a day: {2}"),
    (OVERDUE_ANSWERS, "entry {1} of case {0} should have gone out more than an hour ago {2}"),
    (
        OVERDUE_FILES,
        "a file of entry {1} of case {0} should have been fetched more than an hour ago {2}",
    ),
)


def items_by_channel(brand_id: int) -> dict[str, int]:
    """Return how many items came in by each channel. Runs inside the brand's scope."""
    counted = Received.objects.filter(brand_id=brand_id).values("channel")
    found = counted.annotate(items=Count("pk")).order_by("channel")
    return {row["channel"]: row["items"] for row in found}
