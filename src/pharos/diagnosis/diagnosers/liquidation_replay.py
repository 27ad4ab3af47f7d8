"""D25: whether a position was liquidated by the contract's rule, found out from the prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import AN_HOUR, doubt, task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Certainty, Watch
from pharos.diagnosis.incidents import incident_of_trading
from pharos.diagnosis.prices import (
    WATCHED_WORDS,
    Prices,
    prices,
    reaches,
    start_of_last_run,
)
from pharos.diagnosis.running import UNKNOWN, Found, diagnoser
from pharos.exchange.objects import ContractSpec, Incident, Liquidation, Page, Point
from pharos.exchange.port import Exchange

WORDS = {
    "none": _("You had no liquidation between %(since)s and %(until)s."),
    "several": _("You had %(count)s liquidations in that time. This is about the one on %(at)s."),
    "as_specified": _(
        "On %(when)s the %(watched)s was %(price)s. That reached your liquidation price of "
        "%(limit)s, and your %(symbol)s position was closed on %(at)s."
    ),
    "rule": _("By the rules of this contract, the %(watched)s decides about liquidations."),
    "stop_missed": _(
        "Your stop of %(stop)s watched the %(watched)s. That came no closer than %(closest)s on "
        "%(when)s, so your stop was not reached."
    ),
    "stop_reached": _(
        "Your stop of %(stop)s watched the %(watched)s. That reached it on %(when)s."
    ),
    "deviation": _(
        "Between %(since)s and %(at)s the %(watched)s came no closer to your liquidation price of "
        "%(limit)s than %(closest)s. We cannot explain by our rules why your %(symbol)s position "
        "was closed. Our trading team looks into it now."
    ),
    "coarse": _(
        "Our records have one price every %(step)s, and it may have been different in between."
    ),
    "incident": _(
        "Trading was disturbed when your %(symbol)s position was liquidated on %(at)s. The "
        "disturbance began on %(began)s. Our trading team looks at your liquidation by hand."
    ),
    "incident_ended": _("The disturbance ended on %(ended)s."),
}
OUTCOMES = (
    "AS_SPECIFIED",
    "DEVIATION",
    "INCIDENT_OVERLAP",
    # There was no liquidation in that time.
    "NONE",
)
TEAM: Final = "trading"
# A liquidation follows within seconds. What was reached longer before is not what decided.
DECIDED_WITHIN: Final = timedelta(minutes=5)
# To see what came next after an instant between two points.
AFTER: Final = timedelta(minutes=1)
AROUND: Final = timedelta(days=1)
LOOK_BACK: Final = timedelta(days=30)


@diagnoser("D25", "liquidation_replay", outcomes=OUTCOMES, words=WORDS, codes=WATCHED_WORDS)
def liquidation_replay(ask: Ask) -> Found:
    """An incident first, for then a replay proves nothing. Otherwise the deciding price does."""
    listed, fitting = _liquidations(ask)
    if listed.data.next_cursor:
        return doubt(ask, "INCOMPLETE", listed, about=ask.inputs.symbol, team=TEAM)
    if not fitting:
        arguments = listed.arguments
        figures = {name: listed.shows(arguments[name]) for name in ("since", "until")}
        return Found(outcome="NONE", said=(Said(key="D25.none", figures=figures),))
    one = _meant(ask, fitting)
    found = _replayed(ask, listed, one)
    if len(fitting) == 1 or found.outcome == UNKNOWN:
        return found
    count = {"count": listed.shows(len(fitting)), "at": listed.shows(one.at)}
    return _with(found, Said(key="D25.several", figures=count))


def _liquidations(ask: Ask) -> tuple[Fact[Page[Liquidation]], list[Liquidation]]:
    """Those of the named time, else of the last days; of the named market or id, if any."""
    inputs = ask.inputs
    around = (inputs.at - AROUND, inputs.at + AROUND) if inputs.at else None
    since, until = around or (inputs.since or ask.at - LOOK_BACK, inputs.until or ask.at)
    listed = ask.of(Exchange.list_liquidations, ref=ask.customer, since=since, until=until)
    fitting = [one for one in listed.data.items if inputs.symbol in ("", one.symbol)]
    named = [one for one in fitting if one.id == inputs.order]
    return listed, named or fitting


def _meant(ask: Ask, fitting: list[Liquidation]) -> Liquidation:
    """The nearest to the time that was named, else the latest."""
    at = ask.inputs.at
    if at is None:
        return max(fitting, key=lambda one: one.at)
    return min(fitting, key=lambda one: abs(one.at - at))


def _replayed(ask: Ask, listed: Fact[Page[Liquidation]], one: Liquidation) -> Found:
    spec = ask.of(Exchange.get_contract_spec, symbol=one.symbol, at=one.at)
    incidents = ask.of(Exchange.list_incidents, active=False)
    if spec.data.symbol != one.symbol or spec.data.in_force_from > one.at:
        return doubt(ask, "DISAGREE", spec, listed, about=one.id, team=TEAM)
    if incidents.data.next_cursor:
        return doubt(ask, "INCOMPLETE", incidents, about=one.id, team=TEAM)
    incident = incident_of_trading(incidents.data.items, one.symbol, one.at, one.at)
    if incident:
        return _disturbed(ask, listed, one, incidents, incident)
    asked_from = one.at - DECIDED_WITHIN
    seen = prices(ask, one.symbol, spec.data.liquidation_by, asked_from, one.at + AFTER)
    window = seen.between(asked_from, one.at)
    falling = one.side == "LONG"
    passed = start_of_last_run(window.points, one.liquidation_price, falling=falling)
    if passed is None:
        return _unexplained(ask, listed, one, spec, seen)
    incident = incident_of_trading(incidents.data.items, one.symbol, passed.at, one.at)
    if incident:
        return _disturbed(ask, listed, one, incidents, incident)
    return _as_specified(ask, listed, one, spec, (window, passed))


def _as_specified(
    ask: Ask,
    listed: Fact[Page[Liquidation]],
    one: Liquidation,
    spec: Fact[ContractSpec],
    reached: tuple[Prices, Point],
) -> Found:
    window, passed = reached
    figures = _figures(listed, one) | {
        "when": window.fact.shows(passed.at),
        "price": window.fact.shows(passed.value),
        "watched": spec.shows(spec.data.liquidation_by, "code"),
    }
    found = Found(
        outcome="AS_SPECIFIED",
        said=(
            Said(key="D25.as_specified", figures=figures),
            Said(key="D25.rule", figures={"watched": figures["watched"]}),
        ),
        evidence=_evidence(listed, one, spec) | {"price": figures["price"]},
    )
    return found if one.stop_trigger is None else _with_stop(ask, listed, one, found)


def _with_stop(ask: Ask, listed: Fact[Page[Liquidation]], one: Liquidation, found: Found) -> Found:
    """Add what the stop watched, and whether that reached it before the position was closed."""
    if one.stop_price is None or one.stop_trigger is None:
        return found
    since = one.at - DECIDED_WITHIN
    watched = prices(ask, one.symbol, one.stop_trigger, since, one.at + AFTER).between(
        since, one.at
    )
    falling = one.side == "LONG"
    hits = [
        point for point in watched.points if reaches(point.value, one.stop_price, falling=falling)
    ]
    figures = {
        "stop": listed.shows(one.stop_price),
        "watched": listed.shows(one.stop_trigger, "code"),
    }
    if hits:
        figures["when"] = watched.fact.shows(hits[0].at)
        return _with(found, Said(key="D25.stop_reached", figures=figures))
    if not watched.is_complete:
        return doubt(ask, "INCOMPLETE", watched.fact, about=one.id, team=TEAM)
    closest = watched.best(falling=falling)
    figures["closest"] = watched.fact.shows(closest.value)
    figures["when"] = watched.fact.shows(closest.at)
    return _cautious(_with(found, Said(key="D25.stop_missed", figures=figures)), watched)


def _unexplained(
    ask: Ask,
    listed: Fact[Page[Liquidation]],
    one: Liquidation,
    spec: Fact[ContractSpec],
    seen: Prices,
) -> Found:
    """The deciding price was not there, as far as the records go. With holes nobody can tell."""
    falling = one.side == "LONG"
    window = seen.between(one.at - DECIDED_WITHIN, one.at)
    if not window.is_complete or _may_have_been_between(one, seen):
        return doubt(ask, "INCOMPLETE", seen.fact, about=one.id, team=TEAM)
    figures = _figures(listed, one) | {
        "since": listed.shows(window.since),
        "watched": spec.shows(spec.data.liquidation_by, "code"),
        "closest": seen.fact.shows(window.best(falling=falling).value),
    }
    found = Found(
        outcome="DEVIATION",
        said=(Said(key="D25.deviation", figures=figures),),
        evidence=_evidence(listed, one, spec) | {"closest": figures["closest"]},
        steps=(task_of(TEAM),),
        watch=Watch(at=ask.at + AN_HOUR, subject=one.id),
    )
    return _cautious(found, window)


def _may_have_been_between(one: Liquidation, seen: Prices) -> bool:
    """Whether the instant lies between two points and the later one has reached the price."""
    if any(point.at == one.at for point in seen.points):
        return False
    after = [point for point in seen.points if one.at < point.at < one.at + seen.step]
    falling = one.side == "LONG"
    return bool(after) and reaches(after[0].value, one.liquidation_price, falling=falling)


def _disturbed(
    ask: Ask,
    listed: Fact[Page[Liquidation]],
    one: Liquidation,
    incidents: Fact[Page[Incident]],
    incident: Incident,
) -> Found:
    figures = _figures(listed, one) | {"began": incidents.shows(incident.started_at)}
    said = [Said(key="D25.incident", figures=figures)]
    if incident.ended_at and incident.ended_at <= ask.at:
        ended = {"ended": incidents.shows(incident.ended_at)}
        said.append(Said(key="D25.incident_ended", figures=ended))
    look_at = max(incident.next_update_at or ask.at, ask.at) + AN_HOUR
    return Found(
        outcome="INCIDENT_OVERLAP",
        said=tuple(said),
        evidence={**figures, "incident": incidents.shows(incident.id)},
        steps=(task_of(TEAM),),
        watch=Watch(
            at=look_at, subject=incident.id, events=("incident.updated", "incident.closed")
        ),
    )


def _cautious(found: Found, seen: Prices) -> Found:
    """Say so where the points are so far apart that a price may have been missed."""
    if seen.is_fine:
        return found
    coarse = Said(key="D25.coarse", figures={"step": seen.fact.shows(seen.step)})
    return _with(found, coarse, certainty=Certainty.LIKELY)


def _with(found: Found, said: Said, certainty: Certainty | None = None) -> Found:
    """The same, with one more sentence."""
    return replace(found, said=(*found.said, said), certainty=certainty or found.certainty)


def _figures(listed: Fact[Page[Liquidation]], one: Liquidation) -> dict[str, Figure]:
    return {
        "symbol": listed.shows(one.symbol),
        "limit": listed.shows(one.liquidation_price),
        "at": listed.shows(one.at),
    }


def _evidence(
    listed: Fact[Page[Liquidation]], one: Liquidation, spec: Fact[ContractSpec]
) -> dict[str, Figure]:
    return _figures(listed, one) | {
        "size": listed.shows(one.size),
        "leverage": listed.shows(one.leverage),
        "fill_price": listed.shows(one.fill_price),
        "watched": spec.shows(spec.data.liquidation_by, "code"),
        "rules": spec.shows(spec.data.version),
    }
