"""D35: whether what somebody reports is a disturbance that the exchange knows of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.areas import area_of
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import doubt
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Incident, Page
from pharos.exchange.port import Exchange

WORDS = {
    "known": _("There is a known problem since %(since)s: %(title)s."),
    "next": _("The next news about it comes by %(next)s."),
    "no_wait": _("You need not wait here. We will write to you."),
    "over": _("There was a known problem from %(since)s to %(until)s: %(title)s. It has ended."),
    "none": _("We know of no problem that fits this."),
}
OUTCOMES = ("MATCH", "NONE")
EVENTS: Final = ("incident.updated", "incident.closed")
A_WHILE: Final = timedelta(minutes=15)
Known = Fact[Page[Incident]]


@diagnoser("D35", "incident_match", outcomes=OUTCOMES, words=WORDS, assurance=0)
def incident_match(ask: Ask) -> Found:
    """By kind, asset, network and time; what was not named fits only what concerns all of it."""
    when = ask.inputs.at or ask.at
    known = ask.of(Exchange.list_incidents, active=when >= ask.at)
    fitting = [one for one in known.data.items if _fits(ask, one) and _was(one, when)]
    fitting.sort(key=lambda one: (one.started_at, one.id))
    going_on = [one for one in fitting if _was(one, ask.at)]
    if going_on:
        return _match(ask, known, going_on)
    if fitting:
        return _over(known, fitting)
    if known.data.next_cursor:
        return doubt(ask, "INCOMPLETE", known, about="incidents", team="technical")
    return Found(outcome="NONE", said=(Said(key="D35.none"),), is_fine=True)


def _fits(ask: Ask, one: Incident) -> bool:
    return (
        one.kind in ("ALL", area_of(ask.inputs))
        and (not one.assets or ask.inputs.asset in one.assets)
        and (not one.networks or ask.inputs.network in one.networks)
    )


def _was(one: Incident, at: datetime) -> bool:
    """Whether it was going on then: from the instant it began, up to the instant it ended."""
    return one.started_at <= at and (one.ended_at is None or at < one.ended_at)


def _match(ask: Ask, known: Known, fitting: list[Incident]) -> Found:
    said = [said for one in fitting for said in _going_on(ask, known, one)]
    news = [one.next_update_at for one in fitting if one.next_update_at]
    return Found(
        outcome="MATCH",
        said=(*said, Said(key="D35.no_wait")),
        evidence=_evidence(known, fitting[0]),
        watch=Watch(
            at=min((at for at in news if at > ask.at), default=ask.at + A_WHILE),
            subject=fitting[0].id,
            events=EVENTS,
        ),
    )


def _going_on(ask: Ask, known: Known, one: Incident) -> tuple[Said, ...]:
    """News that should have come already is not announced."""
    figures = {"since": known.shows(one.started_at), "title": known.shows(one.title)}
    said = Said(key="D35.known", figures=figures)
    if one.next_update_at is None or one.next_update_at <= ask.at:
        return (said,)
    return (said, Said(key="D35.next", figures={"next": known.shows(one.next_update_at)}))


def _over(known: Known, fitting: list[Incident]) -> Found:
    """It was so then, and is no more: what is still wrong now has to be looked for further on."""
    said = []
    for one in fitting:
        assert one.ended_at is not None, "it ended"
        figures = {
            "since": known.shows(one.started_at),
            "until": known.shows(one.ended_at),
            "title": known.shows(one.title),
        }
        said.append(Said(key="D35.over", figures=figures))
    evidence = _evidence(known, fitting[0])
    return Found(outcome="MATCH", said=tuple(said), evidence=evidence, is_fine=True)


def _evidence(known: Known, one: Incident) -> dict[str, Figure]:
    shown = {"incident": known.shows(one.id), "since": known.shows(one.started_at)}
    if one.ended_at is not None:
        shown["ends"] = known.shows(one.ended_at)
    return shown
