from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers
from pharos.web.admin.forms import ProfileForm
from pharos.web.lines import LinesField

SIGNS = [
    ("level", _("Their level at the exchange")),
    ("trading_volume", _("What they trade in a period")),
    ("holdings", _("What they hold")),
]
GIVES = [
    ("priority", _("A shorter wait")),
    ("trained_agents", _("Agents with more training")),
    ("event_priority", _("Priority at events")),
    ("flexible_fees", _("Flexible fees")),
    ("advice", _("Trading advice (regulated in many places: blocked by default)")),
]


class VipForm(ProfileForm):
    touches: ClassVar = ("vip",)
    what: ClassVar = "vip.changed"

    known_by = forms.MultipleChoiceField(
        label=_("Known by"), choices=SIGNS, required=False, widget=forms.CheckboxSelectMultiple
    )
    gives = forms.MultipleChoiceField(
        label=_("What they get"), choices=GIVES, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = LinesField(label=_("In your words"), max_length=600, required=False)

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        return dict(profile.get("vip") or {})

    def changes(self) -> dict[str, Any]:
        clean = self.cleaned_data
        rule = {"known_by": clean["known_by"], "gives": clean["gives"]}
        rule |= {"note": clean["note"]} if clean["note"] else {}
        return {"vip": rule if any(rule.values()) else None}


@require_http_methods(["GET", "HEAD", "POST"])
@administers("vip")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    return sections.edit(request, brand, VipForm(request.POST or None, brand), "admin/vip.html")
