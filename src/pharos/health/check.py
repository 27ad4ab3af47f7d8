"""One thing that was looked at, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _


class Level(StrEnum):
    """How bad it is. The words for it are the page's own."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. `advice` is empty where nothing is to be done."""

    name: str
    title: str
    level: Level
    words: str
    advice: str = ""
    since: datetime | None = None


def worst(found: list[Check]) -> Level:
    """Return the level of the worst of them."""
    order = list(Level)
    return max((check.level for check in found), key=order.index, default=Level.GOOD)


def no_database(problem: str) -> Check:
    """Return the one check that remains when the database does not answer."""
    return Check(
        name="database",
        title=_("Database"),
        level=Level.BAD,
        words=_("The database does not answer: %(problem)s") % {"problem": problem},
        advice=_("See whether PostgreSQL runs and whether DATABASE_URL names it."),
    )


def by_age(seconds: float, late: float, bad: float) -> Level:
    """Return how bad it is that something has waited so long."""
    if seconds > bad:
        return Level.BAD
    return Level.WARN if seconds > late else Level.GOOD
