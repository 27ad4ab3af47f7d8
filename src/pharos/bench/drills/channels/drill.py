"""The channels drill: on every channel people write and are answered while vendors and we fail."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psycopg

from pharos.bench.drills.channels import evidence
from pharos.bench.drills.channels.items import KINDS, Plan
from pharos.bench.drills.channels.judge import BY_HAND, ChannelJudge
from pharos.bench.drills.drill import Wishes
from pharos.bench.drills.phases import TALK, announce
from pharos.bench.drills.settling import SettledOutcome, SettlingDrill
from pharos.bench.drills.tree import Member
from pharos.config.machine.errors import MachineError
from pharos.config.machine.ports import free_port

VICTIMS = {"worker": 3, "listen": 2, "web": 1, "mail": 1}
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWishes(Wishes):
    """How many items on each of which channels."""

    items: int = 8
    kinds: tuple[str, ...] = KINDS

    @property
    def plan(self) -> Plan:
        return Plan(seed=self.seed, items=self.items, kinds=self.kinds)


@dataclass
class ChannelOutcome(SettledOutcome):
    """What happened besides, by channel."""

    items: Counter[str] = field(default_factory=Counter)
    doubles: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)


class ChannelDrill(SettlingDrill):
    """Items by each vendor's own protocol, until each is acknowledged."""

    name = "channels"
    victims = VICTIMS
    # What waits has nobody to wait for: pauses are over as soon as anybody looks.
    hurry_seconds = 2.0
    ready_seconds = 150.0
    wishes: ChannelWishes
    outcome: ChannelOutcome

    def __init__(self, wishes: ChannelWishes, home: Path) -> None:
        super().__init__(wishes, home)
        self.outcome = ChannelOutcome()

    def run(self) -> ChannelOutcome:
        super().run()
        return self.outcome

    @property
    def wanted(self) -> int:
        return self.wishes.items * len(self.wishes.kinds)

    def _set_the_stage(self) -> None:
        (self.home / "channels.json").write_text(json.dumps(asdict(self.wishes.plan)))
        announce(self.home, TALK)
        self._launch("channels.vendors", 0)
        web, mail = free_port(), free_port()
        self._found(f"http://127.0.0.1:{web}")
        self._await_vendors()
        where = (str(self.home), f"http://127.0.0.1:{web}", str(mail))
        self._complete("pharos.bench.drills.channels.casting", *where)
        members = {
            "web": Member(["web", "--port", str(web), "--workers", "1"]),
            "worker": Member(["worker"]),
            "listen": Member(["listen"]),
        }
        self._ports = [web]
        if "mail" in self.wishes.kinds:
            members["mail"] = Member(["mail", "--port", str(mail), "--mails-a-minute", "100000"])
            self._ports.append(mail)
        self.victims = {name: often for name, often in VICTIMS.items() if name in members}
        self._tree = self._planted(members)

    def _await_vendors(self) -> None:
        deadline = time.monotonic() + self.ready_seconds
        while not (self.home / "urls.json").exists():
            self._look_at_clients()
            if time.monotonic() > deadline:
                raise MachineError("not_ready", f"The vendors did not start; see {self.home}/logs.")
            time.sleep(LOOK_SECONDS)

    def _start_clients(self) -> None:
        self._launch("channels.desk", 0, env=self._tree.env)
        self._launch("channels.senders", 0)

    def _calm_down(self) -> None:
        self._sent = set(evidence.handed(self.home / "diaries").sent)
        with suppress(psycopg.OperationalError):
            evidence.free_accounts(self._owner)
        super()._calm_down()

    def _missing(self) -> int:
        return evidence.missing(self._owner, self._sent)

    def _judge(self) -> None:
        handed, outcome = evidence.handed(self.home / "diaries"), self.outcome
        judge = ChannelJudge(handed, evidence.books(self._owner))
        outcome.findings = judge.findings()
        outcome.acks = len(handed.acks)
        outcome.items = Counter(token.partition("-")[0] for token in handed.acks)
        outcome.entries = len(judge.books.written)
        outcome.cases = len({row["case_id"] for row in judge.books.written})
        outcome.answers = sum(row["channel"] != BY_HAND for row in judge.books.said)
        outcome.deliveries = len(handed.got)
        outcome.doubles, outcome.repeats = judge.doubles, judge.repeats
        self._check("verify", "--all")
        self._check("reconcile", "--mark-age", "0")
