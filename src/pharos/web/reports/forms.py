from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from pharos.insight.report import Period

PRESETS = (7, 28, 90)


class PeriodForm(forms.Form):
    """Which brand, from which day to which; by default the last four weeks."""

    brand = forms.SlugField(required=False, max_length=60)
    first = forms.DateField(required=False, error_messages={"invalid": _("Choose a day.")})
    last = forms.DateField(required=False, error_messages={"invalid": _("Choose a day.")})
    days = forms.TypedChoiceField(
        choices=[(days, days) for days in PRESETS], coerce=int, empty_value=None, required=False
    )

    def period(self, today: date, zone: str) -> Period:
        """Return the days asked for. Refused: `period_reversed`, `period_too_long`."""
        clean = self.cleaned_data if self.is_valid() else {}
        days = clean.get("days") or PRESETS[1]
        last = clean.get("last") or today
        return Period(
            first=clean.get("first") or last - timedelta(days=days - 1), last=last, zone=zone
        )
