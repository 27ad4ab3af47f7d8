from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from pharos.cases.actions.reply import send_reply
from pharos.people.actor import Actor
from pharos.web.desk.composing import compose
from pharos.web.desk.forms import ComposerForm
from pharos.web.http import StaffRequest, signed_in


@require_POST
@signed_in
def create(request: StaffRequest, number: str) -> HttpResponse:
    """Answer the customer."""

    def send(actor: Actor, form: ComposerForm) -> None:
        send_reply(actor=actor, number=number, draft=form.draft())

    return compose(request, number, "reply", send)
