"""Dana's case at a brand whose exchange can be asked for everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.models import Entry
from pharos.diagnosis.acting.actions.ask_as_customer import ask_as_customer
from pharos.diagnosis.acting.actions.ask_for_customer import ask_for_customer
from pharos.diagnosis.acting.asking import Wanted
from pharos.diagnosis.acting.kinds import KINDS
from pharos.diagnosis.acting.rounds import carry_out_waiting
from pharos.diagnosis.models import ExchangeJob
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.simulator.events import happen
from pharos.kernel.errors import DomainError
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor

LOCK = "SELF_LOCK"
State = ExchangeJob.State


class Desk:
    """Dana's case, and what is asked of the exchange for it."""

    def __init__(self, here: Connected) -> None:
        self.here, self.world = here, here.world
        self.case = self.world.asked(text="Somebody is in my account.")

    def by_dana(self, kind: str = LOCK, token: str = "", **more: Any) -> ExchangeJob:
        chat = self.world.conversation(self.case)
        return ask_as_customer(
            actor=self.world.actor(self.world.dana),
            external_id=chat.external_id,
            channel="widget",
            wanted=Wanted(kind=kind, client_token=token or str(uuid4())),
            **more,
        )

    def by_amara(self, kind: str = LOCK, token: str = "", **more: Any) -> ExchangeJob:
        return ask_for_customer(
            actor=more.pop("actor", self.world.amara.actor()),
            number=self.case.number,
            wanted=Wanted(kind=kind, client_token=token or str(uuid4())),
            **more,
        )

    def work(self, *, after: timedelta = timedelta(0)) -> None:
        """The worker's turn, so much later."""
        with frozen_at(now() + after):
            self.here.exchange.now = now()
            carry_out_waiting(Actor.system(self.world.brand.pk))

    def happens(self, **event: Any) -> None:
        self.here.exchange.now = now()
        happen(self.here.exchange, [event])

    @property
    def job(self) -> ExchangeJob:
        with brand_scope(self.world.brand.pk):
            return ExchangeJob.objects.get(case=self.case)

    @property
    def entries(self) -> list[Entry]:
        return [one for one in self.world.entries(self.case) if one.kind == "job"]

    @property
    def states(self) -> list[str]:
        return [(one.payload or {})["state"] for one in self.entries]

    @property
    def said(self) -> list[str]:
        """What Dana reads."""
        return [one.body or "" for one in self.entries if one.position is not None]

    @property
    def locks(self) -> int:
        return sum(one.code == "SEC_SELF_LOCK" for one in self.here.dana.restrictions)


@pytest.fixture
def desk(connected: Connected) -> Desk:
    connected.switch_on(*KINDS)
    return Desk(connected)


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        ask()
    return caught.value.code
