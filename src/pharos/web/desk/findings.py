"""What was found out for a case, as the desk shows it. Templates get these and never an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from pharos.cases.models import Case
from pharos.diagnosis.acting.queries import KnownJobs
from pharos.diagnosis.cards import COPIED, LABELS
from pharos.diagnosis.labels import (
    EVENTS,
    EVIDENCE,
    FINE,
    STEPS,
    WHO,
    WHYS,
    diagnoser_label,
    plain,
    questions_label,
    source_label,
)
from pharos.diagnosis.queries import Awaited, KnownFacts, KnownFinding
from pharos.diagnosis.stored import figure_of, said_of
from pharos.diagnosis.words import language_code, shown, worded
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.masking import masked
from pharos.web.desk.jobs_shown import Ask, asks_of

# How sure we are: an icon, a word and the look of a badge, never a colour alone.
CERTAINTY: Final[dict[str, tuple[str, str | Promise, str]]] = {
    "CERTAIN": ("check", _("Certain"), "badge--sure"),
    "LIKELY": ("question", _("Likely"), "badge--plain"),
    "UNKNOWN": ("alert", _("Unknown"), "badge--plain"),
}
# Two figures that are told as one.
BAR: Final = ("confirmations", "required")
ORDER: Final = ("CERTAIN", "LIKELY", "UNKNOWN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One piece of evidence; `copy` is the whole value of what is shown shortened."""

    label: str
    value: str
    copy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who told it, when it was true, and whether that is too long ago to rely on."""

    name: str
    at: datetime
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding as a card."""

    seq: int
    index: int
    title: str
    icon: str
    certainty: str | Promise
    look: str
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    expected_at: datetime | None
    origins: tuple[Origin, ...]
    note: str
    steps: tuple[str, ...]
    asks: tuple[Ask, ...]
    missing: tuple[str, ...]
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A source that did not tell, why, and what could not be found out for it."""

    source: str
    why: str | Promise
    titles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What is awaited: of which diagnoser, by when at the latest, and what would end it sooner."""

    title: str
    due_at: datetime
    sooner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The section of the facts: cards, what is fine, what nobody could tell, what is awaited."""

    at: datetime | None
    is_under_way: bool
    may_look: bool
    cards: tuple[Card, ...]
    fine: str
    not_proved: str
    gaps: tuple[Gap, ...]
    waits: tuple[Wait, ...]


def found_shown(actor: Actor, case: Case, known: KnownFacts, jobs: KnownJobs) -> Found | None:
    """The section as this reader sees it; None where the brand has no exchange to ask."""
    if not (known.is_connected or known.findings):
        return None
    cards, rest = _sorted(known.findings)
    return Found(
        at=max((_run_at(one.stored) for one in known.findings), default=None),
        is_under_way=known.is_under_way,
        may_look=known.is_connected and actor.may_reply and not case.is_settled,
        cards=tuple(card_shown(actor, case, one, jobs) for one in cards),
        fine=", ".join(str(FINE[_outcome(one.stored)]) for one in rest if _is_fine(one.stored)),
        not_proved=_titles(one for one in rest if one.stored["outcome"] == "NOT_PROVED"),
        gaps=_gaps(one.stored for one in rest),
        waits=tuple(_wait(one) for one in known.awaited),
    )


def card_shown(actor: Actor, case: Case, known: KnownFinding, jobs: KnownJobs) -> Card:
    stored, at = known.stored, now()
    icon, certainty, look = CERTAINTY[stored["certainty"]]
    expected = stored["eta"]["value"] if stored["eta"] else None
    if expected == stored["evidence"].get("ends", {}).get("value"):
        expected = None  # a row says it
    return Card(
        seq=known.seq,
        index=known.index,
        title=diagnoser_label(stored["diagnoser"]),
        icon=icon,
        certainty=certainty,
        look=look,
        sentences=_read_by(actor, sentences_of(case, stored) or [plain(stored["outcome"])]),
        rows=tuple(_rows(actor, case, stored["evidence"])),
        expected_at=datetime.fromisoformat(expected) if expected else None,
        origins=tuple(
            Origin(name=source_label(one.name), at=one.as_of, is_stale=at > one.stale_after)
            for one in known.sources
        ),
        note=_read_by(actor, [stored["note"]])[0],
        steps=tuple(_step(one) for one in stored["steps"]),
        asks=asks_of(actor, case, jobs, stored, seq=known.seq, index=known.index),
        missing=tuple(_missing(one) for one in stored["missing"]),
        told_at=known.told_at,
    )


def sentences_of(
    case: Case, stored: Mapping[str, Any], *, language: str = "", timezone: str = ""
) -> list[str]:
    """Return the finding's sentences, in the reader's language unless another is named.

    Empty if there are none, or none that this version still has words for.
    """
    try:
        return worded(
            said_of(stored["said"]),
            language=language_code(language or get_language() or "en"),
            timezone=timezone or _zone(case),
        )
    except KeyError:
        return []


def _sorted(found: Iterable[KnownFinding]) -> tuple[list[KnownFinding], list[KnownFinding]]:
    """Apart: what deserves a card, the answer first and then by certainty; and the rest."""
    cards: list[KnownFinding] = []
    rest: list[KnownFinding] = []
    for one in found:
        is_unknown = one.stored["certainty"] == "UNKNOWN" and not one.is_answer
        is_silent = one.stored["fine"] and not one.stored["said"]
        is_rest = _is_fine(one.stored) or is_unknown or is_silent
        (rest if is_rest else cards).append(one)
    cards.sort(key=_place)
    return cards, rest


def _place(one: KnownFinding) -> tuple[bool, bool, int]:
    stored = one.stored
    return not one.is_answer, bool(stored["fine"]), ORDER.index(stored["certainty"])


def _is_fine(stored: Mapping[str, Any]) -> bool:
    return bool(stored["fine"]) and _outcome(stored) in FINE


def _outcome(stored: Mapping[str, Any]) -> tuple[str, str]:
    return stored["diagnoser"], stored["outcome"]


def _titles(found: Iterable[KnownFinding]) -> str:
    return ", ".join(diagnoser_label(one.stored["diagnoser"]) for one in found)


def _rows(actor: Actor, case: Case, evidence: Mapping[str, Any]) -> Iterable[Row]:
    language, zone = language_code(get_language() or "en"), _zone(case)
    for name in [*LABELS, *(name for name in evidence if name not in LABELS)]:
        if name in evidence and name not in BAR:
            figure = figure_of(evidence[name])
            value = shown(figure, language=language, timezone=zone)
            yield Row(
                label=_label(name),
                value=_read_by(actor, [value])[0],
                copy=str(figure.value) if name in COPIED else "",
            )
    have, need = (evidence.get(name) for name in BAR)
    if have and need:
        told = gettext("%(have)s of %(need)s") % {"have": have["value"], "need": need["value"]}
        yield Row(label=gettext("Confirmations"), value=told)


def _label(name: str) -> str:
    label = gettext(LABELS[name]) if name in LABELS else EVIDENCE.get(name)
    return str(label or plain(name).capitalize())


def _gaps(found: Iterable[Mapping[str, Any]]) -> tuple[Gap, ...]:
    """What was missing, once for each source and reason: where one is away, much is not known."""
    gaps: dict[tuple[str, str], list[str]] = {}
    for stored in found:
        for one in stored["missing"]:
            titles = gaps.setdefault((one["source"], one["why"]), [])
            titles.append(diagnoser_label(stored["diagnoser"]))
    return tuple(
        Gap(
            source=source_label(source),
            why=WHYS.get(why, plain(why)),
            titles=", ".join(dict.fromkeys(titles)),
        )
        for (source, why), titles in gaps.items()
    )


def _missing(one: Mapping[str, str]) -> str:
    """What could not be told: at what question, by whom, and why."""
    why = WHYS.get(one["why"], plain(one["why"]))
    return gettext("%(question)s, from %(source)s: %(why)s") % {
        "question": questions_label([one["question"]]),
        "source": source_label(one["source"]),
        "why": why,
    }


def _step(one: Mapping[str, Any]) -> str:
    return gettext("%(step)s (by %(who)s)") % {
        "step": STEPS.get(one["kind"], plain(one["kind"]).capitalize()),
        "who": WHO.get(one["who"], one["who"]),
    }


def _wait(one: Awaited) -> Wait:
    events = [str(EVENTS.get(event, plain(event.replace(".", " ")))) for event in one.events]
    return Wait(
        title=diagnoser_label(one.diagnoser),
        due_at=one.due_at,
        sooner="; ".join(events),
    )


def _read_by(actor: Actor, texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text if actor.sees_unmasked else masked(text) for text in texts)


def _run_at(stored: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(stored["run_at"])


def _zone(case: Case) -> str:
    """The brand's own time: the zone is named beside each instant."""
    return str(case.brand.profile.get("timezone") or "UTC")
