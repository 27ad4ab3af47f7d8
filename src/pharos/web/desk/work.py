"""What the case's menu offers: each a small form at its own address, and one action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pharos.cases.access import case_to_read
from pharos.cases.actions.assign import assign_case
from pharos.cases.actions.impact import judge_impact
from pharos.cases.actions.link import link_cases, unlink_cases
from pharos.cases.actions.merge import merge_cases, unmerge_case
from pharos.cases.actions.reason import correct_reason
from pharos.cases.actions.reopen import reopen_case
from pharos.cases.actions.side import SPEAKING, Question, ask_team
from pharos.cases.actions.snooze import snooze_case, wake_case
from pharos.cases.actions.spam import mark_spam, unmark_spam
from pharos.cases.actions.split import split_case
from pharos.cases.actions.tags import change_tags
from pharos.cases.actions.transfer import transfer_case
from pharos.diagnosis.actions.request_diagnosis import request_diagnosis
from pharos.kernel.errors import Conflict, Forbidden, Invalid, TooMany
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.desk import work_forms as forms
from pharos.web.desk.cases import open_case
from pharos.web.desk.composing import moved
from pharos.web.desk.look_form import LookForm
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment

CLOSE = "case-dialog:close"
REFUSED: dict[type[Exception], int] = {Conflict: 409, Invalid: 422, TooMany: 429}
# Does it, and names another case to go to, if there is one.
Perform = Callable[[Actor, str, Any], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One thing that can be done with a case."""

    title: str | Promise
    button: str | Promise
    form: type[forms.WorkForm]
    perform: Perform
    hint: str | Promise = ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: StaffRequest, number: str, noun: str) -> HttpResponseBase:
    """Show the form, or do what it says. Whatever is refused leaves the form as it was."""
    return shown(request, number, WORK[noun], resolve_url("desk:work", number, noun))


def shown(request: StaffRequest, number: str, work: Work, address: str) -> HttpResponse:
    """The form of `work` at `address`, or what follows from it."""
    actor = request.user.actor()
    with reading(actor):
        case = case_to_read(actor, number)
        if actor.role not in SPEAKING:
            raise Forbidden(_("You can read this case but not change it."), code="read_only")
        form = work.form(actor, case, request.POST if request.method == "POST" else None)
        is_good = request.method == "POST" and form.is_valid()
    dialog: dict[str, Any] = {"work": work, "form": form, "address": address, "problem": ""}
    if request.method != "POST":
        return _form(request, number, dialog, status=200)
    if not is_good:
        return _form(request, number, dialog, status=422)
    try:
        there = work.perform(actor, number, form)
    except (Conflict, Invalid, TooMany) as refusal:
        dialog["problem"] = str(refusal)
        return _form(request, number, dialog, status=REFUSED[type(refusal)])
    return _done(request, number, there)


def _form(
    request: StaffRequest, number: str, dialog: dict[str, Any], *, status: int
) -> HttpResponse:
    if wants_fragment(request):
        context = {"dialog": dialog}
    else:
        context = open_case(request, request.user.actor(), number) | {"dialog": dialog}
    return answer(
        request,
        page="desk/desk.html",
        fragment="desk/_dialog.html",
        context=context,
        status=status,
    )


def _done(request: StaffRequest, number: str, there: str | None) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("desk:case", there or number)
    if there:
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("desk:case", there)})
    return HttpResponse(status=204, headers={"HX-Trigger": f"{moved(number)}, {CLOSE}"})


def _assign(actor: Actor, number: str, form: forms.AssignForm) -> None:
    assign_case(actor=actor, number=number, to=form.cleaned_data["to"])


def _transfer(actor: Actor, number: str, form: forms.TransferForm) -> None:
    clean = form.cleaned_data
    transfer_case(actor=actor, number=number, team=clean["team"], why=clean["why"])


def _snooze(actor: Actor, number: str, form: forms.SnoozeForm) -> None:
    snooze_case(actor=actor, number=number, until=form.instant())


def _wake(actor: Actor, number: str, _form: forms.SureForm) -> None:
    wake_case(actor=actor, number=number)


def _reopen(actor: Actor, number: str, form: forms.WhyForm) -> None:
    reopen_case(actor=actor, number=number, why=form.cleaned_data["why"])


def _merge(actor: Actor, number: str, form: forms.MergeForm) -> str:
    clean = form.cleaned_data
    merge_cases(actor=actor, number=number, into=clean["into"], why=clean["why"])
    return str(clean["into"])


def _unmerge(actor: Actor, number: str, _form: forms.SureForm) -> None:
    unmerge_case(actor=actor, number=number)


def _split(actor: Actor, number: str, form: forms.SplitForm) -> str:
    return split_case(actor=actor, number=number, seqs=form.cleaned_data["seqs"]).number


