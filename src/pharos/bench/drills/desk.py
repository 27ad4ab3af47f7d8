"""The desk drill: many agents at work on arriving chats, for as long as a shift's busy stretch.

Nothing is killed here. What is asked is whether everything stays quick while it is busy, and
whether nothing is lost meanwhile.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pharos.bench.drills import report
from pharos.bench.drills.chat import ChatDrill
from pharos.bench.drills.diary import read
from pharos.bench.drills.drill import Calm, Outcome, Wishes
from pharos.bench.drills.running import Planted
from pharos.bench.limits import percentile

LIMIT_MS = 100.0
# Of an agent's browser: what a person waits for.
ACTIONS = ("queue page", "open case", "take", "reply", "note", "resolve")
# And what a page fetches by itself.
FETCHES = ("queue rows", "new entries", "presence")


@dataclass(frozen=True, slots=True)
class Took:
    """One kind of request: how many there were and what they took, in milliseconds."""

    name: str
    count: int
    p50: float
    p95: float
    p99: float
    refused: int

    @property
    def holds(self) -> bool:
        return self.p95 <= LIMIT_MS


class DeskDrill(ChatDrill):
    """Runs until its time is over; `took` says how long everything took."""

    # As `pharos web` starts on a machine of two cores by itself.
    web_workers = 2

    def __init__(self, wishes: Wishes, home: Path) -> None:
        super().__init__(wishes, home)
        self.took: list[Took] = []

    def _has_enough(self) -> bool:
        """It lasts as long as was asked, however much is done by then."""
        return False

    def _judge(self) -> None:
        super()._judge()
        self.took = times(self.home / "diaries")
        missing = set(ACTIONS) - {one.name for one in self.took}
        self.outcome.unfinished += [f"nobody did: {name}" for name in sorted(missing)]
        for one in self.took:
            if not one.holds:
                words = f"{one.name}: p95 {one.p95:.0f} ms, limit {LIMIT_MS:.0f} ms"
                self.outcome.unfinished.append(words)


def times(diaries: Path) -> list[Took]:
    """Return what agents' requests took, from their diaries, by kind."""
    spans: defaultdict[str, list[float]] = defaultdict(list)
    refused: defaultdict[str, int] = defaultdict(int)
    for path in sorted(diaries.glob("agent-*.jsonl")):
        for line in read(path):
            if line["what"] == "did":
                spans[line["action"]].append((line["t"] - line["since"]) * 1000)
                refused[line["action"]] += line["status"] >= 400
    return [
        Took(
            name,
            len(spans[name]),
            percentile(spans[name], 0.5),
            percentile(spans[name], 0.95),
            percentile(spans[name], 0.99),
            refused[name],
        )
        for name in (*ACTIONS, *FETCHES)
        if spans[name]
    ]


@dataclass(frozen=True, slots=True)
class Telling:
    """The drill's report: that of the chat, and how long each action took."""

    drill: DeskDrill

    def holds(self, wishes: Wishes, outcome: Outcome) -> bool:
        return report.holds(wishes, outcome)

    def summary(self, wishes: Wishes, outcome: Outcome, planted: Planted) -> list[str]:
        chat = report.summary(wishes, outcome, planted)[1:]
        return [f"desk drill, {wishes.agents} agents", *chat, *told(self.drill.took)]

    def as_json(self, wishes: Wishes, outcome: Outcome, status: int, _planted: Planted) -> str:
        return as_json(wishes, outcome, self.drill.took, status)


def told(took: list[Took]) -> list[str]:
    lines = [
        f"  {one.name:<12} {one.count:>7} times  p50 {one.p50:6.1f}  p95 {one.p95:6.1f}  "
        f"p99 {one.p99:6.1f} ms  {'holds' if one.holds else 'FALLS SHORT'}"
        + (f"  ({one.refused} refused)" if one.refused else "")
        for one in took
    ]
    return [f"  each action, limit p95 {LIMIT_MS:.0f} ms:", *lines]


def as_json(wishes: Wishes, outcome: Outcome, took: list[Took], status: int) -> str:
    """Everything in one line; the slowest action's p95 is the figure."""
    slowest = max((one.p95 for one in took), default=0.0)
    return json.dumps(
        {
            "id": "P6",
            "name": "drill desk",
            "value": round(slowest, 1),
            "unit": "ms, p95 of the slowest action",
            "peer": "limit",
            "peer_value": LIMIT_MS,
            "ratio": round(LIMIT_MS / slowest, 3) if slowest else None,
            "goal": 1,
            "holds": status == 0,
            "status": status,
            "agents": wishes.agents,
            "minutes": wishes.minutes,
            "customers": wishes.clients,
            "acks": outcome.acks,
            "deliveries": outcome.deliveries,
            "lost": len(outcome.findings),
            "actions": {
                one.name: [one.count, round(one.p50, 1), round(one.p95, 1)] for one in took
            },
            "not_held": outcome.unfinished,
        }
    )


def wishes_for(agents: int, minutes: float, seed: int) -> Wishes:
    """Chats enough that nobody is idle, and none so many that a queue only grows."""
    customers = max(int(agents * minutes * 0.5), 10)
    return Wishes(
        minutes=minutes,
        clients=customers,
        acks=customers,
        kills=0,
        seed=seed,
        agents=agents,
        calm=Calm(arrive_within=minutes * 60 * 0.85),
    )
