"""What all drills have in common: a home, a database, a tree of processes, clients, and an end.

What happens in between is each drill's own: how the stage is set, who talks, who is killed when,
and what is judged.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from pharos.bench.drills.judge import Finding
from pharos.bench.drills.phases import reports
from pharos.bench.drills.tree import Member, Tree, run_to_end
from pharos.config.machine.child import end_group
from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import Home
from pharos.config.machine.lifeline import die_with_parent
from pharos.config.machine.ports import answers
from pharos.config.machine.postgres import Postgres

EVERYTHING = "everything"
TICK_SECONDS = 0.02
AIM_SECONDS = 130.0
READY_SECONDS = 60.0


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


class Drill(ABC):
    """One drill in one home. `run` fills `outcome`; nothing of it runs afterwards."""

    name: str
    # Who is killed, and how often each in proportion.
    victims: Mapping[str, int]
    # How long its processes may need to start.
    ready_seconds = READY_SECONDS
    _tree: Tree

    def __init__(self, wishes: Wishes, home: Path) -> None:
        self.wishes = wishes
        self.home = home
        self.outcome = Outcome()
        self._rng = random.Random(wishes.seed)
        self._clients: list[subprocess.Popen[bytes]] = []
        self._ports: list[int] = []
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

    @abstractmethod
    def _set_the_stage(self) -> None:
        """Make the database, fill it, and name the processes (`_tree`) and doors (`_ports`)."""

    @abstractmethod
    def _start_clients(self) -> None: ...

    @abstractmethod
    def _talk_and_kill(self) -> None: ...

    @abstractmethod
    def _calm_down(self) -> None:
        """Nothing is killed any more, and everything open is finished."""

    @abstractmethod
    def _judge(self) -> None: ...

    @property
    def database(self) -> Path:
        return self._server.cluster.folder

    def discard(self) -> None:
        """Remove home and database."""
        shutil.rmtree(self.database, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

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

    def _complete(self, *words: str) -> None:
        log = self.home / "logs" / "stage.log"
        if run_to_end(list(words), self._env, log) != 0:
            raise MachineError("stage_failed", f"{words[0]} failed; see {log}.")

    def _await_doors(self) -> None:
        deadline = time.monotonic() + self.ready_seconds
        while not all(answers(port) for port in self._ports):
            self._tree.tend()
            time.sleep(TICK_SECONDS)
            if time.monotonic() > deadline:
                raise MachineError("not_ready", f"The doors did not open; see {self.home}/logs.")

    def _launch(self, module: str, number: int, *, env: Mapping[str, str] | None = None) -> None:
        """Start one process of the drill's own: it is not part of the tree, and never killed.

        With the environment `env` it works in the database itself.
        """
        log_name = f"{module.rpartition('.')[2]}-{number}.log"
        with (self.home / "logs" / log_name).open("ab") as log:
            words = ["-P", "-m", f"pharos.bench.drills.{module}", str(self.home), str(number)]
            self._clients.append(
                subprocess.Popen(
                    [sys.executable, *words],
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    process_group=0,
                    preexec_fn=die_with_parent(),  # noqa: PLW1509 -- a drill has no threads
                )
            )

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

    def _acks(self) -> int:
        return sum(told["acks"] for told in reports(self.home))

    def _look_at_clients(self) -> None:
        for client in self._clients:
            if client.poll() is not None:
                raise MachineError("client_died", f"A client process died; see {self.home}/logs.")

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


def _outside() -> dict[str, str]:
    """The environment without anything that names another Pharos."""
    ours = ("PHAROS_", "DATABASE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def new_home() -> Path:
    return Path(tempfile.mkdtemp(prefix="pharos-drill-"))
