"""The forms about an incident. Times are in UTC, and the labels say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.incidents.actions.keep_incident import (
    LONGEST_AFTER,
    TEXT_MAX,
    TITLE_MAX,
    IncidentDraft,
    Terms,
)
from pharos.incidents.models import Incident
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.web.lines import LinesField

MOMENT = "%Y-%m-%dT%H:%M"
# How long claims are taken, unless a supervisor says otherwise.
DAYS = timedelta(days=30)
LISTED = 1_000


class Moment(forms.DateTimeField):
    """A time of day on a day, in UTC, as browsers ask for it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, **options)


class DeskForm(forms.Form):
    """A form that says at the field what was refused. `at` maps codes of refusals to fields."""

    at: Mapping[str, str] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "field__input")
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{name}-hint"

    def saves(self, action: Callable[[], object]) -> bool:
        if not self.is_valid():
            return False
        try:
            action()
        except (Conflict, Invalid) as refusal:
            self.add_error(self.at.get(refusal.code), str(refusal))
        return not self.errors


class IncidentForm(DeskForm):
    """An incident that no exchange lists."""

    at = {
        "title_invalid": "title",
        "kind_unknown": "kind",
        "ends_before": "ended_at",
        "asset_invalid": "assets",
        "network_invalid": "networks",
    }
    brand = forms.ChoiceField(label=_("Brand"))
    title = forms.CharField(label=_("What happened, in a few words"), max_length=TITLE_MAX)
    kind = forms.ChoiceField(label=_("What did not work"), choices=Incident.Kind.choices)
    began_at = Moment(label=_("From (UTC)"))
    ended_at = Moment(
        label=_("Until (UTC)"), required=False, help_text=_("Empty while it goes on.")
    )
    assets = forms.CharField(
        label=_("Assets"),
        required=False,
        max_length=LISTED,
        help_text=_("Codes with commas between, such as XRP, BTC. Empty: all."),
    )
    networks = forms.CharField(
        label=_("Networks"),
        required=False,
        max_length=LISTED,
        help_text=_("Chains with commas between, such as eip155:1. Empty: all."),
    )
    text = LinesField(
        label=_("What customers may be told"),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, data: Any, brands: list[Brand], **options: Any) -> None:
        super().__init__(data, **options)
        if len(brands) == 1:
            del self.fields["brand"]
        else:
            known = self.fields["brand"]
            assert isinstance(known, forms.ChoiceField)
            known.choices = [(brand.slug, brand.name) for brand in brands]

    def draft(self) -> IncidentDraft:
        clean = self.cleaned_data
        return IncidentDraft(
            title=clean["title"],
            kind=clean["kind"],
            began_at=clean["began_at"],
            ended_at=clean["ended_at"],
            assets=_parts(clean["assets"]),
            networks=_parts(clean["networks"]),
            text=clean["text"],
        )

    @staticmethod
    def of(incident: Incident) -> dict[str, Any]:
        """What the form shows of an incident that is there."""
        return {
            "title": incident.title,
            "kind": incident.kind,
            "began_at": incident.began_at,
            "ended_at": incident.ended_at,
            "assets": ", ".join(incident.assets),
            "networks": ", ".join(incident.networks),
            "text": incident.text,
        }


class TermsForm(DeskForm):
    """Whom it concerns besides, and when claims are taken."""

    at = {"hours_invalid": "hours_after", "claims_dates": "claims_until"}
    hours_after = forms.IntegerField(
        label=_("Hours after its end"),
        min_value=0,
        max_value=LONGEST_AFTER,
        help_text=_("Whoever asked so long after it ended still asked about it."),
    )
    claims_from = Moment(label=_("Claims are taken from (UTC)"), required=False)
    claims_until = Moment(
        label=_("Claims are taken until (UTC)"),
        required=False,
        help_text=_("Both empty: no claims are taken."),
    )

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)

    @staticmethod
    def of(incident: Incident) -> dict[str, Any]:
        """What is so, or what is offered while no claims are taken."""
        begins = incident.claims_from or now()
        return {
            "hours_after": incident.hours_after,
            "claims_from": begins,
            "claims_until": incident.claims_until or begins + DAYS,
        }


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
