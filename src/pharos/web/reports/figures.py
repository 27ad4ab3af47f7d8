"""Figures as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from pharos.insight.metrics import METRICS, Metric, Unit
from pharos.insight.report import Row

MINUTE, HOUR, DAY = 60, 3_600, 86_400
NOTHING = "–"  # noqa: RUF001 - the dash that stands for no figure


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: the metric, what is shown, and the plain number for a chart."""

    metric: Metric
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, with the name that its reader knows."""

    name: str
    figures: tuple[Figure, ...]


def line_of(row: Row, names: Mapping[str, str]) -> Line:
    return Line(names.get(row.key, row.key), figures_of(row))


def figures_of(row: Row) -> tuple[Figure, ...]:
    return tuple(_figure(metric, row.figures[metric.field]) for metric in METRICS)


def _figure(metric: Metric, value: float | None) -> Figure:
    if value is None:
        return Figure(metric, NOTHING, "")
    return Figure(metric, _shown(metric.unit, value), f"{value:.4g}")


def _shown(unit: Unit, value: float) -> str:
    if unit is Unit.COUNT:
        return number_format(int(value), use_l10n=True, force_grouping=True)
    if unit is Unit.SHARE:
        return _("%(share)s %%") % {"share": number_format(round(value * 100, 1), decimal_pos=1)}
    if unit is Unit.SECONDS:
        return _span(value)
    digits = 1 if unit is Unit.STARS else 2
    # number_format cuts off instead of rounding.
    return number_format(round(value, digits), decimal_pos=digits)


def _span(seconds: float) -> str:
    """Two units at the most, without one that is nothing: 45 s, 6 min 20 s, 3 h, 2 d 4 h."""
    whole = round(seconds)
    units = (
        (DAY, _("%(n)d d"), HOUR, _("%(n)d h")),
        (HOUR, _("%(n)d h"), MINUTE, _("%(n)d min")),
        (MINUTE, _("%(n)d min"), 1, _("%(n)d s")),
    )
    for large, large_words, small, small_words in units:
        if whole >= large:
            rest = whole % large // small
            parts = [large_words % {"n": whole // large}]
            return " ".join(parts + ([small_words % {"n": rest}] if rest else []))
    return _("%(n)d s") % {"n": whole}
