"""The week, holidays and closed days. Intervals are added and taken away by buttons of the form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from holidays import country_holidays, list_supported_countries

from pharos.brands.models import Brand
from pharos.brands.parsing import DAYS
from pharos.brands.queries import profile_of
from pharos.clocks.people_here import now_for_people
from pharos.kernel.time import now
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import ProfileForm, words
from pharos.web.lines import LinesField

NAMES = dict(
    zip(
        DAYS,
        (
            *(gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday")),
            *(gettext_lazy("Thursday"), gettext_lazy("Friday"), gettext_lazy("Saturday")),
            gettext_lazy("Sunday"),
        ),
        strict=True,
    )
)
NO_DAY = gettext_lazy("Write times as 09:00 and 18:00.")
MOST_INTERVALS = 6
TIME = r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$"


class HoursForm(ProfileForm):
    touches: ClassVar = ("hours",)
    what: ClassVar = "hours.changed"

    kind = forms.ChoiceField(
        label=gettext_lazy("When people answer"),
        choices=[
            ("week", gettext_lazy("At these times")),
            ("always", gettext_lazy("Day and night, every day")),
            ("unstated", gettext_lazy("Not stated")),
        ],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"),
        required=False,
        choices=lambda: [
            ("", gettext_lazy("None")),
            *((code, code) for code in sorted(list_supported_countries())),
        ],
    )
    subdivision = forms.CharField(
        label=gettext_lazy("Part of the country"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("As its code, where its holidays differ."),
    )
    closed_on = LinesField(
        label=gettext_lazy("Own closed days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, such as 2027-12-24."),
    )

    def __init__(self, data: Any, brand: Brand, more: dict[str, int] | None = None) -> None:
        super().__init__(data, brand)
        counts = {day: max(1, self._count(day)) + (more or {}).get(day, 0) for day in DAYS}
        for day, count in counts.items():
            for place in range(min(count, MOST_INTERVALS)):
                for end, label in (("from", _("From")), ("until", _("until"))):
                    self.fields[f"{day}-{place}-{end}"] = forms.RegexField(
                        TIME,
                        label=f"{NAMES[day]} {place + 1}: {label}",
                        required=False,
                        error_messages={"invalid": NO_DAY},
                        widget=forms.TextInput(
                            attrs={
                                "class": "field__input",
                                "inputmode": "numeric",
                                "placeholder": "00:00",
                                "maxlength": 5,
                            }
                        ),
                    )

    def _count(self, day: str) -> int:
        names = self.data if self.is_bound else self.initial
        return len({name.split("-")[1] for name in names if name.startswith(f"{day}-")})

    def week(self) -> list[dict[str, Any]]:
        """Return the days with their pairs of fields, for the template."""
        return [
            {
                "day": day,
                "name": NAMES[day],
                "pairs": [
                    (self[f"{day}-{n}-from"], self[f"{day}-{n}-until"])
                    for n in range(MOST_INTERVALS)
                    if f"{day}-{n}-from" in self.fields
                ],
                "more": f"{day}-{MOST_INTERVALS - 1}-from" not in self.fields,
            }
            for day in DAYS
        ]

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        hours = profile.get("hours") or {}
        kind = "always" if hours.get("always") else "week" if hours.get("week") else "unstated"
        holidays = hours.get("holidays") or {}
        found: dict[str, Any] = {
            "kind": kind,
            "country": holidays.get("country", ""),
            "subdivision": holidays.get("subdivision") or "",
            "closed_on": "\n".join(hours.get("closed_on", [])),
        }
        counts = dict.fromkeys(DAYS, 0)
        for opening in hours.get("week", []):
            for day in opening["days"]:
                for end in ("from", "until"):
                    found[f"{day}-{counts[day]}-{end}"] = opening[end]
                counts[day] += 1
        return found

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for day in DAYS:
            for _place, start, until in self._pairs(day, clean):
                if bool(start) is not bool(until):
                    self.add_error(f"{day}-{_place}-until", _("From when until when?"))
        if clean.get("kind") == "week" and not any(self._given(day, clean) for day in DAYS):
            self.add_error("kind", _("Say at what times, or choose something else."))
        for day in words(clean.get("closed_on", "")):
            if not _is_day(day):
                sentence = _("%(day)s is not a day such as 2027-12-24.") % {"day": day}
                self.add_error("closed_on", sentence)
        return clean

    def _pairs(self, day: str, clean: dict[str, Any]) -> list[tuple[int, str, str]]:
        places = [n for n in range(MOST_INTERVALS) if f"{day}-{n}-from" in self.fields]
        return [
            (n, clean.get(f"{day}-{n}-from", ""), clean.get(f"{day}-{n}-until", "")) for n in places
        ]

    def _given(self, day: str, clean: dict[str, Any]) -> list[tuple[str, str]]:
        return sorted((start, until) for _n, start, until in self._pairs(day, clean) if start)

    def changes(self) -> dict[str, Any]:
        clean = self.cleaned_data
        if clean["kind"] == "unstated":
            return {"hours": None}
        # Days with the same times stand together, as somebody would write the file.
        together: dict[tuple[str, str], list[str]] = {}
        for day in DAYS:
            for interval in self._given(day, clean):
                together.setdefault(interval, []).append(day)
        week = [
            {"days": days, "from": start, "until": until}
            for (start, until), days in together.items()
        ]
        hours: dict[str, Any] = {"always": True} if clean["kind"] == "always" else {"week": week}
        if clean["country"]:
            subdivision = {"subdivision": clean["subdivision"]} if clean["subdivision"] else {}
            hours["holidays"] = {"country": clean["country"], **subdivision}
        if closed := words(clean["closed_on"]):
            hours["closed_on"] = sorted(set(closed))
        return {"hours": hours}

    def place_of(self, path: str) -> str | None:
        for name in ("subdivision", "country", "closed_on"):
            if f".{name}" in path:
                return name
        return "kind" if path.startswith("hours") else None


@require_http_methods(["GET", "HEAD", "POST"])
@administers("hours")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    if "add" in request.POST:
        # One more interval for a day: nothing is saved, and what was typed stays.
        form = HoursForm(request.POST, brand, {request.POST["add"]: 1}).unjudged()
        return page(request, "admin/hours.html", {"form": form, **_result(brand)})
    form = HoursForm(request.POST or None, brand)
    return sections.edit(request, brand, form, "admin/hours.html", _result(brand))


def _result(brand: Brand) -> dict[str, Any]:
    """Tell what follows from the hours as they are saved: open now, when next, which holidays."""
    profile = profile_of(brand)
    at = now()
    return {
        "here": now_for_people(profile, at),
        "are_stated": profile.hours.are_stated,
        "zone": profile.timezone,
        "holidays": _holidays(
            profile.hours.country, profile.hours.subdivision, at, profile.timezone
        ),
    }


def _holidays(
    country: str | None, subdivision: str | None, at: datetime, zone: str
) -> list[tuple[date, str]]:
    if country is None:
        return []
    today = at.astimezone(ZoneInfo(zone)).date()
    found = country_holidays(
        country, subdiv=subdivision or None, years=[today.year, today.year + 1]
    )
    return sorted((day, name) for day, name in found.items() if day >= today)[:5]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
