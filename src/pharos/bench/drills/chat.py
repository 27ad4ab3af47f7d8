"""The chat drill: customers and agents talk while everything they talk to is killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psycopg

from pharos.bench.drills import evidence
from pharos.bench.drills.judge import Finding, Judge
from pharos.bench.drills.phases import CALM, END, TALK, announce, reports
from pharos.bench.drills.tree import CONNECTION, POSTGRES, Member, Tree, run_to_end
from pharos.config.machine.child import end_group
from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import Home
from pharos.config.machine.lifeline import die_with_parent
from pharos.config.machine.ports import answers, free_port
from pharos.config.machine.postgres import Postgres

CLIENT_PROCESSES = 2
EVERYTHING = "everything"
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
TICK_SECONDS = 0.02
AIM_SECONDS = 130.0
READY_SECONDS, DRAIN_SECONDS, CATCH_UP_SECONDS, END_SECONDS = 60.0, 45.0, 15.0, 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """Customers as they are on an ordinary day: they come one by one, and take their time."""

    arrive_within: float
    messages: int = 4
    pause: tuple[float, float] = (20.0, 60.0)
    stays: tuple[float, float] = (60.0, 240.0)
    # What an agent needs to read, think and type.
    thinks: tuple[float, float] = (15.0, 45.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How much of what the drill is to do."""

    minutes: float = 8
    clients: int = 240
    acks: int = 10_000
    kills: int = 20
    seed: int = 0
    sabotage: str = ""
    # Browsers of agents who work at a person's pace. None: the few of the chat drill, who hurry.
    agents: int = 0
    calm: Calm | None = None

    @property
    def aim_seconds(self) -> float:
        """How long everything should take on a machine of its own."""
        if self.calm is not None:
            return self.minutes * 60
        return min(self.minutes * 60 * 0.6, AIM_SECONDS)


@dataclass
class Outcome:
    """What happened and what was found."""

    acks: int = 0
    talk_seconds: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    blackouts: list[float] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    first_pages: list[float] = field(default_factory=list)
    deliveries: int = 0
    entries: int = 0
    replies: int = 0
    tabs: int = 0


