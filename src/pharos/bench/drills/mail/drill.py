"""The mail drill: senders hand over mail while everything that takes it in is killed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pharos.bench.drills.drill import EVERYTHING, Wishes
from pharos.bench.drills.mail import evidence
from pharos.bench.drills.mail.judge import MailJudge
from pharos.bench.drills.mail.letters import Plan
from pharos.bench.drills.phases import TALK, announce
from pharos.bench.drills.settling import SettledOutcome, SettlingDrill
from pharos.bench.drills.tree import CONNECTION, POSTGRES, Member
from pharos.config.machine.ports import free_port

VICTIMS = {
    EVERYTHING: 2,
    POSTGRES: 3,
    CONNECTION: 4,
    "mail-1": 4,
    "mail-2": 4,
    "worker-1": 3,
    "worker-2": 3,
}
# Beyond so many connections the two listeners, with four threads each, only wait.
CONNECTIONS = 8
ANY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWishes(Wishes):
    """How many mails, how many of them broken, and from where those come."""

    messages: int = 100_000
    mutated: int = 1000
    data: str = ""

    @property
    def plan(self) -> Plan:
        return Plan(seed=self.seed, messages=self.messages, mutated=self.mutated, data=self.data)


@dataclass
class MailOutcome(SettledOutcome):
    """What happened besides: of which kinds the mails were."""

    kinds: Counter[str] = field(default_factory=Counter)


class MailDrill(SettlingDrill):
    """Mails by SMTP, until each is acknowledged."""

    name = "mail"
    victims = VICTIMS
    wishes: MailWishes
    outcome: MailOutcome

    def __init__(self, wishes: MailWishes, home: Path) -> None:
        super().__init__(wishes, home)
        self.outcome = MailOutcome()

    def run(self) -> MailOutcome:
        super().run()
        return self.outcome

    @property
    def wanted(self) -> int:
        return self.wishes.messages

    def _set_the_stage(self) -> None:
        *self._ports, sink = (free_port() for _ in range(3))
        told = {
            "plan": asdict(self.wishes.plan),
            "ports": self._ports,
            "sink": sink,
            "connections": CONNECTIONS,
        }
        (self.home / "mail.json").write_text(json.dumps(told))
        announce(self.home, TALK)
        self._found(f"http://127.0.0.1:{free_port()}")
        self._complete("pharos.bench.drills.mail.casting", str(self.home))
        often = ["--mails-a-minute", str(ANY)]
        mails = {
            f"mail-{number}": Member(["mail", "--port", str(port), *often])
            for number, port in enumerate(self._ports, start=1)
        }
        workers = {f"worker-{number}": Member(["worker"]) for number in (1, 2)}
        self._tree = self._planted(mails | workers)

    def _start_clients(self) -> None:
        self._launch("mail.sink", 0)
        self._launch("mail.senders", 0)

    def _judge(self) -> None:
        diaries = evidence.diaries(self.home / "diaries")
        judge = MailJudge(diaries, evidence.books(self._owner))
        outcome = self.outcome
        outcome.findings = judge.findings()
        outcome.acks = len(diaries.acks)
        outcome.kinds = judge.kinds()
        outcome.entries = len(judge.books.written)
        outcome.cases = len({row["case_id"] for row in judge.books.written})
        outcome.answers = len({mail["Message-ID"] for mail in diaries.got})
        outcome.deliveries = len(diaries.got)
        outcome.recoveries = self._tree.recoveries
        self._check("verify", "--all")
        self._check("reconcile", "--mark-age", "0")
