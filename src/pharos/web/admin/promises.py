from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.brands.parsing import MOST_DAYS_OF_REPEATS
from pharos.brands.profile import CLOCK_KINDS, Repeats
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers
from pharos.web.admin.forms import ProfileForm

NAMES = {
    "first_response": _("The first answer"),
    "next_response": _("Each further answer"),
    "resolution": _("The solution"),
    "handover": _("Taking a case over from another team"),
    "side_conversation": _("An answer of another team"),
}
SPANS = (
    ("within", _("Within")),
    ("alarm_after", _("Alarm after")),
    ("offer_later_after", _("Offer to write later after")),
)
NEED_WITHIN = ("share", "alarm_after", "offer_later_after")
JOINING = "repeats.join_within_days"
SPAN_HINT = _("Such as 30s, 2m, 24h or 3d.")


class PromisesForm(ProfileForm):
    touches: ClassVar = ("service", "repeats")
    what: ClassVar = "promises.changed"

    def __init__(self, data: Any, brand: Brand) -> None:
        super().__init__(data, brand)
        for kind in CLOCK_KINDS:
            for name, label in SPANS:
                hint = SPAN_HINT if name == "within" else ""
                self.fields[f"{kind}.{name}"] = forms.RegexField(
                    r"^[1-9]\d{0,4}[smhd]$",
                    label=label,
                    required=False,
                    help_text=hint,
                    error_messages={"invalid": SPAN_HINT},
                )
            self.fields[f"{kind}.share"] = forms.IntegerField(
                label=_("Kept in per cent of cases"), min_value=1, max_value=100, required=False
            )
            self.fields[f"{kind}.in_open_hours"] = forms.BooleanField(
                label=_("Only open hours count"), required=False
            )
        self.fields[JOINING] = forms.IntegerField(
            label=_("Join with an open case of at most so many days"),
            min_value=0,
            max_value=MOST_DAYS_OF_REPEATS,
            required=False,
            help_text=_(
                "A second contact about the same problem joins the open case by itself. 0: never. "
                "Empty: %(days)s."
            )
            % {"days": Repeats().join_within_days},
        )
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "field__input")

    def groups(self) -> list[tuple[Any, list[Any]]]:
        return [
            (NAMES[kind], [self[name] for name in self.fields if name.startswith(f"{kind}.")])
            for kind in CLOCK_KINDS
        ] + [(_("The same problem again"), [self[JOINING]])]

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {f"{kind}.in_open_hours": True for kind in CLOCK_KINDS}
        for kind, target in (profile.get("service") or {}).items():
            found |= {f"{kind}.{name}": value for name, value in target.items()}
        return found | {JOINING: (profile.get("repeats") or {}).get("join_within_days")}

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for kind in CLOCK_KINDS:
            others = [
                clean.get(f"{kind}.{n}") for n in ("share", "alarm_after", "offer_later_after")
            ]
            if (
                any(others)
                and not clean.get(f"{kind}.within")
                and f"{kind}.within" not in self.errors
            ):
                self.add_error(f"{kind}.within", _("Say within what time."))
        return clean

    def changes(self) -> dict[str, Any]:
        service = {}
        for kind in CLOCK_KINDS:
            prefix = f"{kind}."
            target = {
                name.removeprefix(prefix): value
                for name, value in self.cleaned_data.items()
                if name.startswith(prefix) and value not in ("", None)
            }
            if target.get("within"):
                service[kind] = target
        days = self.cleaned_data.get(JOINING)
        return {
            "service": service,
            "repeats": None if days is None else {"join_within_days": days},
        }


@require_http_methods(["GET", "HEAD", "POST"])
@administers("promises")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    return sections.edit(
        request, brand, PromisesForm(request.POST or None, brand), "admin/promises.html"
    )