class ChatDrill:
    """One drill in one home. `run` fills `outcome`; nothing of it runs afterwards."""

    name = "chat"
    victims = VICTIMS
    web_workers = 1

    def __init__(self, wishes: Wishes, home: Path) -> None:
        self.wishes = wishes
        self.home = home
        self.outcome = Outcome()
        self._rng = random.Random(wishes.seed)
        self._clients: list[subprocess.Popen[bytes]] = []
        self._server = Postgres(Home(home / "database"))

    def run(self) -> Outcome:
        for name in ("logs", "diaries"):
            (self.home / name).mkdir(parents=True)
        try:
            self._set_the_stage()
            self._tree.start()
            self._await_doors()
            self._start_clients()
            self._talk_and_kill()
            self._calm_down()
            self._judge()
        finally:
            self._stop()
        return self.outcome

    @property
    def database(self) -> Path:
        return self._server.cluster.folder

    def discard(self) -> None:
        """Remove home and database."""
        shutil.rmtree(self.database, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

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

    def _found(self, base: str) -> None:
        """Make home and database, and the environment that says where they are."""
        server = self._server.ensure_running()
        home = Home(self.home).ensure()
        self._owner = server.url("owner")
        self._env = {
            **_outside(),
            "PHAROS_HOME": str(home.folder),
            "PHAROS_SECRET_KEY": home.secret("secret-key"),
            "PHAROS_BASE_URL": base,
            "PHAROS_DEMO": "0",
            "PHAROS_DRILL_SABOTAGE": f"{self.name}:{self.wishes.sabotage}",
            "DATABASE_URL": server.url("app"),
            "DATABASE_OWNER_URL": self._owner,
            "PYTHONUNBUFFERED": "1",
        }
        self._complete("pharos.config.command", "migrate", "--quiet")

    def _planted(self, members: dict[str, Member]) -> Tree:
        env = {name: value for name, value in self._env.items() if name != "DATABASE_OWNER_URL"}
        return Tree(self.home, self._server, env, members, spoiled=bool(self.wishes.sabotage))

    def _cast(self) -> tuple[str, ...]:
        return str(self.home), str(self.wishes.clients), str(self.wishes.agents)

    def _complete(self, *words: str) -> None:
        log = self.home / "logs" / "stage.log"
        if run_to_end(list(words), self._env, log) != 0:
            raise MachineError("stage_failed", f"{words[0]} failed; see {log}.")

    def _await_doors(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not all(answers(port) for port in self._ports):
            self._tree.tend()
            time.sleep(TICK_SECONDS)
            if time.monotonic() > deadline:
                raise MachineError("not_ready", f"The doors did not open; see {self.home}/logs.")

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

    def _launch(self, module: str, number: int) -> None:
        """Start one process of the drill's own: it is not part of the tree, and never killed."""
        log_name = f"{module.rpartition('.')[2]}-{number}.log"
        with (self.home / "logs" / log_name).open("ab") as log:
            words = ["-P", "-m", f"pharos.bench.drills.{module}", str(self.home), str(number)]
            self._clients.append(
                subprocess.Popen(
                    [sys.executable, *words],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    process_group=0,
                    preexec_fn=die_with_parent(),  # noqa: PLW1509 -- a drill has no threads
                )
            )

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

    def _victims(self) -> list[str]:
        names, weights = list(self.victims), list(self.victims.values())
        count = self.wishes.kills
        victims = self._rng.choices(names, weights, k=count)
        # Each at least once, as far as there are kills.
        victims[: len(names)] = names[: len(victims)]
        self._rng.shuffle(victims)
        return victims

    def _kill(self, name: str) -> bool:
        """Kill one, or everything; False if it was down just then."""
        moment = time.monotonic()
        if name == EVERYTHING:
            self.outcome.blackouts.append(self._tree.kill_everything())
        elif not self._tree.kill(name):
            return False
        self._tree.note("killed", name, moment)
        self.outcome.kills[name] += 1
        return True

    def _has_enough(self) -> bool:
        killed = self.outcome.kills.total() >= self.wishes.kills
        return killed and self._acks() >= self.wishes.acks

    def _acks(self) -> int:
        return sum(told["acks"] for told in reports(self.home))

    def _look_at_clients(self) -> None:
        for client in self._clients:
            if client.poll() is not None:
                raise MachineError("client_died", f"A client process died; see {self.home}/logs.")

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

    def _within(self, seconds: float, is_so: Callable[[], bool]) -> bool:
        """Wait for something and keep the tree alive. While the database recovers it is not so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                if is_so():
                    return True
            self._tree.tend()
            time.sleep(0.2)
        return False

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

    def _check(self, *words: str) -> None:
        """Run one of the product's own checks; each line that says BAD is a finding."""
        log = self.home / "logs" / f"{words[0]}.log"
        status = run_to_end(["pharos.config.command", *words], self._env, log)
        if status not in (0, 3):
            self.outcome.unfinished.append(f"`pharos {words[0]}` ended with {status}; see {log}")
        if status == 3:
            bad = [line for line in log.read_text().splitlines() if line.startswith("BAD")]
            self.outcome.findings += [
                Finding(kind=words[0], conversation="", words=line) for line in bad
            ]

    def _stop(self) -> None:
        for client in self._clients:
            end_group(client.pid)
            client.wait()
        if hasattr(self, "_tree"):
            self._tree.stop()
        self._server.kill()


def _first_after(moment: float, lines: list[evidence.Line]) -> list[float]:
    """How long after this moment the first request that began after it had its answer."""
    later = [line["t"] - moment for line in lines if line["since"] > moment]
    return [min(later)] if later else []


def _outside() -> dict[str, str]:
    """The environment without anything that names another Pharos."""
    ours = ("PHAROS_", "DATABASE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def new_home() -> Path:
    return Path(tempfile.mkdtemp(prefix="pharos-drill-"))
