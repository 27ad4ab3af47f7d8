"""Sending a case by a form: its topic's questions, one check for all of them, and a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.brands.profile import Profile, Topic
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.cases.access import own_case_to_read
from pharos.cases.actions.go_private import go_private
from pharos.cases.case_links import conversation_of_link
from pharos.channels.widget import assets
from pharos.insight.recommending import FORM
from pharos.kernel.errors import (
    Invalid,
    NotFound,
    TooMany,
)
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actions.keep_contact import Contact, keep_contact
from pharos.people.actor import Actor
from pharos.people.addresses import mail_address
from pharos.people.browser import known_zone
from pharos.people.masking import covered
from pharos.people.persons.queries import customer_who, proved_address_of
from pharos.people.tokens.errors import SignInAgain
from pharos.reception.admit import admit
from pharos.reception.form_drafts import Draft, forget_form_draft, keep_form_draft
from pharos.reception.inbound import Admitted, Inbound
from pharos.safety.challenge import ChallengeAsked
from pharos.web.portal.case_form import LONGEST_ANSWER, Asked, CaseForm, uploaded_of
from pharos.web.portal.case_words import about_of, subject_of, text_of
from pharos.web.portal.contact import topic_gone, topic_labels
from pharos.web.portal.file_field import arrived
from pharos.web.portal.form_drafts import answers_of, asked_draft, draft_path
from pharos.web.portal.limits import admit_code, admit_conversation, admit_session
from pharos.web.portal.pages import kept, name_of_sent, page, received
from pharos.web.portal.policies import policies_shown
from pharos.web.portal.refused import REFUSALS, status_of
from pharos.web.portal.sign_in import ask_by_mail
from pharos.web.portal.visitor import Visitor, known_visitor, visitor_of
from pharos.web.unsent import unsent

# What is chosen anew when somebody goes on: files, and where we write to.
NOT_KEPT: Final = frozenset({"evidence", "address"})
AT_FILES: Final = frozenset(
    {"file_refused", "files_refused", "too_large", "file_too_large", "quota_reached"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form on its way: its brand, what it is about, who fills it in, and what is shown."""

    brand: Brand
    profile: Profile
    topic: Topic | None
    visitor: Visitor
    is_formal: bool
    # What the address names: the topic, or a reason below it.
    reason: str
    thread: str
    known_address: str
    about: str
    # The number of their own case that a complaint is about.
    case: str = ""

    def asked(self, uploaded: tuple[str, ...] = ()) -> Asked:
        return Asked(
            profile=self.profile,
            topic=self.topic,
            is_known=bool(self.known_address) or self.visitor.is_signed_in,
            is_formal=self.is_formal,
            uploaded=uploaded,
        )


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, brand: str, topic: str) -> HttpResponseBase:
    """The form of one topic. Sending it again shows the case that it made."""
    return _answer(request, brand, topic, is_formal=False)


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, brand: str, topic: str = "") -> HttpResponseBase:
    """A formal complaint or request: a case of its own, with a record that nobody can change."""
    return _answer(request, brand, topic, is_formal=True)


def _answer(request: HttpRequest, brand: str, code: str, *, is_formal: bool) -> HttpResponseBase:
    try:
        sheet = _sheet(request, brand, code, is_formal=is_formal)
    except Http404:
        if request.method != "POST":
            raise
        return topic_gone(request, brand)
    if sheet.profile.suspended:
        back = {"unsent": unsent(request)}
        return page(request, "portal/suspended.html", sheet.visitor, back, status=503)
    if request.method == "POST":
        return _saved(request, sheet) if "save" in request.POST else _taken(request, sheet)
    initial = _initial(sheet)
    try:
        draft = asked_draft(request, sheet.visitor)
    except (SignInAgain, NotFound):
        if sheet.visitor.is_proved:
            raise
        onward = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('portal:my_cases', args=[sheet.brand.slug])}?{onward}")
    if draft is not None:
        case = _own_number(sheet.visitor, draft.answers.get("case", "")) or sheet.case
        sheet, initial = (
            replace(sheet, thread=str(draft.thread), case=case),
            {**initial, **draft.answers},
        )
    return _page(request, sheet, CaseForm(initial=initial, asked=sheet.asked()))


