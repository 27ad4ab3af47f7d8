"""What the drill says at the end: for people, and one JSON line for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from pharos.bench.drills.drill import Outcome, Wishes

MOST_NAMED = 40
# From the kill of everything to the first right answer, beside the log's own recovery (X2).
ANSWER_SECONDS = 3.0


def answer_limit(outcome: Outcome) -> float:
    return ANSWER_SECONDS + max(outcome.recoveries, default=0.0)


def holds(wishes: Wishes, outcome: Outcome) -> bool:
    """Tell whether the drill did what was asked and every limit held."""
    return not outcome.unfinished and not shortfalls(wishes, outcome)


def shortfalls(wishes: Wishes, outcome: Outcome) -> list[str]:
    """Return what the drill did not reach."""
    found = []
    if outcome.acks < wishes.acks:
        found.append(f"{outcome.acks} acknowledgements of {wishes.acks}")
    if outcome.kills.total() < wishes.kills:
        found.append(f"{outcome.kills.total()} kills of {wishes.kills}")
    slowest, limit = max(outcome.firsts, default=0.0), answer_limit(outcome)
    if slowest > limit:
        found.append(
            f"first answer {slowest:.2f} s after everything was killed, limit {limit:.2f} s"
        )
    return found


def summary(wishes: Wishes, outcome: Outcome, planted: Sequence[dict[str, Any]]) -> list[str]:
    talk = f"by {wishes.clients} browsers in {outcome.talk_seconds:.0f} s"
    answers = f"{outcome.replies} of agents' answers"
    lines = [
        f"chat drill, seed {wishes.seed}{spoiled(wishes, planted)}",
        f"  {outcome.acks} acknowledgements ({answers}) {talk}",
        f"  {outcome.deliveries} deliveries to {outcome.tabs} tabs",
        f"  {outcome.entries} entries in the ledger",
        kills_of(outcome),
    ]
    if outcome.recoveries:
        worst = max(outcome.recoveries)
        lines.append(
            f"  recovery of the log: median {median(outcome.recoveries):.2f} s, worst {worst:.2f} s"
        )
    if outcome.firsts:
        lines.append(
            f"  X2, from killing everything to the first acknowledgement: worst "
            f"{max(outcome.firsts):.2f} s of {len(outcome.firsts)} "
            f"(limit {answer_limit(outcome):.2f} s: 3 s and the log's recovery)"
        )
    if outcome.first_pages:
        lines.append(f"  ... to the desk's first page: worst {max(outcome.first_pages):.2f} s")
    lines += unreached(shortfalls(wishes, outcome), outcome)
    return [*lines, *verdict(outcome, "X1", "nothing lost, doubled or out of order")]


def verdict(outcome: Outcome, mark: str, good: str) -> list[str]:
    """What was found, the first of it by name, under the mark of what the drill shows."""
    if not outcome.findings:
        return [f"  {mark}: {good}"]
    kinds = Counter(finding.kind for finding in outcome.findings)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    named = [f"    {finding}" for finding in outcome.findings[:MOST_NAMED]]
    more = len(outcome.findings) - len(named)
    return [f"  {mark}: {told}", *named, *([f"    and {more} more"] if more > 0 else [])]


def kills_of(outcome: Outcome) -> str:
    kills = ", ".join(f"{name} {count}" for name, count in sorted(outcome.kills.items()))
    return f"  {outcome.kills.total()} kills: {kills}"


def spoiled(wishes: Wishes, planted: Sequence[dict[str, Any]]) -> str:
    """By which bug, and how much of it was planted; empty for an honest drill."""
    return f", sabotage {wishes.sabotage} ({len(planted)} planted)" if wishes.sabotage else ""


def unreached(shortfalls: Sequence[str], outcome: Outcome) -> list[str]:
    """What was asked for and did not come, and what was to hold and did not."""
    lines = [f"  NOT REACHED  {words}" for words in shortfalls]
    return [*lines, *(f"  NOT HELD     {words}" for words in outcome.unfinished)]


def as_json(
    wishes: Wishes, outcome: Outcome, status: int, planted: Sequence[dict[str, Any]]
) -> str:
    """Everything in one line; every finding with its ids."""
    told = {
        "id": "X1",
        "name": "drill chat",
        "value": len(outcome.findings),
        "unit": "lost, doubled or out of order",
        "goal": 0,
        "holds": status == 0,
        "status": status,
        "seed": wishes.seed,
        "sabotage": wishes.sabotage,
        "planted": len(planted),
        "acks": outcome.acks,
        "replies": outcome.replies,
        "deliveries": outcome.deliveries,
        "entries": outcome.entries,
        "talk_seconds": round(outcome.talk_seconds, 1),
        "kills": dict(outcome.kills),
        "recovery_seconds": [round(one, 2) for one in outcome.recoveries],
        "x2_seconds": [round(one, 2) for one in outcome.firsts],
        "x2_limit": round(answer_limit(outcome), 2),
        "desk_seconds": [round(one, 2) for one in outcome.first_pages],
        "not_reached": shortfalls(wishes, outcome),
        "not_held": outcome.unfinished,
        "findings": [
            [one.kind, one.conversation, one.token, one.position] for one in outcome.findings
        ],
    }
    return json.dumps(told)
