"""An address or number of a customer in full, in one answer, for a reason that is written down."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pharos.diagnosis.actions.reveal_handle import Why, reveal_handle
from pharos.diagnosis.looked_at import REVEALED_FOR
from pharos.kernel.errors import Conflict, Invalid, TooMany
from pharos.kernel.scope import reading
from pharos.people.access import customer_to_read
from pharos.people.models import Handle
from pharos.web.desk.customers import profile_page
from pharos.web.http import StaffRequest, signed_in
from pharos.web.lines import LinesField

STATUSES = {Conflict: 409, Invalid: 422, TooMany: 429}


class RevealForm(forms.Form):
    number = forms.CharField(max_length=20, error_messages={"required": _("Name an open case.")})
    purpose = forms.ChoiceField(
        choices=[(code, code) for code in REVEALED_FOR],
        error_messages={"required": _("Say what it is for.")},
    )
    words = LinesField(max_length=300, error_messages={"required": _("Say why, in a few words.")})


@require_POST
@signed_in
def create(request: StaffRequest, public_id: UUID, handle_id: int) -> HttpResponse:
    """The profile with this one in full. It is kept nowhere: the next page covers it again."""
    with reading(request.user.actor()):
        customer_to_read(request.user.actor(), public_id)
    form = RevealForm(request.POST)
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        return _page(request, public_id, handle_id, status=422, problem=problem)
    try:
        shown = _revealed(request, form, handle_id)
    except (Conflict, Invalid, TooMany) as refusal:
        status = STATUSES[type(refusal)]
        return _page(request, public_id, handle_id, status=status, problem=str(refusal))
    return _page(request, public_id, handle_id, shown=shown)


def _revealed(request: StaffRequest, form: RevealForm, handle_id: int) -> Handle:
    clean = form.cleaned_data
    return reveal_handle(
        actor=request.user.actor(),
        number=clean["number"],
        handle_id=handle_id,
        why=Why(purpose=clean["purpose"], words=clean["words"]),
    )


def _page(request: StaffRequest, public_id: UUID, handle_id: int, **more: object) -> HttpResponse:
    context = {"asking": request.POST, "asked_for": handle_id} | more
    response = profile_page(request, public_id, **context)  # type: ignore[arg-type]
    response["Cache-Control"] = "no-store"
    return response