def _saved(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """Keep what is written so far. Whoever is not proved confirms a mailbox, and finds it again."""
    form = CaseForm(asked=sheet.asked())
    names = [name for name in form.fields if name not in NOT_KEPT]
    answers = answers_of(request, names, longest=LONGEST_ANSWER)
    answers |= {"case": sheet.case} if sheet.case else {}
    address = request.POST.get("address", "") if "address" in form.fields else ""
    try:
        address = mail_address(address) if "address" in form.fields else ""
        if address:
            admit_code(sheet.visitor, address)
        public_id, visitor = _kept_draft(request, sheet, answers, address)
    except (Invalid, TooMany) as refused:
        form = CaseForm(initial={**answers, "address": address}, asked=sheet.asked())
        uploaded = uploaded_of(request.POST.getlist("uploaded"))
        told = {"save_problem": str(refused), "uploaded": uploaded}
        return _page(request, sheet, form, told, status=status_of(refused))
    code = "" if sheet.topic is None else sheet.topic.code
    onward = draft_path(sheet.brand, code, public_id, is_formal=sheet.is_formal)
    if address:
        return ask_by_mail(request, visitor, address, onward)
    response = received(redirect("portal:my_cases", sheet.brand.slug), sheet.thread)
    return kept(request, response, visitor)


def _kept_draft(
    request: HttpRequest, sheet: Sheet, answers: Mapping[str, str], address: str
) -> tuple[UUID, Visitor]:
    zone = known_zone(answers.get("timezone", "")) or sheet.profile.timezone
    admit_session(sheet.visitor)
    visitor = known_visitor(request, sheet.brand, timezone=zone)
    assert visitor.actor is not None, "whoever saves is a visitor at least"
    if address:
        keep_contact(actor=visitor.actor, contact=Contact(address=address, timezone=zone))
    draft = Draft(
        thread=UUID(sheet.thread),
        topic="" if sheet.topic is None else sheet.topic.code,
        answers=answers,
        is_formal=sheet.is_formal,
    )
    return keep_form_draft(actor=visitor.actor, draft=draft), visitor


def _taken(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """Take the form in, or ask once and all together for what is wrong or would help."""
    uploaded = uploaded_of(request.POST.getlist("uploaded"))
    form = CaseForm(request.POST, request.FILES, asked=sheet.asked(uploaded))
    if not form.is_valid() or _is_known_no_more(request, form):
        return _page(request, sheet, form, {"uploaded": uploaded}, status=422)
    if "confirmed" not in request.POST and (missing := form.missing()):
        told = {"missing": missing, "uploaded": uploaded, **_completeness(form, missing)}
        return _page(request, sheet, form, told, status=422)
    try:
        sheet, admitted = _sent(request, sheet, form, uploaded)
    except ChallengeAsked as asked:
        form.add_error(None, str(asked))
        puzzle = {"challenge": asked.challenge, "uploaded": uploaded}
        return _page(request, sheet, form, puzzle, status=429)
    except REFUSALS as refused:
        form.add_error("evidence" if refused.code in AT_FILES else None, str(refused))
        return _page(request, sheet, form, {"uploaded": uploaded}, status=status_of(refused))
    response = received(redirect("portal:sent", sheet.brand.slug, admitted.case), sheet.thread)
    return kept(request, response, sheet.visitor)


def _is_known_no_more(request: HttpRequest, form: CaseForm) -> bool:
    """Whether the sign-in has ended for which the form asked for no address: now it does."""
    if "known" not in request.POST or "address" not in form.fields:
        return False
    told = _("You are not signed in any more. Say here where we answer, or sign in first.")
    form.add_error("address", told)
    return True


def _sheet(request: HttpRequest, brand: str, code: str, *, is_formal: bool) -> Sheet:
    found = brand_by_slug(brand)
    profile = profile_of(found)
    code = code or request.POST.get("topic", "") or request.GET.get("topic", "")
    topic = profile.topic(code)
    if topic is None and not (is_formal and not code):
        raise Http404
    visitor = visitor_of(request, found)
    return Sheet(
        brand=found,
        profile=profile,
        topic=topic,
        visitor=visitor,
        is_formal=is_formal,
        reason=code,
        thread=_thread(request.POST.get("thread", "")),
        known_address=_known_address(visitor),
        about=(request.POST.get("about") or request.GET.get("about", ""))[:400],
        case=_own_number(visitor, request.POST.get("case") or request.GET.get("case", "")),
    )


def _own_number(visitor: Visitor, number: str) -> str:
    """The number of a case of theirs; empty for any other."""
    if visitor.actor is None or not number:
        return ""
    try:
        with reading(visitor.actor):
            return own_case_to_read(visitor.actor, number).number
    except NotFound:
        return ""


def _sent(
    request: HttpRequest, sheet: Sheet, form: CaseForm, uploaded: tuple[str, ...]
) -> tuple[Sheet, Admitted]:
    """Send it: who it is, what they may send, the files, and then all of it at once."""
    clean = form.cleaned_data
    admit_session(sheet.visitor)
    visitor = known_visitor(request, sheet.brand, timezone=clean["timezone"])
    sheet = replace(sheet, visitor=visitor)
    actor = visitor.actor
    assert actor is not None, "whoever sends is a visitor at least"
    admit_conversation(visitor, request.POST.get("proof", ""))
    keep_contact(
        actor=actor,
        contact=Contact(
            address=clean.get("address", ""),
            language=clean.get("language", ""),
            timezone=clean["timezone"],
        ),
    )
    came = arrived(actor, clean.get("evidence") or [])
    files = (f"{each.name} {each.size}" for each in clean.get("evidence") or [])
    name = name_of_sent(f"form-{sheet.thread}", unsent(request), *uploaded, *files)
    admitted = admit(actor=actor, inbound=_inbound(sheet, name, clean, (uploaded, came)))
    forget_form_draft(actor=actor, thread=UUID(sheet.thread))
    _go_private(sheet, actor, admitted)
    return sheet, admitted


def _inbound(
    sheet: Sheet,
    name: str,
    clean: Mapping[str, Any],
    files: tuple[tuple[str, ...], tuple[str, ...]],
) -> Inbound:
    """The case, with files that are uploaded and checked, and with those that came along."""
    uploaded, came = files
    asked, topic = sheet.asked(uploaded), "" if sheet.topic is None else sheet.topic.code
    text = text_of(asked, clean, today=now())
    if sheet.case:
        text += "\n\n" + _("About your case %(case)s") % {"case": sheet.case}
    return Inbound(
        channel=FORM,
        external_id=sheet.thread,
        client_token=name,
        text=text,
        subject=subject_of(asked, clean, today=now()),
        files=uploaded,
        arriving=came,
        impact=clean.get("impact") or "",
        reason=clean.get("reason") or topic,
        language=clean.get("language") or sheet.profile.languages[0],
        timezone=clean["timezone"],
        surface="web",
        network=sheet.visitor.network,
        about=about_of(asked, clean),
        own_case=sheet.is_formal,
    )


def _go_private(sheet: Sheet, actor: Actor, admitted: Admitted) -> None:
    """Say where somebody came from who followed the link of something that they said in public."""
    if not sheet.about:
        return
    try:
        with reading(Actor.system(sheet.brand.pk)):
            public = conversation_of_link(sheet.brand.pk, sheet.about)
        go_private(actor=actor, number=admitted.case, conversation_id=public.pk)
    except NotFound:
        return


def _page(
    request: HttpRequest,
    sheet: Sheet,
    form: CaseForm,
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    get_token(request)
    labels = {each["code"]: each for each in topic_labels(sheet.profile)}
    context = {
        "form": form,
        "thread": sheet.thread,
        "about": sheet.about,
        "case": sheet.case,
        "confirmed": "confirmed" in request.POST,
        "topic": None if sheet.topic is None else labels[sheet.topic.code],
        "topics": list(labels.values()),
        "is_formal": sheet.is_formal,
        "policies": policies_shown(sheet.profile, sheet.reason, get_language() or "en"),
        "known_address": covered(sheet.known_address) if sheet.known_address else "",
        "widget_base": f"/widget/{assets.version()}/",
        "files_again": bool(request.FILES),
        **(more or {}),
    }
    return page(request, "portal/case_form.html", sheet.visitor, context, status=status)


def _completeness(form: CaseForm, missing: list[Any]) -> dict[str, int]:
    """How much of what helps is there, in parts of a hundred."""
    helpful = 2 + sum(
        name not in ("reason", "evidence", "shows", "address", "language", "timezone")
        for name in form.fields
    )
    return {"complete": max(0, round(100 * (helpful - len(missing)) / helpful))}


def _initial(sheet: Sheet) -> dict[str, str]:
    claims = sheet.visitor.claims
    reader = (get_language() or "en").lower()
    spoken = {tag.lower(): tag for tag in sheet.profile.languages}
    return {
        "reason": sheet.reason,
        "timezone": (claims.timezone if claims else "") or sheet.profile.timezone,
        "language": spoken.get(reader, sheet.profile.languages[0]),
    }


def _known_address(visitor: Visitor) -> str:
    actor = visitor.actor
    if actor is None or not actor.assurance:
        return ""
    with reading(actor):
        return proved_address_of(customer_who(actor))


def _thread(text: str) -> str:
    """The form's own name for itself, so that sending it twice makes one case."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())