def _link(actor: Actor, number: str, form: forms.LinkForm) -> None:
    clean = form.cleaned_data
    link_cases(actor=actor, number=number, other=clean["other"], kind=clean["kind"])


def _unlink(actor: Actor, number: str, form: forms.UnlinkForm) -> None:
    link = form.links[form.cleaned_data["link"]]
    other = link.other.number if link.case.number == number else link.case.number
    unlink_cases(actor=actor, number=number, other=other, kind=link.kind)


def _tags(actor: Actor, number: str, form: forms.TagsForm) -> None:
    add, remove = form.change()
    change_tags(actor=actor, number=number, add=add, remove=remove)


def _reason(actor: Actor, number: str, form: forms.ReasonForm) -> None:
    correct_reason(actor=actor, number=number, reason=form.cleaned_data["reason"])


def _impact(actor: Actor, number: str, form: forms.ImpactForm) -> None:
    clean = form.cleaned_data
    judge_impact(actor=actor, number=number, impact=clean["impact"], why=clean["why"])


def _spam(actor: Actor, number: str, _form: forms.SureForm) -> None:
    mark_spam(actor=actor, number=number)


def _unspam(actor: Actor, number: str, _form: forms.SureForm) -> None:
    unmark_spam(actor=actor, number=number)


def _ask(actor: Actor, number: str, form: forms.QuestionForm) -> None:
    ask_team(actor=actor, number=number, question=Question(**form.cleaned_data))


def _look(actor: Actor, number: str, form: LookForm) -> None:
    wanted, inputs = form.cleaned_data["wanted"], form.inputs()
    request_diagnosis(actor=actor, number=number, wanted=wanted, inputs=inputs)


WORK: dict[str, Work] = {
    "diagnoses": Work(
        title=_("Look it up"),
        button=_("Look it up"),
        form=LookForm,
        perform=_look,
        hint=_("What is found appears among the facts by itself. The customer is told nothing."),
    ),
    "assignee": Work(
        title=_("Give the case to a colleague"),
        button=_("Assign"),
        form=forms.AssignForm,
        perform=_assign,
    ),
    "team": Work(
        title=_("Hand the case to another team"),
        button=_("Transfer"),
        form=forms.TransferForm,
        perform=_transfer,
    ),
    "side-conversations": Work(
        title=_("Ask another team"),
        button=_("Ask"),
        form=forms.QuestionForm,
        perform=_ask,
    ),
    "snooze": Work(
        title=_("Snooze the case"),
        button=_("Snooze"),
        form=forms.SnoozeForm,
        perform=_snooze,
        hint=_("It comes back by itself, or at once when the customer writes."),
    ),
    "waking": Work(
        title=_("Take the case up now"),
        button=_("Wake"),
        form=forms.SureForm,
        perform=_wake,
    ),
    "tags": Work(title=_("Tags"), button=_("Save"), form=forms.TagsForm, perform=_tags),
    "topic": Work(
        title=_("Correct the topic"),
        button=_("Save"),
        form=forms.ReasonForm,
        perform=_reason,
        hint=_("What the customer chose stays known too."),
    ),
    "impact": Work(
        title=_("Judge what is at stake"),
        button=_("Save"),
        form=forms.ImpactForm,
        perform=_impact,
        hint=_("It decides how soon the case is next, by the same rule for everybody."),
    ),
    "links": Work(
        title=_("Link with another case"),
        button=_("Link"),
        form=forms.LinkForm,
        perform=_link,
    ),
    "unlinking": Work(
        title=_("Take a link back"),
        button=_("Take back"),
        form=forms.UnlinkForm,
        perform=_unlink,
    ),
    "splitting": Work(
        title=_("Split off a new case"),
        button=_("Split"),
        form=forms.SplitForm,
        perform=_split,
        hint=_("The messages stay here too; the new case quotes them for staff."),
    ),
    "merging": Work(
        title=_("Merge into another case"),
        button=_("Merge"),
        form=forms.MergeForm,
        perform=_merge,
        hint=_("Nothing is lost: what the customer writes here is carried over."),
    ),
    "unmerging": Work(
        title=_("Take the merging back"),
        button=_("Unmerge"),
        form=forms.SureForm,
        perform=_unmerge,
    ),
    "spam": Work(
        title=_("Mark as spam"),
        button=_("Mark as spam"),
        form=forms.SureForm,
        perform=_spam,
        hint=_("Further messages are kept and wake nobody. You can take it back."),
    ),
    "unspam": Work(
        title=_("This is not spam"),
        button=_("Back to the queue"),
        form=forms.SureForm,
        perform=_unspam,
    ),
    "reopening": Work(
        title=_("Reopen the case"),
        button=_("Reopen"),
        form=forms.WhyForm,
        perform=_reopen,
    ),
}
