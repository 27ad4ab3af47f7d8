"""From the answers of a form to the words of its case: always in one order, nothing left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pharos.brands.offer import Question
from pharos.brands.spoken import in_language
from pharos.cases.words import screened
from pharos.web.portal.case_form import IMPACTS, Asked
from pharos.web.unsent import PREFIX

# How questions end: before a colon that is one too many.
ASKING: Final = "?:\N{FULLWIDTH QUESTION MARK}\N{FULLWIDTH COLON}"
# Kinds of answers that machines read too. What is free text stands among the words alone.
READ_BY_MACHINES: Final = ("number", "choice", "txid", "order", "address", "date")


def text_of(asked: Asked, clean: Mapping[str, Any], *, today: datetime) -> str:
    """Return what the case says, its subject first; that of a complaint is generated."""
    told = [_("%(label)s: %(answer)s") % pair for pair in _answers(asked, clean)]
    summary = " ".join(str(clean["summary"]).split())
    first = dict.fromkeys([subject_of(asked, clean, today=today), summary])
    return "\n\n".join(["\n".join(first), *_parts(clean), *(["\n".join(told)] if told else [])])


def subject_of(asked: Asked, clean: Mapping[str, Any], *, today: datetime) -> str:
    """What the case is called: as its customer says, a complaint by its day and its topic."""
    if not asked.is_formal:
        return " ".join(str(clean["summary"]).split())
    topic = asked.topic
    about = _("Something else")
    if topic is not None:
        about = in_language(topic.labels, get_language() or "en")
    day = today.astimezone(ZoneInfo(asked.profile.timezone)).date().isoformat()
    return _("Formal complaint of %(day)s: %(about)s") % {"day": day, "about": about}


def about_of(asked: Asked, clean: Mapping[str, Any]) -> Callable[[str], Mapping[str, Any]]:
    """Return what the entry says besides its words. No secret gets in by an answer either."""
    fields: dict[str, str] = {}
    for question in asked.questions:
        value = clean.get(PREFIX + question.key)
        if question.kind in READ_BY_MACHINES and value not in (None, ""):
            found = screened(_plain(value))
            if not found.removed:
                fields[question.key] = found.text
    told: dict[str, Any] = {"fields": fields} if fields else {}
    if clean.get("impact"):
        told["impact"] = clean["impact"]
    if clean.get("when"):
        told["when"] = _instant(clean).isoformat()
    if clean.get("shows") in fields and (clean.get("evidence") or asked.uploaded):
        # Which of the fields names what the files of this message show.
        told["shows"] = clean["shows"]
    if asked.is_formal:
        told["formal"] = True
    return lambda _text: {"form": told} if told else {}


def _parts(clean: Mapping[str, Any]) -> Iterator[str]:
    for name, heading in (
        ("did", _("What I did")),
        ("happened", _("What happened")),
        ("expected", _("What I expected")),
    ):
        if text := str(clean.get(name) or "").strip():
            yield f"{heading}:\n{text}"


def _answers(asked: Asked, clean: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if clean.get("when"):
        at = _instant(clean)
        zone = str(clean["timezone"])
        yield {"label": _("When"), "answer": f"{at:%Y-%m-%d %H:%M} ({zone})"}
    if clean.get("impact"):
        yield {"label": _("What it means for me"), "answer": str(IMPACTS[clean["impact"]])}
    if amount := str(clean.get("amount") or "").strip():
        yield {"label": _("Amount"), "answer": amount}
    for question in asked.questions:
        value = clean.get(PREFIX + question.key)
        if value not in (None, ""):
            yield {"label": _label(question), "answer": _plain(value).strip()}


def _label(question: Question) -> str:
    return in_language(question.labels, get_language() or "en").rstrip(ASKING)


def _instant(clean: Mapping[str, Any]) -> datetime:
    """The time that was written, by the clock that was named."""
    at: datetime = clean["when"]
    zone = ZoneInfo(str(clean["timezone"]))
    return timezone.make_naive(at, ZoneInfo("UTC")).replace(tzinfo=zone)


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
