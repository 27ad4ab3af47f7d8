"""Each metric once: its name, what exactly is counted, and in what it is told.

Pages, exports and alarms take the definition from here, so that one word means one thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Unit(StrEnum):
    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    STARS = "stars"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure. `field` names it in a row of the report and in every export."""

    field: str
    label: Promise
    definition: Promise
    unit: Unit


METRICS: Final[tuple[Metric, ...]] = (
    Metric(
        field="cases",
        label=_("Cases"),
        definition=_(
            "Cases opened in the period. Merged cases count once, in the case that stays; spam "
            "does not count."
        ),
        unit=Unit.COUNT,
    ),
    Metric(
        field="unanswered",
        label=_("Not answered"),
        definition=_("Of those cases, how many no person has answered yet."),
        unit=Unit.COUNT,
    ),
    Metric(
        field="first_response_p50",
        label=_("First response, half"),
        definition=_(
            "Half of the answered cases had their first reply from a person within this time, by "
            "the clock on the wall, from the customer's first message."
        ),
        unit=Unit.SECONDS,
    ),
    Metric(
        field="first_response_p90",
        label=_("First response, 9 of 10"),
        definition=_(
            "Nine of ten answered cases had their first reply from a person within this time, by "
            "the clock on the wall, from the customer's first message."
        ),
        unit=Unit.SECONDS,
    ),
    Metric(
        field="first_response_kept",
        label=_("First response kept"),
        definition=_(
            "Share of the promises of a first response that were kept, of all that have been "
            "answered or are past due. Working hours count as the brand promised; who gave up "
            "waiting stays in the count."
        ),
        unit=Unit.SHARE,
    ),
    Metric(
        field="resolution_p50",
        label=_("Resolution, half"),
        definition=_(
            "Half of the resolved cases were resolved within this time from their opening, by the "
            "clock on the wall. Cases still open are not in it."
        ),
        unit=Unit.SECONDS,
    ),
    Metric(
        field="resolution_p90",
        label=_("Resolution, 9 of 10"),
        definition=_(
            "Nine of ten resolved cases were resolved within this time from their opening, by the "
            "clock on the wall. Cases still open are not in it."
        ),
        unit=Unit.SECONDS,
    ),
    Metric(
        field="resolution_kept",
        label=_("Resolution kept"),
        definition=_(
            "Share of the promises of a resolution that were kept, of all that are resolved or "
            "past due."
        ),
        unit=Unit.SHARE,
    ),
    Metric(
        field="contacts_per_resolution",
        label=_("Contacts per resolution"),
        definition=_(
            "How often a customer had to reach us, on average, until a case was resolved. 1 means "
            "that once was enough."
        ),
        unit=Unit.RATIO,
    ),
    Metric(
        field="reopened",
        label=_("Came back"),
        definition=_(
            "Share of the resolved cases for which the customer had to come back at least once."
        ),
        unit=Unit.SHARE,
    ),
    Metric(
        field="rating",
        label=_("Rating"),
        definition=_(
            "The average of what customers gave at the end, 1 to 5. Who gave none is not in it."
        ),
        unit=Unit.STARS,
    ),
    Metric(
        field="ratings",
        label=_("Ratings"),
        definition=_("How many of those cases were rated by their customer."),
        unit=Unit.COUNT,
    ),
)
