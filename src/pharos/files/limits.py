"""How much may be handed in."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one brand takes, in bytes. A visitor is a customer whom nothing proves."""

    file: int = 50 * MB
    case: int = 500 * MB
    visitor_day: int = 100 * MB
    visitor_files_day: int = 30
    customer_files_day: int = 200


# How many one entry may name.
MOST_ON_ENTRY = 10
