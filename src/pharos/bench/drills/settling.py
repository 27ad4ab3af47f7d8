"""A drill whose senders hand over so many things, and whose answers then all go out."""

from __future__ import annotations

import time
from abc import abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from math import inf

from pharos.bench.drills.drill import TICK_SECONDS, Drill, Outcome
from pharos.bench.drills.phases import CALM, END, announce
from pharos.bench.drills.waiting import GIVEN_UP, hurry, stuck

# After the last, what follows has time as long as it becomes less within so many seconds.
SETTLING_SECONDS, HURRY_SECONDS = 120.0, 10.0


@dataclass
class SettledOutcome(Outcome):
    """What happened besides: in how many cases it ended, what went out, and how long that took."""

    cases: int = 0
    answers: int = 0
    settling_seconds: float = 0.0


def not_reached(outcome: SettledOutcome, *, wanted: int, kills: int) -> list[str]:
    """Return what such a drill did not reach; what it turned away is a finding and no shortfall."""
    found = []
    refused = sum(finding.kind == "refused" for finding in outcome.findings)
    if outcome.acks + refused < wanted:
        found.append(f"{outcome.acks} acknowledged of {wanted}")
    if outcome.kills.total() < kills:
        found.append(f"{outcome.kills.total()} kills of {kills}")
    return found


class SettlingDrill(Drill):
    """`minutes` bounds how long the senders may need."""

    outcome: SettledOutcome
    hurry_seconds = HURRY_SECONDS
    patience = SETTLING_SECONDS

    @property
    @abstractmethod
    def wanted(self) -> int:
        """How many things are to be handed over."""

    def _talk_and_kill(self) -> None:
        """Kill one after the other, at even steps of the way; who was down then, afterwards."""
        started = time.monotonic()
        ends = started + self.wishes.minutes * 60
        victims = self._victims()
        step = self.wanted / (len(victims) + 1)
        while time.monotonic() < ends and (victims or self._acks() < self.wanted):
            self._tree.tend()
            self._look_at_others()
            done = self._acks() // step
            if victims and self.outcome.kills.total() < done and self._kill(victims[-1]):
                victims.pop()
            time.sleep(TICK_SECONDS)
        self.outcome.talk_seconds = time.monotonic() - started
        self.outcome.acks = self._acks()

    def _look_at_others(self) -> None:
        """The sender, started last, ends when it is done; nobody else must."""
        if self._clients[-1].poll() is None:
            return
        if self._clients[-1].returncode or any(
            one.poll() is not None for one in self._clients[:-1]
        ):
            self._look_at_clients()

    def _acks(self) -> int:
        with suppress(ValueError):
            return super()._acks()
        return self.outcome.acks

    def _calm_down(self) -> None:
        """Nothing is killed any more: what came in is followed up, and the answers go out."""
        announce(self.home, CALM)
        began = time.monotonic()
        self._hurried, self._least = began, inf
        while self._within(self.patience, self._is_less) and self._least:
            pass
        self.outcome.settling_seconds = time.monotonic() - began
        announce(self.home, END)
        self._within(5.0, lambda: all(one.poll() is not None for one in self._clients))

    def _missing(self) -> int:
        """What else is to come before it is judged."""
        return 0

    def _is_less(self) -> bool:
        """Whether less waits than before, or nothing at all."""
        self._look_at_others()
        if time.monotonic() - self._hurried > self.hurry_seconds:
            hurry(self._owner)
            self._hurried = time.monotonic()
        waits = sum(name != GIVEN_UP for name, *_where in stuck(self._owner)) + self._missing()
        is_less = waits == 0 or waits < self._least
        self._least = min(waits, self._least)
        return is_less
