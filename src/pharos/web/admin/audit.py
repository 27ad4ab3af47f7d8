"""Who changed what in the set-up, when, and from what to what."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pharos.brands.queries import brands_of
from pharos.kernel.audit import INSTALLATION, entries
from pharos.kernel.models import AuditEntry
from pharos.kernel.scope import reading
from pharos.web.admin.door import AdminRequest, administers_all, page
from pharos.web.admin.forms import SetupForm

PAGE: Final = 50
LONGEST: Final = 400


class FilterForm(SetupForm):
    brand = forms.ChoiceField(label=gettext_lazy("Brand"), required=False)
    who = forms.CharField(label=gettext_lazy("Person"), required=False, max_length=120)
    action = forms.CharField(label=gettext_lazy("What"), required=False, max_length=60)
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, brands: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["brand"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("All of them")),
            ("0", gettext_lazy("The whole desk")),
            *brands,
        ]

    def narrowed(self, found: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Return the entries that the form asks for; a field that cannot be read asks nothing."""
        self.is_valid()
        clean = self.cleaned_data
        if clean.get("brand"):
            found = found.filter(brand_id=int(clean["brand"]))
        if clean.get("who"):
            found = found.filter(actor_name__icontains=clean["who"])
        if clean.get("action"):
            found = found.filter(action__icontains=clean["action"])
        if clean.get("since"):
            found = found.filter(at__gte=_midnight(clean["since"]))
        if clean.get("until"):
            found = found.filter(at__lt=_midnight(clean["until"]) + timedelta(days=1))
        if clean.get("before"):
            found = found.filter(pk__lt=clean["before"])
        return found


@require_safe
@administers_all("audit")
def index(request: AdminRequest) -> HttpResponse:
    brands = {brand.pk: brand.name for brand in brands_of(request.actor)}
    form = FilterForm(request.GET, [(str(pk), name) for pk, name in brands.items()])
    with reading(request.actor):
        found = list(form.narrowed(entries(*brands, INSTALLATION))[: PAGE + 1])
    names = brands | {INSTALLATION: _("The whole desk")}
    context = {
        "form": form,
        "entries": [_line(entry, names) for entry in found[:PAGE]],
        "older": _older(request, found),
    }
    return page(request, "admin/audit.html", context)


def _line(entry: AuditEntry, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": entry.pk,
        "at": entry.at,
        "who": entry.actor_name or _("The program itself"),
        "action": entry.action,
        "subject": entry.subject,
        "brand": names.get(entry.brand_id, ""),
        "changes": [(name, shown(old), shown(new)) for name, (old, new) in entry.change.items()],
    }


def shown(value: Any) -> str:
    """Write a value as a person would; nothing is shown as nothing."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)[:LONGEST]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _older(request: AdminRequest, found: list[AuditEntry]) -> str:
    if len(found) <= PAGE:
        return ""
    query = request.GET.copy()
    query["before"] = str(found[PAGE - 1].pk)
    return query.urlencode()


def _midnight(day: Any) -> datetime:
    return make_aware(datetime.combine(day, time.min))
