"""Whose desk is open. The processes that hold the streams say so every few seconds."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

BEAT_SECONDS: Final = 10.0
# Without a beat for so long nobody's desk is open.
ABSENT_AFTER: Final = timedelta(seconds=45)
# Whose desk comes back within this time goes on as before.
RETURN_WITHIN: Final = timedelta(minutes=15)

# For a pool without Django: $1 the staff, $2 the present instant, $3 RETURN_WITHIN.
HERE: Final = """
UPDATE routing_availability a
   SET here_at = b.at, before = '',
       state = CASE WHEN b.is_back THEN a.before ELSE a.state END,
       since = CASE WHEN b.is_back THEN b.at ELSE a.since END
  FROM (SELECT staff_id, $2::timestamptz AS at,
               before <> '' AND since > $2::timestamptz - $3::interval AS is_back
          FROM routing_availability WHERE staff_id = ANY ($1)) b
 WHERE a.staff_id = b.staff_id
"""
