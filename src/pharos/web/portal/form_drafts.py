"""Going on with a form later: from My cases, on whichever device."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pharos.brands.models import Brand
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.brands.spoken import in_language
from pharos.files.access import uuid_or_none
from pharos.kernel.scope import reading
from pharos.people.tokens.errors import SignInAgain
from pharos.reception.form_drafts import (
    KeptDraft,
    absent,
    draft_to_continue,
    drafts_of,
    forget_form_draft,
)
from pharos.web.lines import plain_lines
from pharos.web.portal.pages import only_posted
from pharos.web.portal.visitor import Visitor, visitor_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One draft in the list."""

    thread: UUID
    title: str
    topic: str
    address: str
    kept_at: datetime
    expires_at: datetime


def draft_lines(visitor: Visitor) -> list[DraftLine]:
    """Return what this visitor goes on with later; nothing for somebody who is not known."""
    if visitor.actor is None:
        return []
    with reading(visitor.actor):
        found = drafts_of(visitor.actor)
    return [_line(visitor.brand, draft) for draft in found]


def asked_draft(request: HttpRequest, visitor: Visitor) -> KeptDraft | None:
    """Return the draft that the address names, None if it names none.

    Refused: `sign_in_again` where signing in may show that it is theirs, else `not_found`.
    """
    if "draft" not in request.GET:
        return None
    public_id = uuid_or_none(request.GET["draft"])
    if public_id is None:
        raise absent()
    if visitor.actor is None:
        raise SignInAgain
    with reading(visitor.actor):
        return draft_to_continue(visitor.actor, public_id)


@only_posted("portal:my_cases")
def throw_away(request: HttpRequest, brand: str, thread: UUID) -> HttpResponse:
    """Destroy a draft. One that is not theirs, or gone already, changes nothing."""
    visitor = visitor_of(request, brand_by_slug(brand))
    if visitor.actor is not None:
        forget_form_draft(actor=visitor.actor, thread=thread)
    return redirect("portal:my_cases", brand)


def draft_path(brand: Brand, topic: str, public_id: UUID, *, is_formal: bool) -> str:
    """Where its form is."""
    formal = "complaint_about" if topic else "complaint"
    found = formal if is_formal else "case_form"
    place = reverse(f"portal:{found}", args=[brand.slug, *([topic] if topic else [])])
    return f"{place}?draft={public_id}"


def answers_of(request: HttpRequest, names: Iterable[str], *, longest: int) -> dict[str, str]:
    """Return what was written in these fields so far, right or wrong."""
    typed = {name: plain_lines(request.POST.get(name, "")).strip() for name in names}
    return {name: text[:longest] for name, text in typed.items() if text}


def _line(brand: Brand, draft: KeptDraft) -> DraftLine:
    topic = profile_of(brand).topic(draft.topic)
    label = in_language(topic.labels, get_language() or "en") if topic else _("Something else")
    is_there = topic is not None or draft.is_formal
    code = topic.code if topic else ""
    return DraftLine(
        thread=draft.thread,
        title=draft.answers.get("summary") or label,
        topic=label,
        address=draft_path(brand, code, draft.public_id, is_formal=draft.is_formal)
        if is_there
        else "",
        kept_at=draft.kept_at,
        expires_at=draft.expires_at,
    )
