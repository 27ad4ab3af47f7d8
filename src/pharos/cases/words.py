"""Words of the ledger that a case's row repeats for lists."""

from __future__ import annotations

SUBJECT_LENGTH = 140
# What stands in a list where the words were erased.
ERASED = "…"


def shortened(text: str) -> str:
    """Return one line of at most 140 characters (`reception_shortened` does the same in SQL)."""
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"
