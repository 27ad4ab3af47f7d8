"""An agent writes to a customer first."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pharos.cases.actions.start import FirstWords, start_conversation
from pharos.kernel.errors import Invalid
from pharos.kernel.reasons import REASONS
from pharos.kernel.scope import reading
from pharos.people.access import customer_to_change
from pharos.web.desk.work_forms import LONG
from pharos.web.http import StaffRequest, signed_in
from pharos.web.lines import LinesField


class BeginForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("About"),
        choices=[(code, f"{each.group}: {each.label}") for code, each in REASONS.items()],
        widget=forms.Select(attrs={"class": "field__input"}),
    )
    body = LinesField(
        label=_("Message"),
        max_length=LONG,
        help_text=_("It waits in the widget until the customer comes back."),
        widget=forms.Textarea(
            attrs={
                "class": "field__input",
                "rows": 6,
                "dir": "auto",
                "aria-describedby": "body-hint",
            }
        ),
    )
    client_token = forms.CharField(widget=forms.HiddenInput, max_length=64)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Write to this customer: a new case of the agent's, which waits for the customer."""
    actor = request.user.actor()
    with reading(actor):
        customer = customer_to_change(actor, public_id)
    if request.method != "POST":
        return _page(request, BeginForm(initial={"client_token": str(uuid4())}), customer.name)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _page(request, form, customer.name, status=422)
    try:
        words = FirstWords(customer=str(public_id), **form.cleaned_data)
        case = start_conversation(actor=actor, words=words)
    except Invalid as refusal:
        return _page(request, form, customer.name, status=422, problem=str(refusal))
    return redirect("desk:case", case.number)


def _page(
    request: StaffRequest, form: BeginForm, name: str, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {"form": form, "name": name, "problem": problem}
    return render(request, "desk/begin.html", context, status=status)
