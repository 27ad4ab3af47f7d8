"""Side conversations: answering one, closing one, and those asked of my teams."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pharos.cases.actions.side import answer_side, close_side
from pharos.cases.queries import asked_of_teams
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.queries import team_ids_of_staff
from pharos.web.desk.composing import moved
from pharos.web.desk.work import Work, shown
from pharos.web.desk.work_forms import AnswerForm
from pharos.web.http import StaffRequest, signed_in, wants_fragment


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """What is asked of my teams, the oldest first."""
    actor = request.user.actor()
    with reading(actor):
        asked = asked_of_teams(team_ids_of_staff(request.user.pk))
        return render(request, "desk/asked.html", {"asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answers(request: StaffRequest, number: str, nr: int) -> HttpResponseBase:
    """Say something in a side conversation; from the team that was asked it is the answer."""
    work = Work(
        title=_("Answer a colleague"),
        button=_("Send"),
        form=AnswerForm,
        perform=partial(_answer, nr=nr),
    )
    return shown(request, number, work, resolve_url("desk:side-answers", number, nr))


@require_POST
@signed_in
def closing(request: StaffRequest, number: str, nr: int) -> HttpResponse:
    close_side(actor=request.user.actor(), number=number, nr=nr)
    if not wants_fragment(request):
        return redirect("desk:case", number)
    return HttpResponse(status=204, headers={"HX-Trigger": moved(number)})


def _answer(actor: Actor, number: str, form: AnswerForm, *, nr: int) -> None:
    clean = form.cleaned_data
    answer_side(
        actor=actor,
        number=number,
        nr=nr,
        body=clean["body"],
        client_token=clean["client_token"],
    )
