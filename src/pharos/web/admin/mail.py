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


class MailForm(ProfileForm):
    touches: ClassVar = ("mail",)
    what: ClassVar = "mail.changed"

    support = forms.EmailField(
        label=_("Customers write to"),
        required=False,
        help_text=_("To tell impostors from you. Customers are shown the address of the account."),
    )
    sender = forms.EmailField(
        label=_("We write from"), required=False, help_text=_("What customers see as the sender.")
    )

    def read(self, profile: dict[str, Any]) -> dict[str, Any]:
        mail = profile.get("mail") or {}
        return {"support": mail.get("support", ""), "sender": mail.get("from", "")}

    def changes(self) -> dict[str, Any]:
        clean = self.cleaned_data
        mail = {"support": clean["support"], "from": clean["sender"]}
        return {"mail": {name: value for name, value in mail.items() if value} or None}


@require_http_methods(["GET", "HEAD", "POST"])
@administers("mail")
def edit(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    return sections.edit(request, brand, MailForm(request.POST or None, brand), "admin/mail.html")
