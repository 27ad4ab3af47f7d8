from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from pharos.brands.models import Brand
from pharos.brands.offer import SITUATIONS
from pharos.kernel.time import now
from pharos.web.admin import sections
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import ProfileForm

STATES = [
    ("PROMISED", _("Promised: announced, not there yet")),
    ("LIVE", _("Live: it works")),
    ("SUSPENDED", _("Suspended: paused for now")),
    ("ABSENT", _("Absent: there is none, whoever says so")),
]
ROLES = [
    ("full", _("Support is given here")),
    ("redirect_only", _("It only sends people on")),
    ("none", _("No support here")),
]
SURFACES = [("web", _("On the web")), ("app", _("In the app"))]
WHEN = dict(
    zip(
        SITUATIONS,
        (
            *(_("Always"), _("When it is quiet"), _("At peaks"), _("In open hours")),
            *(_("Out of hours"), _("For simple questions"), _("For complex questions")),
        ),
        strict=True,
    )
)
FIGURES = 4


class ChannelForm(ProfileForm):
    touches: ClassVar = ("channels",)
    what: ClassVar = "channel.changed"

    kind = forms.RegexField(
        r"^[a-z][a-z0-9_]{1,30}$",
        label=_("Kind"),
        help_text=_("Such as widget, mail, telegram or phone."),
        error_messages={"invalid": _("Small letters, digits and underscores.")},
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES)
    support_role = forms.ChoiceField(label=_("What it is for"), choices=ROLES)
    value = forms.CharField(
        label=_("Address, number or name of the account"), max_length=300, required=False
    )
    surfaces = forms.MultipleChoiceField(
        label=_("Where it is"),
        choices=SURFACES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=_("Note"), max_length=400, required=False)
    availability = forms.CharField(label=_("When it is there"), max_length=300, required=False)
    verified = forms.BooleanField(label=_("I have tried this channel and it is so"), required=False)

    def __init__(self, data: Any, brand: Brand, place: int | None) -> None:
        self.place = place
        super().__init__(data, brand)
        for number in range(FIGURES):
            for promise in ("response", "resolution"):
                self.fields |= _figure_fields(f"{promise}-{number}")

    def figures(self) -> list[tuple[Any, list[list[Any]]]]:
        names = {"response": _("Until an answer"), "resolution": _("Until a solution")}
        return [
            (label, [self._row(f"{promise}-{number}") for number in range(FIGURES)])
            for promise, label in names.items()
        ]

    def _row(self, prefix: str) -> list[Any]:
        return [self[f"{prefix}-{part}"] for part in ("when", "text", "at_least", "at_most")]

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        if self.place is None:
            return {"state": "PROMISED", "support_role": "full"}
        channel = profile["channels"][self.place]
        said = channel.get("published") or {}
        found = {name: value for name, value in channel.items() if name != "published"}
        found |= {"verified": bool(channel.get("verified_at"))}
        found["availability"] = said.get("availability", "")
        for promise in ("response", "resolution"):
            for number, figure in enumerate(said.get(promise, [])[:FIGURES]):
                found |= {f"{promise}-{number}-{part}": value for part, value in figure.items()}
        return found

    def changes(self) -> dict[str, Any]:
        channels = [*self.profile["channels"]]
        if self.place is None:
            channels.append(self._channel({}))
        else:
            channels[self.place] = self._channel(channels[self.place])
        return {"channels": channels}

    def _channel(self, before: dict[str, Any]) -> dict[str, Any]:
        clean = self.cleaned_data
        names = ("kind", "state", "support_role", "value", "surfaces", "note")
        verified_at = before.get("verified_at") or now().date().isoformat()
        channel = {name: clean[name] for name in names if clean[name]}
        said = {promise: self._figures(promise) for promise in ("response", "resolution")}
        said |= {"availability": clean["availability"]}
        published = {name: value for name, value in said.items() if value}
        return {
            **channel,
            "verified_at": verified_at if clean["verified"] else None,
            **({"published": published} if published else {}),
        }

    def _figures(self, promise: str) -> list[dict[str, str]]:
        rows = []
        for number in range(FIGURES):
            prefix = f"{promise}-{number}-"
            row = {part: self.cleaned_data[prefix + part] for part in FIGURE_PARTS}
            if row["text"]:
                rows.append({part: value for part, value in row.items() if value})
        return rows

    def place_of(self, path: str) -> str | None:
        parts = path.replace("[", ".").replace("]", "").split(".")[2:]
        name = "-".join(parts[1:]) if parts[:1] == ["published"] else ".".join(parts[:1])
        return super().place_of(name)


FIGURE_PARTS = ("when", "text", "at_least", "at_most")


def _figure_fields(prefix: str) -> dict[str, forms.Field]:
    span: dict[str, Any] = {
        "regex": r"^[1-9]\d{0,4}[smhd]$",
        "required": False,
        "error_messages": {"invalid": _("Such as 30s, 2m, 24h or 3d.")},
    }
    fields: dict[str, forms.Field] = {
        "when": forms.ChoiceField(label=_("When"), choices=list(WHEN.items()), required=False),
        "text": forms.CharField(label=_("What is said"), max_length=200, required=False),
        "at_least": forms.RegexField(label=_("At least"), **span),
        "at_most": forms.RegexField(label=_("At most"), **span),
    }
    for field in fields.values():
        field.widget.attrs["class"] = "field__input"
    return {f"{prefix}-{name}": field for name, field in fields.items()}


@require_safe
@administers("channels")
def index(request: AdminRequest, brand: Brand) -> HttpResponse:
    channels = [
        {**channel, "state_label": dict(STATES)[channel["state"]], "place": place}
        for place, channel in enumerate(brand.profile["channels"])
    ]
    return page(request, "admin/channels.html", {"channels": channels})


@require_http_methods(["GET", "HEAD", "POST"])
@administers("channels")
def edit(request: AdminRequest, brand: Brand, place: int | None = None) -> HttpResponseBase:
    """Change one channel, or without a place add one."""
    if place is not None and place >= len(brand.profile["channels"]):
        raise Http404
    form = ChannelForm(request.POST or None, brand, place)
    context = {"place": place}
    return sections.edit(request, brand, form, "admin/channel.html", context, back="channels")


class RemovalForm(ProfileForm):
    """Takes one thing out of a list of the profile."""

    touches: ClassVar = ("channels",)
    what: ClassVar = "channel.removed"

    def __init__(self, data: Any, brand: Brand, place: int) -> None:
        self.place = place
        super().__init__(data, brand)

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        return {}

    def changes(self) -> dict[str, Any]:
        kept = [c for n, c in enumerate(self.profile["channels"]) if n != self.place]
        return {"channels": kept}


@require_http_methods(["GET", "HEAD", "POST"])
@administers("channels")
def remove(request: AdminRequest, brand: Brand, place: int) -> HttpResponseBase:
    if place >= len(brand.profile["channels"]):
        return redirect("admin:channels", brand.slug)
    form = RemovalForm(request.POST or None, brand, place)
    context = {"name": brand.profile["channels"][place]["kind"], "back": "admin:channels"}
    return sections.edit(request, brand, form, "admin/removal.html", context, back="channels")
