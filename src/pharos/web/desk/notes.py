from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from pharos.cases.actions.note import add_note
from pharos.people.actor import Actor
from pharos.web.desk.composing import compose
from pharos.web.desk.forms import ComposerForm
from pharos.web.http import StaffRequest, signed_in


@require_POST
@signed_in
def create(request: StaffRequest, number: str) -> HttpResponse:
    """Write something for colleagues. It never warns: a note can cross nothing."""

    def send(actor: Actor, form: ComposerForm) -> None:
        draft = form.draft()
        add_note(
            actor=actor,
            number=number,
            body=draft.body,
            client_token=draft.client_token,
            files=draft.files,
        )

    return compose(request, number, "note", send)
