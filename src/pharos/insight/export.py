"""A report as a file: CSV for a spreadsheet, JSON for a program; the same fields in both."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from pharos.insight.metrics import METRICS
from pharos.insight.report import GROUPS, Report, Row

# Signs that begin a formula in a spreadsheet, also where it reads full-width ones as these.
FORMULAS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
FIELDS = ("group", "key", *(metric.field for metric in METRICS))


def as_csv(report: Report, names: dict[str, dict[str, str]]) -> str:
    """Return one line for each row, seconds and shares as plain numbers.

    A cell that a spreadsheet would take for a formula is told as text.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(FIELDS)
    for group, row in _rows(report):
        name = names.get(group, {}).get(row.key, row.key)
        figures = [_plain(row.figures[metric.field]) for metric in METRICS]
        writer.writerow([group, _harmless(name), *figures])
    return sheet.getvalue()


def as_json(report: Report, names: dict[str, dict[str, str]]) -> str:
    """Return the period, the definition of each metric, and the rows."""
    return json.dumps(
        {
            "first": report.period.first.isoformat(),
            "last": report.period.last.isoformat(),
            "zone": report.period.zone,
            "metrics": {
                metric.field: {"unit": metric.unit.value, "definition": str(metric.definition)}
                for metric in METRICS
            },
            "rows": [
                {"group": group, "key": names.get(group, {}).get(row.key, row.key), **row.figures}
                for group, row in _rows(report)
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def _rows(report: Report) -> Iterator[tuple[str, Row]]:
    yield "all", report.total
    for group in GROUPS:
        for row in getattr(report, group):
            yield group, row


def _plain(value: float | None) -> object:
    return "" if value is None else round(value, 4)


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" ")[:1] in FORMULAS else text
