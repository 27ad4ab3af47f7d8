from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.brands.models import Brand
from pharos.brands.queries import brands_of
from pharos.kernel.audit import entries
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actions.block import REASON_MAX, BlockTerms, block_network, lift_block
from pharos.people.actions.report_token import SHOWN_AGAIN
from pharos.people.models import Block
from pharos.people.persons.queries import blocks_in
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.admin.forms import SetupForm
from pharos.web.http import StaffRequest, signed_in

AT = {"network_invalid": "network", "network_too_wide": "network", "reason_missing": "reason"}
DAYS = [
    ("1", gettext_lazy("1 day")),
    ("7", gettext_lazy("1 week")),
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
]
SHOWN = 200
ALARMS = 20


class NetworkForm(SetupForm):
    network = forms.CharField(
        label=gettext_lazy("Address or range"),
        max_length=43,
        widget=forms.TextInput(attrs={"placeholder": "203.0.113.0/24"}),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long"), choices=DAYS, coerce=int, initial="7"
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=REASON_MAX)

    def terms(self) -> BlockTerms:
        until = now() + timedelta(days=self.cleaned_data["days"])
        return BlockTerms(reason=self.cleaned_data["reason"], until=until)


@require_safe
@signed_in
def first(request: StaffRequest) -> HttpResponse:
    """Lead to the blocks of the first brand that is theirs."""
    brand = next(iter(brands_of(request.user.actor())), None)
    return redirect("admin:blocks", brand.slug) if brand else redirect("admin:home")


@require_http_methods(["GET", "HEAD", "POST"])
@administers("blocks")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """Who may not begin without signing in, and alarms of stolen sign-ins."""
    form = NetworkForm(request.POST or None)

    def add() -> None:
        block_network(
            actor=request.actor,
            brand_id=brand.pk,
            network=form.cleaned_data["network"],
            terms=form.terms(),
        )

    if request.method == "POST" and form.saves(add, at=AT):
        messages.success(request, _("Blocked."))
        return redirect("admin:blocks", brand.slug)
    with reading(request.actor):
        alarms = entries(brand.pk).filter(action=SHOWN_AGAIN)[:ALARMS]
        context = {
            "form": form,
            "blocks": [_line(each) for each in blocks_in([brand.pk])[:SHOWN]],
            "alarms": list(alarms),
        }
    return page(request, "admin/blocks.html", context, 422 if form.errors else 200)


@require_POST
@administers("blocks")
def lifting(request: AdminRequest, brand: Brand, block_id: int) -> HttpResponse:
    """End a block before its time."""
    lift_block(actor=request.actor, block_id=block_id)
    return redirect("admin:blocks", brand.slug)


def _line(block: Block) -> dict[str, Any]:
    customer = block.customer or (block.handle.customer if block.handle else None)
    return {
        "block": block,
        "customer": customer,
        "target": block.network or (customer and customer.name) or _("Visitor"),
        "holds": block.holds_at(now()),
    }
