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

# How many may come with one message of a way that does not ask first, and how large all together.
# Mail servers let 25 to 50 MB pass; what lies beyond is told and not taken.
MOST_WITH_MESSAGE = 20
MOST_BYTES_WITH_MESSAGE = 100 * MB
# Of how many that were too many the names are told.
MOST_NAMES = 20
