from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pharos.brands.models import Brand
from pharos.brands.queries import brands_of, profile_of
from pharos.insight.export import as_csv, as_json
from pharos.insight.metrics import METRICS
from pharos.insight.report import Report, Row, first_report
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.queries import team_names
from pharos.web.desk.words import CHANNELS
from pharos.web.http import StaffRequest, signed_in
from pharos.web.reports.figures import figures_of, line_of
from pharos.web.reports.forms import PRESETS, PeriodForm

FILES = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json; charset=utf-8", as_json),
}
# What stands large at the top.
HEADLINES = frozenset(
    {
        "cases",
        "first_response_p50",
        "first_response_p90",
        "first_response_kept",
        "resolution_p50",
        "rating",
    }
)


@require_safe
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """The first report of one brand, as a page or as a file."""
    actor = request.user.actor()
    if not actor.may_see_reports:
        raise Forbidden(_("Reports are for supervisors, quality, compliance and administrators."))
    form = PeriodForm(request.GET)
    with reading(actor):
        brands = brands_of(actor)
        brand = _chosen(brands, request.GET.get("brand", ""))
        zone = profile_of(brand).timezone
        at = now()
        today = at.astimezone(ZoneInfo(zone)).date()
        problem = _problem(form)
        try:
            period = form.period(today, zone)
        except Invalid as invalid:
            problem, period = str(invalid), PeriodForm({}).period(today, zone)
        report = first_report(brand_id=brand.pk, period=period, at=at)
        names = _names(brand)
    kind = request.GET.get("format", "")
    if kind in FILES and not problem:
        return _file(kind, brand, report, names)
    context = _context(report, names) | {
        "form": form,
        "brands": brands,
        "brand": brand,
        "problem": problem,
        "presets": PRESETS,
        "chosen_days": (period.last - period.first).days + 1 if period.last == today else 0,
        "at": at,
    }
    status = 422 if problem else 200
    return render(request, "reports/first.html", context, status=status)


def _problem(form: PeriodForm) -> str:
    return "" if form.is_valid() else str(next(iter(form.errors.values()))[0])


def _chosen(brands: list[Brand], slug: str) -> Brand:
    """Return the brand asked for, or the first. Refused: `not_found`, also for another's."""
    for brand in brands:
        if slug in ("", brand.slug):
            return brand
    raise NotFound(_("There is no such brand."))


def _names(brand: Brand) -> dict[str, dict[str, str]]:
    return {
        "channel": {code: str(name) for code, name in CHANNELS.items()},
        "team": {str(pk): name for pk, name in team_names(brand.pk).items()},
    }


def _context(report: Report, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    total = figures_of(report.total)
    return {
        "metrics": METRICS,
        "period": report.period,
        "headlines": [figure for figure in total if figure.metric.field in HEADLINES],
        "total": total,
        "is_empty": report.total.is_empty,
        "tables": [
            (
                _("By channel"),
                _("Channel"),
                "channel",
                [line_of(row, names["channel"]) for row in report.channel],
            ),
            (_("By team"), _("Team"), "team", [line_of(row, names["team"]) for row in report.team]),
        ],
        "days": [line_of(row, {row.key: _day(row)}) for row in report.day],
    }


def _day(row: Row) -> str:
    return date_format(date.fromisoformat(row.key), "MONTH_DAY_FORMAT", use_l10n=True)


def _file(
    kind: str, brand: Brand, report: Report, names: dict[str, dict[str, str]]
) -> HttpResponse:
    content_type, write = FILES[kind]
    period = report.period
    name = f"{brand.slug}-{period.first.isoformat()}-{period.last.isoformat()}.{kind}"
    response = HttpResponse(write(report, names), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
