"""What the mail drill says at the end: for people, and one JSON line for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pharos.bench.drills.mail.drill import MailOutcome, MailWishes
from pharos.bench.drills.report import kills_of, spoiled, unreached, verdict
from pharos.bench.drills.settling import not_reached


def shortfalls(wishes: MailWishes, outcome: MailOutcome) -> list[str]:
    """Return what the drill did not reach."""
    return not_reached(outcome, wanted=wishes.messages, kills=wishes.kills)


def holds(wishes: MailWishes, outcome: MailOutcome) -> bool:
    return not outcome.unfinished and not shortfalls(wishes, outcome)


def rate(outcome: MailOutcome) -> float:
    return outcome.acks / outcome.talk_seconds if outcome.talk_seconds else 0.0


def summary(
    wishes: MailWishes, outcome: MailOutcome, planted: Sequence[dict[str, Any]]
) -> list[str]:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.kinds.items()))
    took, after = f"{outcome.talk_seconds:.0f} s", f"{outcome.settling_seconds:.0f} s"
    tries = f"{outcome.answers} acknowledgements sent in {outcome.deliveries} tries"
    lines = [
        f"mail drill, seed {wishes.seed}{spoiled(wishes, planted)}",
        f"  {outcome.acks} mails acknowledged ({kinds}) in {took}, {rate(outcome):.1f} a second",
        f"  {outcome.entries} entries in {outcome.cases} cases",
        f"  {tries}; all settled {after} after the last mail",
        kills_of(outcome),
    ]
    lines += unreached(shortfalls(wishes, outcome), outcome)
    return [*lines, *verdict(outcome, "X3", "nothing lost, doubled or stuck")]


def as_json(
    wishes: MailWishes, outcome: MailOutcome, status: int, planted: Sequence[dict[str, Any]]
) -> str:
    """Everything in one line; every finding with its Message-ID."""
    told = {
        "id": "X3",
        "name": "drill mail",
        "value": len(outcome.findings),
        "unit": "lost, doubled or stuck",
        "goal": 0,
        "holds": status == 0,
        "status": status,
        "seed": wishes.seed,
        "sabotage": wishes.sabotage,
        "planted": len(planted),
        "messages": wishes.messages,
        "mutated": wishes.mutated,
        "acks": outcome.acks,
        "kinds": dict(outcome.kinds),
        "entries": outcome.entries,
        "cases": outcome.cases,
        "answers": outcome.answers,
        "talk_seconds": round(outcome.talk_seconds, 1),
        "a_second": round(rate(outcome), 1),
        "settling_seconds": round(outcome.settling_seconds, 1),
        "kills": dict(outcome.kills),
        "recovery_seconds": [round(one, 2) for one in outcome.recoveries],
        "not_reached": shortfalls(wishes, outcome),
        "not_held": outcome.unfinished,
        "findings": [[one.kind, one.token, one.words] for one in outcome.findings],
    }
    return json.dumps(told)
