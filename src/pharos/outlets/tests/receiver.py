"""A brand's own system on loopback: it checks signatures and honours our ids, as ours asks."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from random import Random
from threading import Event
from typing import Any

from standardwebhooks import Webhook

from pharos.channels.tests.vendor import Answer, Asked, Vendor


class Receiver(Vendor):
    """Takes each id once. `fails` is how often (0 to 1) something goes wrong, in three ways.

    It refuses; or it takes the event and breaks off before, or in the middle of, its answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.secret = ""
        self.effects: list[dict[str, Any]] = []
        self.times_heard: Counter[str] = Counter()
        self.chance, self.fails = Random(4), 0.0
        self.ways = ["refuses", "before", "halfway"]
        self.gate: Event | None = None
        self.was_heard = Event()

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        told = self._verified(asked)
        self.was_heard.set()
        if self.gate is not None:
            self.gate.wait(30)
        goes_wrong = self.chance.random() < self.fails
        how = self.chance.choice(self.ways) if goes_wrong else ""
        if how == "refuses":
            return Answer(status=503)
        if not self.times_heard[asked.headers["webhook-id"]]:
            self.effects.append(told)
        self.times_heard[asked.headers["webhook-id"]] += 1
        return Answer(breaks=how)

    def _verified(self, asked: Asked) -> dict[str, Any]:
        if self.secret:
            name, at = asked.headers["webhook-id"], int(asked.headers["webhook-timestamp"])
            instant = datetime.fromtimestamp(at, UTC)
            mine = Webhook(self.secret).sign(name, instant, asked.body.decode())
            assert mine in asked.headers["webhook-signature"].split()
        return dict(json.loads(asked.body))

    def seqs_of(self, number: str) -> list[int]:
        """The order in which this case's events took effect."""
        return [told["data"]["seq"] for told in self.effects if told["data"].get("case") == number]
