"""How long answers took, in words."""

from __future__ import annotations

from datetime import timedelta
from math import ceil, inf
from typing import Final

from babel import Locale
from babel.units import format_unit
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pharos.diagnosis.words import locale_of
from pharos.insight.recommending import Times

# Up to so many seconds in which unit, and how many seconds it has.
UNITS: Final = ((5_400, "minute", 60), (129_600, "hour", 3_600), (inf, "day", 86_400))


def measured_words(times: Times) -> str:
    """How long half and nine of ten first answers took; empty where it was not measured."""
    found = times.measured
    if found is None or found.half_within is None:
        return ""
    locale = locale_of(get_language() or "en")
    half = span_words(found.half_within, locale)
    if found.most_within is None:
        return _("half of all within %(half)s") % {"half": half}
    most = span_words(found.most_within, locale)
    return half if half == most else _("%(half)s to %(most)s") % {"half": half, "most": most}


def span_words(span: timedelta, locale: Locale) -> str:
    """A span in one unit, rounded up so that it never says less than it took."""
    seconds = span.total_seconds()
    unit, size = next((u, s) for most, u, s in UNITS if seconds <= most)
    count = max(1, ceil(seconds / size))
    return str(format_unit(count, f"duration-{unit}", length="short", locale=locale))
