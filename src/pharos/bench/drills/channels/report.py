"""What the channels drill says at the end: for people, and one JSON line for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pharos.bench.drills.channels.drill import ChannelOutcome, ChannelWishes
from pharos.bench.drills.report import kills_of, spoiled, unreached, verdict
from pharos.bench.drills.settling import not_reached

GOOD = "every item in one case with its owner and its clock, and every answer given"


def shortfalls(wishes: ChannelWishes, outcome: ChannelOutcome) -> list[str]:
    """Return what the drill did not reach."""
    return not_reached(outcome, wanted=wishes.items * len(wishes.kinds), kills=wishes.kills)


def holds(wishes: ChannelWishes, outcome: ChannelOutcome) -> bool:
    return not outcome.unfinished and not shortfalls(wishes, outcome)


def summary(
    wishes: ChannelWishes, outcome: ChannelOutcome, planted: Sequence[dict[str, Any]]
) -> list[str]:
    took, after = f"{outcome.talk_seconds:.0f} s", f"{outcome.settling_seconds:.0f} s"
    lines = [
        f"channels drill, seed {wishes.seed}{spoiled(wishes, planted)}",
        f"  {outcome.acks} items acknowledged on {len(outcome.items)} channels in {took}",
        f"  {outcome.entries} entries in {outcome.cases} cases",
        f"  {outcome.answers} answers given in {outcome.deliveries} tries; settled {after} later",
        f"  given again and known there: {_counted(outcome.repeats)}",
        f"  given again and read twice, where vendors know no names: {_counted(outcome.doubles)}",
        kills_of(outcome),
        *unreached(shortfalls(wishes, outcome), outcome),
    ]
    return [*lines, *verdict(outcome, "channels", GOOD)]


def _counted(counts: Counter[str]) -> str:
    found = [f"{name} {count}" for name, count in sorted(counts.items()) if count]
    return ", ".join(found) or "none"


def as_json(
    wishes: ChannelWishes, outcome: ChannelOutcome, status: int, planted: Sequence[dict[str, Any]]
) -> str:
    """Everything in one line; every finding with the name of its item."""
    told = {
        "id": "channels",
        "name": "drill channels",
        "value": len(outcome.findings),
        "unit": "lost, doubled, stuck or unanswered",
        "goal": 0,
        "holds": status == 0,
        "status": status,
        "seed": wishes.seed,
        "sabotage": wishes.sabotage,
        "planted": len(planted),
        "items": dict(outcome.items),
        "acks": outcome.acks,
        "entries": outcome.entries,
        "cases": outcome.cases,
        "answers": outcome.answers,
        "tries": outcome.deliveries,
        "doubles": {name: count for name, count in outcome.doubles.items() if count},
        "known_again": {name: count for name, count in outcome.repeats.items() if count},
        "talk_seconds": round(outcome.talk_seconds, 1),
        "settling_seconds": round(outcome.settling_seconds, 1),
        "kills": dict(outcome.kills),
        "not_reached": shortfalls(wishes, outcome),
        "not_held": outcome.unfinished,
        "findings": [[one.kind, one.token, one.words] for one in outcome.findings],
    }
    return json.dumps(told)
