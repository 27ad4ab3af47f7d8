"""The widget's first screen: are people here, and what is it about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, override

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.brands.spoken import in_language
from pharos.channels.widget.customer_entry import instant
from pharos.clocks.people_here import now_for_people
from pharos.diagnosis.composing import rules
from pharos.diagnosis.public_status import Status, status_of
from pharos.diagnosis.status_words import StatusLine, as_of, headline, lines_of
from pharos.diagnosis.words import language_code
from pharos.exchange.connections import connection_of
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor

# More than this many at once nobody reads in so small a place: the page has them all.
LINES: Final = 6
# What a topic is about that looks for signs of a stranger first.
COMPROMISED = ("D33",)


def home_of(brand: Brand, language: str) -> dict[str, Any]:
    """Return the brand's name, languages, topics and whether people answer now."""
    profile = profile_of(brand)
    here = now_for_people(profile, now())
    with reading(Actor.system(brand.pk)):
        connection, status = connection_of(brand.pk), status_of(brand.pk)
    looks = connection is not None
    can_lock = connection is not None and "SELF_LOCK" in connection.job_kinds
    return {
        "brand": brand.slug,
        "name": profile.appearance.logo or brand.name,
        "accent": profile.appearance.accent,
        "hello": _greeting(profile.appearance.greetings, language),
        "languages": list(profile.languages),
        "people": {
            "here": here.here,
            "until": None if here.until is None else instant(here.until),
            "back_at": None if here.back_at is None else instant(here.back_at),
        },
        "topics": [
            {
                "code": topic.code,
                "label": in_language(topic.labels, language),
                "icon": topic.icon,
                "assurance": topic.assurance,
                # Whether what is named in a message is looked up by itself.
                "looks": looks and bool(rules().order(topic.code)),
                # Whether their account can be locked before anything is asked.
                "locks": can_lock and tuple(rules().order(topic.code))[:1] == COMPROMISED,
            }
            for topic in profile.topics
        ],
        "notice": _notice(profile.notice, language),
        # Whether a hash or an order is looked up also where no topic was chosen.
        "looks": looks,
        "status": None if status is None else _status(brand, status, language),
    }


def _status(brand: Brand, status: Status, language: str) -> dict[str, Any]:
    """What is open, in the reader's language; the browser writes the times."""
    with override(language_code(language)):
        return {
            "state": status.state.lower(),
            "text": headline(status),
            "lines": [_line(line) for line in lines_of(status)[:LINES]],
            "as_of": None if status.as_of is None else instant(status.as_of),
            "as_of_text": as_of(status).text,
            "more": gettext("All networks, and what it takes to use them"),
            "url": f"/{brand.slug}/status/",
        }


def _line(line: StatusLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "at": None if line.at is None else instant(line.at),
        "after": line.after,
        "after_at": None if line.after_at is None else instant(line.after_at),
    }


def _greeting(words: Mapping[str, str], language: str) -> str:
    return in_language(words, language) if words else ""


def _notice(words: Mapping[str, str], language: str) -> dict[str, str] | None:
    return {"text": in_language(words, language)} if words else None
