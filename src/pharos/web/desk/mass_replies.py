"""One text for many: written by language, looked at for three of them, then sent by the worker."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from pharos.brands.queries import profile_of
from pharos.cases.queries import conversation_to_answer_on
from pharos.incidents.access import incident_to_read, incident_to_write_about
from pharos.incidents.actions.begin_mass_reply import MassDraft, begin_mass_reply
from pharos.incidents.actions.send_mass_reply import stop_mass_reply
from pharos.incidents.affected import Affected, affected_by, chosen_among
from pharos.incidents.models import Incident
from pharos.incidents.queries import progress_of
from pharos.incidents.texts import BLANKS, checked_texts, languages_without, written_for
from pharos.kernel.errors import Conflict, Forbidden, Invalid
from pharos.kernel.scope import reading
from pharos.knowledge.queries import saved_replies_of
from pharos.people.actor import Actor
from pharos.web.desk.tickets import customer_name
from pharos.web.http import StaffRequest, answer, signed_in
from pharos.web.lines import plain_lines

LOOKED_AT: Final = 3
MOST: Final = 500
LONGEST_TOKEN: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The message as one of them would get it."""

    number: str
    customer: str
    language: str
    body: str


@require_POST
@signed_in
def write(request: StaffRequest, pk: int) -> HttpResponse:
    """Write, look, send: each step shows the form again with what was typed, until it is sent."""
    actor = _supervising(request)
    typed, step = request.POST, request.POST.get("step", "")
    numbers = tuple(dict.fromkeys(typed.getlist("numbers")))
    whom = None if "all" in typed else numbers[:MOST]
    with reading(actor):
        incident = incident_to_write_about(actor, pk)
        chosen = chosen_among(affected_by(actor, incident), whom)
        texts = _texts(incident, typed)
        if step == "saved":
            texts = _from_saved(incident, typed.get("saved", ""), texts)
        context = _context(incident, chosen, texts, typed) | {"numbers": numbers, "whom": whom}
        problem, looks = "", list[Look]()
        if step in ("look", "send"):
            problem, looks = _looked(actor, incident, chosen, texts)
    if step == "send" and not problem:
        if typed.get("looked") == _digest(texts):
            return _sent(request, pk, actor, texts, whom)
        problem = gettext("The text has changed since you looked. Look again, then send.")
    context |= {"looks": looks, "problem": problem, "looked": _digest(texts)}
    return render(request, "desk/mass_reply.html", context, status=422 if problem else 200)


@require_safe
@signed_in
def index(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the mass replies about an incident have got: the page asks while one is under way."""
    actor = request.user.actor()
    with reading(actor):
        incident = incident_to_read(actor, pk)
        progress = progress_of(incident)
    context = {
        "incident": incident,
        "progress": progress,
        "is_under_way": any(each.mass_reply.is_under_way for each in progress),
        "may_steer": actor.may_assign_others,
        "title": incident.title,
        "fragment": "desk/_mass_replies.html",
    }
    return answer(
        request, page="desk/plain.html", fragment="desk/_mass_replies.html", context=context
    )


@require_POST
@signed_in
def stop(request: StaffRequest, pk: int, reply: int) -> HttpResponse:
    """Write to nobody else."""
    stop_mass_reply(actor=_supervising(request), mass_reply_id=reply)
    return redirect("desk:incident", pk)


def _sent(
    request: StaffRequest,
    pk: int,
    actor: Actor,
    texts: Mapping[str, str],
    whom: tuple[str, ...] | None,
) -> HttpResponse:
    token = request.POST.get("client_token", "")[:LONGEST_TOKEN] or str(uuid4())
    draft = MassDraft(texts=texts, client_token=token, numbers=whom)
    begin_mass_reply(actor=actor, incident_id=pk, draft=draft)
    return redirect("desk:incident", pk)


def _looked(
    actor: Actor, incident: Incident, chosen: list[Affected], texts: Mapping[str, str]
) -> tuple[str, list[Look]]:
    """Return what is wrong with it, or the message for three, of different languages if so."""
    if not chosen:
        return gettext("Choose at least one customer."), []
    try:
        kept = checked_texts(incident, texts)
    except (Conflict, Invalid) as refusal:
        return str(refusal), []
    return "", [_look(actor, incident, each, kept) for each in _different(chosen)]


def _different(chosen: list[Affected]) -> list[Affected]:
    by_language = {each.case.language: each for each in reversed(chosen)}
    first = list(by_language.values())
    others = [each for each in chosen if each not in first]
    return [*first, *others][:LOOKED_AT]


def _look(actor: Actor, incident: Incident, each: Affected, texts: Mapping[str, str]) -> Look:
    body = written_for(
        texts,
        each.case,
        incident,
        sender_name=actor.name,
        conversation_id=conversation_to_answer_on(each.case).pk,
    )
    return Look(
        number=each.case.number,
        customer=customer_name(each.case),
        language=each.case.language,
        body=body,
    )


def _context(
    incident: Incident,
    chosen: list[Affected],
    texts: Mapping[str, str],
    typed: Mapping[str, str],
) -> dict[str, Any]:
    written = {tag: text for tag, text in texts.items() if text.strip()}
    missing = languages_without(written, [each.case for each in chosen]) if written else {}
    return {
        "incident": incident,
        "count": len(chosen),
        "texts": texts,
        "missing": missing,
        "saved": list(saved_replies_of(incident.brand_id, None)),
        "blanks": BLANKS.items(),
        "client_token": typed.get("client_token", "")[:LONGEST_TOKEN] or str(uuid4()),
    }


def _texts(incident: Incident, typed: Mapping[str, str]) -> dict[str, str]:
    languages = profile_of(incident.brand).languages
    return {tag: plain_lines(typed.get(f"text.{tag}", "")) for tag in languages}


def _from_saved(incident: Incident, asked: str, texts: dict[str, str]) -> dict[str, str]:
    """Begin with the words of a saved reply; languages that it lacks keep what was typed."""
    found = {str(each.pk): each for each in saved_replies_of(incident.brand_id, None)}
    saved = found.get(asked)
    return texts if saved is None else {tag: saved.texts.get(tag, texts[tag]) for tag in texts}


def _digest(texts: Mapping[str, str]) -> str:
    told = json.dumps(dict(texts), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _supervising(request: StaffRequest) -> Actor:
    actor = request.user.actor()
    if not actor.may_assign_others:
        raise Forbidden(gettext("Only supervisors write to many at once."), code="supervisors_only")
    return actor
