"""The mail drill: senders hand over mail while everything that takes it in is killed."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pharos.bench.drills.chat import EVERYTHING, TICK_SECONDS, ChatDrill, Outcome, Wishes
from pharos.bench.drills.mail import evidence
from pharos.bench.drills.mail.judge import MailJudge
from pharos.bench.drills.mail.letters import Plan
from pharos.bench.drills.phases import CALM, END, TALK, announce
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
# After the last mail, what follows has time as long as it becomes less within so many seconds.
SETTLING_SECONDS, HURRY_SECONDS = 120.0, 10.0
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
class MailOutcome(Outcome):
    """What happened besides: of which kinds the mails were, and what became of them."""

    kinds: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    answers: int = 0
    settling_seconds: float = 0.0


class MailDrill(ChatDrill):
    """One drill in one home; `minutes` bounds how long the senders may need."""

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
        self._launch("mail.sink", 0)
        often = ["--mails-a-minute", str(ANY)]
        mails = {
            f"mail-{number}": Member(["mail", "--port", str(port), *often])
            for number, port in enumerate(self._ports, start=1)
        }
        workers = {f"worker-{number}": Member(["worker"]) for number in (1, 2)}
        self._tree = self._planted(mails | workers)

    def _start_clients(self) -> None:
        self._launch("mail.senders", 0)

    def _talk_and_kill(self) -> None:
        """Kill one after the other, at even steps of the way through the mails."""
        started = time.monotonic()
        ends = started + self.wishes.minutes * 60
        victims = self._victims()
        step = self.wishes.messages / (len(victims) + 1)
        while time.monotonic() < ends and not self._is_handed_over():
            self._tree.tend()
            self._look_at_sink()
            done = self._acks() // step
            if victims and self.outcome.kills.total() < done and self._kill(victims[-1]):
                victims.pop()
            time.sleep(TICK_SECONDS)
        self.outcome.talk_seconds = time.monotonic() - started
        self.outcome.acks = self._acks()

    def _look_at_sink(self) -> None:
        """The sender ends when it is done; the sink must not."""
        if self._clients[0].poll() is not None:
            self._look_at_clients()

    def _is_handed_over(self) -> bool:
        return self._acks() >= self.wishes.messages

    def _acks(self) -> int:
        with suppress(ValueError):
            return super()._acks()
        return self.outcome.acks

    def _calm_down(self) -> None:
        """Nothing is killed any more: what came in is followed up, and the answers go out."""
        announce(self.home, CALM)
        began = time.monotonic()
        self._hurried, self._least = began, len(list(evidence.stuck(self._owner)))
        while self._within(SETTLING_SECONDS, self._is_less) and self._least:
            pass
        self.outcome.settling_seconds = time.monotonic() - began
        announce(self.home, END)
        self._within(5.0, lambda: all(one.poll() is not None for one in self._clients))

    def _is_less(self) -> bool:
        """Whether less waits than before, or nothing at all."""
        if time.monotonic() - self._hurried > HURRY_SECONDS:
            evidence.hurry(self._owner)
            self._hurried = time.monotonic()
        waits = sum(name != "given up" for name, *_where in evidence.stuck(self._owner))
        is_less = waits == 0 or waits < self._least
        self._least = min(waits, self._least)
        return is_less

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
