from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.brands.parsing_offer import LOGO_LONGEST
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers
from pharos.web.admin.forms import ProfileForm, by_language, language_fields


class AppearanceForm(ProfileForm):
    touches: ClassVar = ("appearance",)
    what: ClassVar = "appearance.changed"

    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        required=False,
        widget=forms.TextInput(attrs={"type": "text", "placeholder": "#1a6fd1", "data-accent": ""}),
        help_text=_("Six digits such as #1a6fd1. Empty: ours."),
        error_messages={"invalid": _("Write a colour as # and six digits.")},
    )
    logo = forms.CharField(
        label=_("Name in the widget's head"), max_length=LOGO_LONGEST, required=False
    )
    launcher = forms.ChoiceField(
        label=_("Where the button is"),
        choices=[("end", _("Bottom right")), ("start", _("Bottom left"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, brand: Brand) -> None:
        super().__init__(data, brand)
        self.fields |= language_fields(brand, "greeting", most=160, required=False)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs.setdefault("class", "field__input")

    def greetings(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("greeting.")]

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        looks = profile.get("appearance") or {}
        said = {f"greeting.{tag}": text for tag, text in (looks.get("greetings") or {}).items()}
        return {
            "accent": looks.get("accent", ""),
            "logo": looks.get("logo", ""),
            "launcher": looks.get("launcher", "end"),
            **said,
        }

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        said = by_language(clean, "greeting")
        for tag, text in said.items():
            if not text:
                self.add_error(f"greeting.{tag}", _("Greet in all languages or in none."))
        return clean

    def place_of(self, path: str) -> str | None:
        return super().place_of(path.removeprefix("appearance."))

    def changes(self) -> dict[str, Any]:
        clean = self.cleaned_data
        looks = {
            "accent": clean["accent"],
            "logo": clean["logo"],
            "launcher": clean["launcher"],
            "greetings": by_language(clean, "greeting"),
        }
        return {"appearance": {name: value for name, value in looks.items() if value}}


@require_http_methods(["GET", "HEAD", "POST"])
@administers("appearance")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    return sections.edit(
        request, brand, AppearanceForm(request.POST or None, brand), "admin/appearance.html"
    )
