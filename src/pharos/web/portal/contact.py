"""Every way to a brand's people: state, hours, how long answers take, and which to choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.brands.profile import Profile
from pharos.brands.queries import brand_by_slug, profile_of
from pharos.brands.spoken import in_language
from pharos.channels.accounts import accounts_of
from pharos.channels.present import present_channels, true_profile
from pharos.clocks.people_here import People, now_for_people
from pharos.insight.models import AnswerTime
from pharos.insight.queries import answer_times_of
from pharos.insight.recommending import Wish, recommendation, times_on
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.web.portal.channel_words import (
    WHY,
    absent_words,
    advised,
    shown_channels,
    with_form,
)
from pharos.web.portal.pages import page
from pharos.web.portal.status import shown_status
from pharos.web.portal.visitor import visitor_of
from pharos.web.unsent import unsent

URGENCIES: Mapping[str, str | Promise] = {
    "urgent": _("It cannot wait"),
    "calm": _("It can wait"),
}
COMPLEXITIES: Mapping[str, str | Promise] = {
    "simple": _("A short question"),
    "documented": _("It needs documents or a longer explanation"),
}


@require_safe
def show(request: HttpRequest, brand: str) -> HttpResponse:
    """All channels, and for what somebody says of their problem the best one, with its reason."""
    found = brand_by_slug(brand)
    profile, at = profile_of(found), now()
    people = now_for_people(profile, at)
    with reading(Actor.system(found.pk)):
        measured = answer_times_of(found.pk)
        present = with_form(present_channels(profile, accounts_of(found.pk)), profile)
    # Whatever is said from here on, is said of the channels as they are.
    profile = true_profile(profile, present)
    kinds = [channel.kind for channel in profile.channels]
    times = {kind: times_on(profile, kind, measured, at) for kind in kinds}
    context = {
        "channels": list(shown_channels(found, profile, present, times)),
        "absent": absent_words(present),
        "people": people,
        "hours_are_stated": profile.hours.are_stated,
        "is_suspended": profile.suspended,
        "topics": topic_labels(profile),
        "urgencies": URGENCIES,
        "complexities": COMPLEXITIES,
        "status": shown_status(found),
        **_advice(request, profile, people, measured),
    }
    return page(request, "portal/contact.html", visitor_of(request, found), context, is_found=True)


@require_safe
def topics(request: HttpRequest, brand: str) -> HttpResponse:
    """Choose what it is about."""
    found = brand_by_slug(brand)
    context = {"topics": topic_labels(profile_of(found)), "about": request.GET.get("about", "")}
    visitor = visitor_of(request, found)
    return page(request, "portal/topics.html", visitor, context, is_found=True)


def topic_gone(request: HttpRequest, brand: str) -> HttpResponse:
    """The topic went while its form was open: let them choose anew, and give back their words."""
    found = brand_by_slug(brand)
    context = {
        "topics": topic_labels(profile_of(found)),
        "about": request.POST.get("about", ""),
        "refusal": _("This topic is there no more, so nothing was sent. Choose the nearest one."),
        "unsent": unsent(request),
    }
    return page(request, "portal/topics.html", visitor_of(request, found), context, status=422)


def topic_labels(profile: Profile) -> list[dict[str, str]]:
    """The brand's topics in the reader's language."""
    language = get_language() or "en"
    return [
        {"code": topic.code, "icon": topic.icon, "label": in_language(topic.labels, language)}
        for topic in profile.topics
    ]


def _advice(
    request: HttpRequest, profile: Profile, people: People, measured: Mapping[str, AnswerTime]
) -> dict[str, Any]:
    asked = request.GET
    wish = Wish(
        reason=asked.get("reason", "") if profile.topic(asked.get("reason", "")) else "",
        urgency=asked.get("urgency", "") if asked.get("urgency") in URGENCIES else "",
        complexity=asked.get("complexity", "") if asked.get("complexity") in COMPLEXITIES else "",
    )
    if not (wish.reason or wish.urgency or wish.complexity):
        return {"wish": wish, "advice": None}
    told = recommendation(profile, wish, people, measured, now())
    brand = brand_by_slug(profile.slug)
    return {
        "wish": wish,
        "advice": advised(brand, profile, told, reason=wish.reason),
        "why": WHY[told.why],
    }
