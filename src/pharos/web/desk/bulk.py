"""One step for many cases, each by its own action, and the way back for fifteen seconds.

What was done is handed to the browser as a signed list: for each case the step back, and how far
its ledger had got. Whoever takes it back is refused where the case has moved on since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from pharos.cases.actions.assign import assign_case, release_case
from pharos.cases.actions.snooze import snooze_case, wake_case
from pharos.cases.actions.spam import mark_spam, unmark_spam
from pharos.cases.actions.tags import change_tags
from pharos.cases.actions.transfer import transfer_case
from pharos.cases.listing.queries import choices_for, standing_of
from pharos.kernel.errors import Conflict, DomainError, Invalid
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.web.http import StaffRequest, answer, signed_in

MOST = 100
SECONDS = 15
GRACE_SECONDS = 5  # for the way to the server
SALT = "pharos.desk.bulk"
SNOOZES = [("1", _("1 hour")), ("4", _("4 hours")), ("24", _("1 day")), ("72", _("3 days"))]

Standing = dict[str, Any]
Undo = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    number: str
    sentence: str


def _tag(actor: Actor, number: str, value: int, before: Standing) -> Undo:
    change_tags(actor=actor, number=number, add=[value])
    return {} if value in before["tags"] else {"untag": value}


def _assign(actor: Actor, number: str, value: int, before: Standing) -> Undo:
    assign_case(actor=actor, number=number, to=value)
    return {} if value == before["assignee"] else {"assignee": before["assignee"]}


def _transfer(actor: Actor, number: str, value: int, before: Standing) -> Undo:
    transfer_case(actor=actor, number=number, team=value, why=str(_("Handed over with others.")))
    return {"team": before["team"]}


def _snooze(actor: Actor, number: str, value: int, _before: Standing) -> Undo:
    snooze_case(actor=actor, number=number, until=now() + timedelta(hours=value))
    return {"wake": True}


def _spam(actor: Actor, number: str, _value: int, _before: Standing) -> Undo:
    mark_spam(actor=actor, number=number)
    return {"unspam": True}


STEPS: dict[str, Callable[[Actor, str, int, Standing], Undo]] = {
    "tag": _tag,
    "assign": _assign,
    "transfer": _transfer,
    "snooze": _snooze,
    "spam": _spam,
}
DONE: dict[str, Promise] = {
    "tag": _("Tagged: %(count)s"),
    "assign": _("Assigned: %(count)s"),
    "transfer": _("Transferred: %(count)s"),
    "snooze": _("Snoozed: %(count)s"),
    "spam": _("Marked as spam: %(count)s"),
    "undo": _("Taken back: %(count)s"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: StaffRequest) -> HttpResponse:
    """Ask what to do with the cases that were chosen, or do it."""
    actor = request.user.actor()
    if request.method == "POST":
        return _done(request, actor)
    with reading(actor):
        known = choices_for(actor)
    context = {
        "title": _("Many cases at once"),
        "fragment": "desk/_bulk.html",
        "numbers": request.GET.getlist("numbers")[:MOST],
        "tags": known["tags"],
        "people": known["people"],
        "teams": known["teams"],
        "snoozes": SNOOZES,
    }
    return answer(request, page="desk/plain.html", fragment="desk/_bulk.html", context=context)


@require_POST
@signed_in
def undo(request: StaffRequest) -> HttpResponse:
    """Take back what was done, where nothing has happened since."""
    actor = request.user.actor()
    try:
        kept = signing.loads(
            request.POST.get("token", ""), salt=SALT, max_age=SECONDS + GRACE_SECONDS
        )
    except signing.BadSignature as late:
        raise Conflict(_("It is too late to take this back."), code="undo_late") from late
    if kept["staff"] != actor.id:
        raise Conflict(_("It is too late to take this back."), code="undo_late")
    refused, count = [], 0
    with reading(actor):
        standing = standing_of(actor, [step["number"] for step in kept["steps"]])
    for step in kept["steps"]:
        try:
            if standing.get(step["number"], {}).get("seq") != step["seq"]:
                raise Conflict(_("It has moved on since."), code="moved_on")
            _take_back(actor, step["number"], step["undo"])
            count += 1
        except DomainError as refusal:
            refused.append(Refusal(number=step["number"], sentence=str(refusal)))
    return _said(request, "undo", count, refused)


def _done(request: StaffRequest, actor: Actor) -> HttpResponse:
    step = request.POST.get("step", "")
    numbers = list(dict.fromkeys(request.POST.getlist("numbers")))
    value = request.POST.get(step, "0")
    if step not in STEPS or not (value.isascii() and value.isdigit()):
        raise Invalid(_("Choose what to do."), code="step_unknown")
    if not 0 < len(numbers) <= MOST:
        raise Invalid(_("Choose between one case and a hundred."), code="too_many")
    with reading(actor):
        before = standing_of(actor, numbers)
    refused, undoing = [], {}
    for number in numbers:
        try:
            blank: Standing = {"tags": [], "assignee": None, "team": None}
            undoing[number] = STEPS[step](actor, number, int(value), before.get(number, blank))
        except DomainError as refusal:
            refused.append(Refusal(number=number, sentence=str(refusal)))
    with reading(actor):
        after = standing_of(actor, list(undoing))
    back = [
        {"number": number, "undo": way, "seq": after[number]["seq"]}
        for number, way in undoing.items()
        if way
    ]
    token = signing.dumps({"staff": actor.id, "steps": back}, salt=SALT) if back else ""
    return _said(request, step, len(undoing), refused, token)


def _take_back(actor: Actor, number: str, way: Undo) -> None:
    if "untag" in way:
        change_tags(actor=actor, number=number, remove=[way["untag"]])
    elif "team" in way:
        why = str(_("Taken back."))
        transfer_case(actor=actor, number=number, team=way["team"], why=why)
    elif "wake" in way:
        wake_case(actor=actor, number=number)
    elif "unspam" in way:
        unmark_spam(actor=actor, number=number)
    elif way["assignee"] is None:
        release_case(actor=actor, number=number)
    else:
        assign_case(actor=actor, number=number, to=way["assignee"])


def _said(
    request: StaffRequest, step: str, count: int, refused: list[Refusal], token: str = ""
) -> HttpResponse:
    context = {
        "title": _("Many cases at once"),
        "fragment": "desk/_bulk_said.html",
        "sentence": DONE[step] % {"count": count},
        "refused": refused,
        "token": token,
    }
    response = answer(
        request, page="desk/plain.html", fragment="desk/_bulk_said.html", context=context
    )
    response["HX-Trigger"] = "live:queue.moved, live:resync"
    return response
