"""A finding's words for the customer, ready for the reply that somebody writes. Nothing is sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.cases.access import case_to_read
from pharos.cases.listing.queries import around
from pharos.cases.models import Case
from pharos.cases.queries import conversation_to_answer_on
from pharos.diagnosis.queries import stored_finding
from pharos.kernel.errors import Forbidden, NotFound
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.people.masking import masked
from pharos.web.desk.cases import open_case
from pharos.web.desk.findings import sentences_of
from pharos.web.desk.forms import ComposerForm
from pharos.web.http import StaffRequest, answer, signed_in, wants_fragment


@require_safe
@signed_in
def words(request: StaffRequest, number: str, seq: int, index: int) -> HttpResponse:
    """The finding in the customer's language, as saved replies are; without script in the reply."""
    actor = request.user.actor()
    with reading(actor):
        case = case_to_read(actor, number)
        if not actor.may_reply:
            raise Forbidden(_("You can read this case but not change it."), code="read_only")
        text = _words(actor, case, seq, index)
        draft = around(actor, case).mark.reply_draft
    context: dict[str, Any] = {"words": text, "language": case.language}
    if not wants_fragment(request):
        context |= _composed(request, actor, number, "\n".join(filter(None, (draft, text))))
    return answer(
        request, page="desk/desk.html", fragment="desk/_finding_words.html", context=context
    )


def _words(actor: Actor, case: Case, seq: int, index: int) -> str:
    stored = stored_finding(case, seq, index)
    zone = conversation_to_answer_on(case).timezone
    said = sentences_of(case, stored, language=case.language, timezone=zone) if stored else []
    if not said:
        raise NotFound(_("There is no such finding."))
    text = "\n".join(said)
    return text if actor.sees_unmasked else masked(text)


def _composed(request: StaffRequest, actor: Actor, number: str, body: str) -> dict[str, Any]:
    """The case with these words in its composer."""
    context = open_case(request, actor, number)
    form = ComposerForm.fresh(context["last_seq"])
    form.initial["body"] = body
    return context | {"form": form}
