"""One case of a customer's own: where it stands, what was said on every channel, what next."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pharos.brands.queries import brand_by_slug, profile_of
from pharos.cases.access import own_case_to_read
from pharos.cases.actions.read import mark_read
from pharos.cases.actions.say_otherwise import say_otherwise
from pharos.cases.actions.withdraw import Withdrawal, withdraw_case
from pharos.cases.bringing import brought_by_itself
from pharos.cases.ledger.bundle import conversation_bundle
from pharos.cases.merging import survivor
from pharos.cases.models import Conversation
from pharos.cases.own_cases import next_updates, own_conversations, visible_entries
from pharos.cases.queries import links_for_customer
from pharos.cases.words import LONGEST
from pharos.clocks.calendars import NeverOpen
from pharos.clocks.policies import due_at
from pharos.kernel.errors import (
    NotFound,
)
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.reception.admit import admit
from pharos.reception.inbound import LONGEST_TOKEN, Inbound
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.web.lines import LinesField, plain_lines
from pharos.web.portal.case_form import uploaded_of
from pharos.web.portal.channel_words import name_of
from pharos.web.portal.file_field import FilesField, arrived
from pharos.web.portal.limits import admit_message
from pharos.web.portal.my_cases import cases_page
from pharos.web.portal.pages import kept, name_of_sent, only_posted, page, received
from pharos.web.portal.refused import REFUSALS, status_of
from pharos.web.portal.said import lines_of
from pharos.web.portal.stages import label_of, stage_of, stages_of
from pharos.web.portal.visitor import Visitor, visitor_of
from pharos.web.unsent import unsent

# Where people write by themselves: what is added here goes there first.
OURS: Final = ("form", "widget", "mail")


class ReplyForm(forms.Form):
    text = LinesField(
        label=gettext_lazy("Write to us"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "class": "field__input"}),
    )
    evidence = FilesField(
        label=gettext_lazy("Add evidence"),
        required=False,
        help_text=gettext_lazy("Cover passwords and recovery phrases first. Nobody needs them."),
    )


@require_safe
def show(request: HttpRequest, brand: str, number: str) -> HttpResponse:
    """The case, for whoever has talked in it. That it was read is told to staff."""
    visitor = visitor_of(request, brand_by_slug(brand))
    if visitor.actor is None:
        return redirect_to_sign_in(request, visitor)
    try:
        return _page(request, visitor, number, ReplyForm())
    except NotFound:
        if visitor.is_proved:
            raise
        # Signing in may show that it is theirs.
        return redirect_to_sign_in(request, visitor)


@require_safe
def sent(request: HttpRequest, brand: str, number: str) -> HttpResponse:
    """The receipt: the number, by when somebody answers, and what happens now."""
    visitor = visitor_of(request, brand_by_slug(brand))
    actor = _actor(visitor)
    with reading(actor):
        case = own_case_to_read(actor, number)
        told = next_updates([case])
    profile = profile_of(visitor.brand)
    try:
        promised = told.get(case.pk) or due_at(profile, "first_response", case.opened_at)
    except NeverOpen:
        promised = None
    context = {"case": case, "due_at": promised, "queue": case.team.name}
    return page(request, "portal/sent.html", visitor, context)


def taking(view: Callable[[HttpRequest, Visitor, str], HttpResponse]) -> Any:
    """Take what a customer sends from the page of their case. What is refused they get back.

    Whose sign-in has ended is asked to sign in, and is led on to the case.
    """

    @only_posted("portal:own_case")
    @wraps(view)
    def answer(request: HttpRequest, brand: str, number: str) -> HttpResponse:
        visitor = visitor_of(request, brand_by_slug(brand))
        try:
            return view(request, visitor, number)
        except NotFound as absent:
            return _not_theirs(request, visitor, number, absent)
        except REFUSALS as refused:
            more = {"refusal": str(refused), "unsent": unsent(request)}
            status = status_of(refused)
            return _page(request, visitor, number, ReplyForm(), more, status=status)

    return answer


@taking
def write(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """Say something more, with files if there are any. A case that has ended is taken up again."""
    actor = _actor(visitor)
    form = ReplyForm(request.POST, request.FILES)
    uploaded = uploaded_of(request.POST.getlist("uploaded"))
    if not form.is_valid():
        return _page(request, visitor, number, form, status=422)
    with reading(actor):
        case = own_case_to_read(actor, number)
        thread = _thread_to_continue(own_conversations(actor, case))
    try:
        admit_message(visitor)
        came = arrived(actor, form.cleaned_data["evidence"])
        admit(actor=actor, inbound=_inbound(request, visitor, thread, (uploaded, came), form))
    except REFUSALS as refused:
        form.add_error(None, str(refused))
        return _page(request, visitor, number, form, status=status_of(refused))
    return received(_back(request, visitor, number), request.POST.get("client_token", ""))


@taking
def withdraw(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """End the case because nothing more is needed."""
    withdrawal = Withdrawal(
        number=number,
        client_token=f"withdraw-{_token(request)}",
        why=plain_lines(request.POST.get("why", "")),
    )
    withdraw_case(actor=_actor(visitor), withdrawal=withdrawal)
    return _back(request, visitor, number)


@taking
def part(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """Say that this is about something else than the case that it was put together with."""
    say_otherwise(actor=_actor(visitor), number=number)
    return _back(request, visitor, number)


@taking
def review(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """Ask that a different person looks."""
    actor = _actor(visitor)
    with reading(actor):
        case = own_case_to_read(actor, number)
        there = survivor(case)
        # Where the work goes on, if they have talked there themselves.
        threads = own_conversations(actor, there)
        number = there.number if threads else number
        thread = _thread_to_continue(threads or own_conversations(actor, case))
    admit_message(visitor)
    asked = ReviewRequest(
        channel=thread.channel,
        external_id=thread.external_id,
        client_token=name_of_sent(f"review-{_token(request)}", unsent(request)),
        text=plain_lines(request.POST.get("text", "")),
    )
    ask_for_review(actor=actor, request=asked)
    return _back(request, visitor, number)


@require_safe
def transcript(request: HttpRequest, brand: str, number: str, conversation: UUID) -> HttpResponse:
    """Hand out one conversation as a document that proves itself (`pharos verify`)."""
    visitor = visitor_of(request, brand_by_slug(brand))
    actor = _actor(visitor)
    with reading(actor):
        case = own_case_to_read(actor, number)
        mine = [c for c in own_conversations(actor, case) if c.public_id == conversation]
        if not mine:
            raise NotFound(_("There is no such conversation."))
        bundle = conversation_bundle(mine[0])
    response = HttpResponse(
        json.dumps(bundle, ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="case-{case.number}.json"'
    response["Cache-Control"] = "no-store"
    return kept(request, response, visitor)


def redirect_to_sign_in(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Lead to where one signs in, and from there back here."""
    response = redirect("portal:my_cases", visitor.brand.slug)
    response["Location"] += f"?next={request.path}"
    return response


