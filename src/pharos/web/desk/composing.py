"""What comes back to the composer: an empty one, or the text with what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect

from pharos.cases.actions.keep_draft import Unsent, keep_draft
from pharos.kernel.errors import Conflict, Forbidden
from pharos.people.actor import Actor
from pharos.web.desk.cases import fresh_composer, open_case
from pharos.web.desk.files import handed_in
from pharos.web.desk.forms import ComposerForm
from pharos.web.http import StaffRequest, answer, wants_fragment

NEWER = "newer_message"
FRAGMENT = "desk/_composer.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why the text came back."""

    status: int
    sentence: str
    code: str = ""


def compose(
    request: StaffRequest,
    number: str,
    kind: str,
    send: Callable[[Actor, ComposerForm], None],
) -> HttpResponse:
    """Validate, send, and answer; whatever is refused leaves the text where it was."""
    actor = request.user.actor()
    # Without script the files come with the form itself.
    files, problem = handed_in(actor, number, request)
    form = ComposerForm(request.POST, files=files)
    refused = _refusal(actor, form, send) if not problem else Refused(status=422, sentence=problem)
    if refused is None:
        keep_draft(actor=actor, number=number, draft=Unsent(kind=kind, text=""))
        if not wants_fragment(request):
            return redirect("desk:case", number)
        fresh = fresh_composer(actor, number, kind=kind, seen=form.cleaned_data["seen"] or 0)
        return _sent(request, number, fresh)

    context = open_case(request, actor, number, form=form, kind=kind)
    context |= {"problem": refused.sentence, "newer": refused.code == NEWER}
    if refused.code == NEWER:
        # Once warned, sending again is meant.
        form.data = {**request.POST.dict(), "seen": context["last_seq"]}
    return _again(request, number, context, refused.status)


def moved(number: str) -> str:
    """Name the events that make the open case and the queue fetch what is new."""
    return f"live:case.moved:{number}, live:queue.moved"


def _refusal(
    actor: Actor, form: ComposerForm, send: Callable[[Actor, ComposerForm], None]
) -> Refused | None:
    if not form.is_valid():
        return Refused(status=422, sentence=str(next(iter(form.errors.values()))[0]))
    try:
        send(actor, form)
    except Conflict as conflict:
        return Refused(status=409, sentence=str(conflict), code=conflict.code)
    except Forbidden as refusal:
        return Refused(status=403, sentence=str(refusal), code=refusal.code)
    return None


def _sent(request: StaffRequest, number: str, context: dict[str, object]) -> HttpResponse:
    response = answer(request, page="", fragment=FRAGMENT, context=context, status=201)
    # The writer need not wait for the stream to come round.
    response["HX-Trigger"] = moved(number)
    return response


def _again(
    request: StaffRequest, number: str, context: dict[str, object], status: int
) -> HttpResponse:
    response = answer(
        request, page="desk/desk.html", fragment=FRAGMENT, context=context, status=status
    )
    response["HX-Retarget"] = "#composer"
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger"] = moved(number)
    return response
