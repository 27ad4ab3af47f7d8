"""The chat drill: customers and agents talk while everything they talk to is killed."""

from __future__ import annotations

import json
import time
from dataclasses import asdict

from pharos.bench.drills import evidence
from pharos.bench.drills.drill import EVERYTHING, TICK_SECONDS, Drill
from pharos.bench.drills.judge import Judge
from pharos.bench.drills.phases import CALM, END, TALK, announce, reports
from pharos.bench.drills.tree import CONNECTION, POSTGRES, Member
from pharos.config.machine.ports import free_port

CLIENT_PROCESSES = 2
# How often each is killed, and the database more often than its share: it holds the truth.
VICTIMS = {
    EVERYTHING: 2,
    POSTGRES: 4,
    CONNECTION: 3,
    "live-1": 3,
    "live-2": 3,
    "web": 3,
    "worker": 3,
}
DRAIN_SECONDS, CATCH_UP_SECONDS, END_SECONDS = 45.0, 15.0, 15.0


class ChatDrill(Drill):
    """Customers, agents, and a killer, for as long as it takes."""

    name = "chat"
    victims = VICTIMS
    web_workers = 1

    def _set_the_stage(self) -> None:
        web, *live = (free_port() for _ in range(3))
        base = f"http://127.0.0.1:{web}"
        self._addresses = {
            "web": base,
            "live": [f"http://127.0.0.1:{port}" for port in live],
        }
        self._ports = [web, *live]
        self._found(base)
        self._complete("pharos.bench.drills.casting", *self._cast())
        self._tree = self._planted(
            {
                "live-1": Member(["live", "--port", str(live[0])]),
                "live-2": Member(["live", "--port", str(live[1])]),
                "web": Member(["web", "--port", str(web), "--workers", str(self.web_workers)]),
                "worker": Member(["worker"]),
            }
        )

    def _cast(self) -> tuple[str, ...]:
        return str(self.home), str(self.wishes.clients), str(self.wishes.agents)

    def _start_clients(self) -> None:
        announce(self.home, TALK)
        plan = {
            **self._addresses,
            "seed": self.wishes.seed,
            "processes": CLIENT_PROCESSES,
            "acks": self.wishes.acks,
            "seconds": self.wishes.aim_seconds,
            "agents": self.wishes.agents,
            "calm": self.wishes.calm and asdict(self.wishes.calm),
        }
        (self.home / "clients.json").write_text(json.dumps(plan))
        for number in range(CLIENT_PROCESSES):
            self._launch("clients", number)

    def _talk_and_kill(self) -> None:
        started = time.monotonic()
        ends = started + self.wishes.minutes * 60
        rest = self.wishes.aim_seconds / max(self.wishes.kills, 1)
        victims = self._victims()
        due = started + min(4.0, rest)
        while time.monotonic() < ends and not self._has_enough():
            self._tree.tend()
            self._look_at_clients()
            if victims and time.monotonic() > due and self._kill(victims[-1]):
                victims.pop()
                due = time.monotonic() + self._rng.uniform(0.5, 1.5) * rest
            time.sleep(TICK_SECONDS)
        self.outcome.talk_seconds = time.monotonic() - started
        self.outcome.acks = self._acks()

    def _has_enough(self) -> bool:
        killed = self.outcome.kills.total() >= self.wishes.kills
        return killed and self._acks() >= self.wishes.acks

    def _calm_down(self) -> None:
        """Nothing is killed any more: everything open is finished, and everybody catches up."""
        announce(self.home, CALM)
        if not self._within(DRAIN_SECONDS, self._is_drained):
            self.outcome.unfinished.append("messages that were never acknowledged")
        self.outcome.acks = self._acks()
        self._within(CATCH_UP_SECONDS, self._is_caught_up)
        if not self._within(CATCH_UP_SECONDS, lambda: not evidence.marks(self._owner)):
            self.outcome.unfinished.append("inbound entries that were never followed up")
        announce(self.home, END)
        self._within(END_SECONDS, lambda: all(one.poll() is not None for one in self._clients))

    def _is_drained(self) -> bool:
        told = reports(self.home)
        return all(one["pending"] == 0 and "views" in one for one in told)

    def _is_caught_up(self) -> bool:
        heads = evidence.heads(self._owner)
        views = [item for one in reports(self.home) for item in one["views"].items()]
        return all(position == heads.get(key.split()[0]) for key, position in views)

    def _judge(self) -> None:
        diaries, outcome = self.home / "diaries", self.outcome
        customers = evidence.stories(diaries, "customer")
        agents = evidence.stories(diaries, "agent")
        ledger = evidence.ledger(self._owner)
        outcome.findings = Judge(customers, agents, ledger).findings()
        outcome.entries = len(ledger)
        outcome.replies = sum(len({ack["token"] for ack in story.acks}) for story in agents)
        outcome.tabs = sum(len(story.views) for story in customers)
        outcome.deliveries = sum(len(got) for s in customers for got in s.views.values())
        outcome.recoveries = self._tree.recoveries
        self._check("verify", "--all")
        self._check("reconcile")
        acks = [ack for story in customers for ack in story.acks]
        pages = [page for story in agents for page in story.pages]
        for moment in outcome.blackouts:
            outcome.firsts += _first_after(moment, acks)
            outcome.first_pages += _first_after(moment, pages)


def _first_after(moment: float, lines: list[evidence.Line]) -> list[float]:
    """How long after this moment the first request that began after it had its answer."""
    later = [line["t"] - moment for line in lines if line["since"] > moment]
    return [min(later)] if later else []
