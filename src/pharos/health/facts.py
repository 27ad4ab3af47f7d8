"""What is known about this installation right now, before anybody judges it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the process that asks knows by itself."""

    at: datetime
    version: str
    free_mb: int
    total_mb: int
    least_mb: int
    base_url: str
    demo: bool
    # Whether a virus scanner is set up, and whose words in pictures are read.
    scans_files: bool = False
    reads_pictures: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The newest beat of one kind of process, and how many beat now."""

    age_seconds: float
    at: datetime
    beating: int
    listening: bool | None
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    name: str
    since: datetime
    seconds: float
    failed_with: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The last report of one kind, and the last that ended well."""

    at: datetime
    age_seconds: float
    well: bool
    figures: dict[str, Any]
    well_at: datetime | None = None
    well_age_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One kind of what goes out: how much waits, for how long, and how much was given up."""

    what: str
    waiting: int
    oldest_seconds: float
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of it. Ages are counted by the database's clock, so that no two clocks are compared."""

    place: Place
    answer_seconds: float
    database_now: datetime
    connections: int
    most_connections: int
    schema: str
    worker: Pulse | None
    live: Pulse | None
    failing: tuple[Failing, ...]
    began_on: date | None
    last_root: date | None
    backup: Told | None
    reconciled: Told | None
    oldest_mark_seconds: float
    marks: int
    unverified: tuple[str, ...]
    brands: tuple[str, ...] = field(default=())
    # Files that wait for the virus scanner, and since when.
    unscanned: int = 0
    unscanned_since: datetime | None = None
    outgoing: tuple[Outgoing, ...] = field(default=())