def _page(
    request: HttpRequest,
    visitor: Visitor,
    number: str,
    form: ReplyForm,
    more: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor = _actor(visitor)
    with reading(actor):
        case = own_case_to_read(actor, number)
        threads = own_conversations(actor, case)
        entries = visible_entries(case, threads)
        there = survivor(case)
        context: dict[str, Any] = {
            "case": case,
            "stages": stages_of(there),
            "stage": stage_of(there),
            "stage_label": label_of(there),
            "queue": there.team.name,
            "due_at": next_updates([there]).get(there.pk),
            "is_brought_on": there.pk != case.pk,
            "may_part": brought_by_itself(case),
            "is_over": there.is_settled and there.state != "SPAM",
            "may_withdraw": not case.is_settled,
            "is_topic": profile_of(visitor.brand).topic(case.reason_initial) is not None,
            "lines": lines_of(entries, threads, _links(threads, entries)),
            "threads": [{"of": each, "name": name_of(each.channel)} for each in threads],
            "form": form,
            "client_token": uuid4(),
            "files_again": bool(request.FILES),
            "uploaded": uploaded_of(request.POST.getlist("uploaded")),
            **(more or {}),
        }
    _mark_read(actor, threads, entries)
    return page(request, "portal/own_case.html", visitor, context, status=status)


def _links(threads: list[Conversation], entries: list[Any]) -> dict[str, Mapping[str, str]]:
    links: dict[str, Mapping[str, str]] = {}
    for thread in threads:
        named = [
            str(file["id"])
            for entry in entries
            if entry.conversation_id == thread.pk
            for file in entry.attachments or ()
        ]
        if named:
            links |= links_for_customer(thread, named)
    return links


def _mark_read(actor: Actor, threads: list[Conversation], entries: list[Any]) -> None:
    for thread in threads:
        shown = [e.position for e in entries if e.conversation_id == thread.pk and e.position]
        if shown and max(shown) > thread.read_position:
            mark_read(
                actor=actor,
                external_id=thread.external_id,
                channel=thread.channel,
                position=max(shown),
            )


def _inbound(
    request: HttpRequest,
    visitor: Visitor,
    thread: Conversation,
    files: tuple[tuple[str, ...], tuple[str, ...]],
    form: ReplyForm,
) -> Inbound:
    """What they say, with files that are uploaded and checked, and with those that came along."""
    uploaded, came = files
    return Inbound(
        channel=thread.channel,
        external_id=thread.external_id,
        client_token=_name_of_sent(request, uploaded),
        text=form.cleaned_data["text"],
        files=uploaded,
        arriving=came,
        language=thread.language,
        timezone=thread.timezone,
        surface=thread.surface,
        network=visitor.network,
    )


def _thread_to_continue(threads: list[Conversation]) -> Conversation:
    """Where what is written here belongs: the last one that we are at both ends of."""
    return next((each for each in reversed(threads) if each.channel in OURS), threads[-1])


def _not_theirs(
    request: HttpRequest, visitor: Visitor, number: str, absent: NotFound
) -> HttpResponse:
    """Say that nothing was sent, and give back what was: signing in may show that it is theirs."""
    words = str(absent)
    if not visitor.is_proved:
        words = _("You are not signed in any more, so nothing was sent. Sign in, and send it then.")
    onward = reverse("portal:own_case", args=[visitor.brand.slug, number])
    more = {"refusal": words, "unsent": unsent(request)}
    return cases_page(request, visitor, onward, more, status=404 if visitor.is_proved else 401)


def _actor(visitor: Visitor) -> Actor:
    if visitor.actor is None:
        raise NotFound(_("There is no such case."))
    return visitor.actor


def _token(request: HttpRequest) -> str:
    return request.POST.get("client_token", "")[: LONGEST_TOKEN - 40] or str(uuid4())


def _name_of_sent(request: HttpRequest, uploaded: tuple[str, ...]) -> str:
    files = (f"{each.name} {each.size}" for each in request.FILES.getlist("evidence"))
    return name_of_sent(f"page-{_token(request)}", unsent(request), *uploaded, *files)


def _back(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    response = redirect("portal:own_case", visitor.brand.slug, number)
    return kept(request, response, visitor)
