from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest

from pharos.brands.models import Brand
from pharos.cases.models import Entry
from pharos.diagnosis.acting.rounds import carry_out_waiting
from pharos.diagnosis.actions.wake_watchers import wake_watchers
from pharos.diagnosis.rounds import diagnose_waiting
from pharos.exchange.connections import Ports, offer_inside
from pharos.exchange.models import Connection
from pharos.exchange.simulator.answering import exchange_of
from pharos.exchange.simulator.nodes import chains_of
from pharos.exchange.simulator.northmere import account, morning
from pharos.exchange.simulator.requests import actions_of
from pharos.exchange.simulator.world import Account
from pharos.exchange.simulator.world import World as Simulated
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World


@dataclass
class Connected:
    """A brand with its exchange, and a worker's turns as a test wants them."""

    world: World
    exchange: Simulated
    name: str = field(default_factory=lambda: str(uuid4()))

    @property
    def brand(self) -> Brand:
        return self.world.brand

    def work(self) -> None:
        """One turn of the worker."""
        actor = Actor.system(self.brand.pk)
        self.exchange.now = now()
        follow_up(actor=actor)
        wake_watchers(actor=actor)
        carry_out_waiting(actor)
        while diagnose_waiting(actor):
            pass

    def switch_on(self, *kinds: str, approved: tuple[str, ...] = ()) -> None:
        """Let the exchange be asked for these, some only once a second person has approved."""
        with brand_scope(self.brand.pk):
            Connection.objects.filter(brand=self.brand).update(
                job_kinds=list(kinds), approved_kinds=list(approved)
            )

    @property
    def dana(self) -> Account:
        """Dana's account at the exchange."""
        return self.exchange.accounts[f"Dana-{self.world.mark}"]

    def told(self, case: object) -> list[Entry]:
        return [one for one in self.world.entries(case) if one.kind == "finding"]  # type: ignore[arg-type]


@pytest.fixture
def connected(world: World) -> Connected:
    """A brand whose exchange is a simulated world in this process; Dana has an account there."""
    simulated = morning(at=now())
    here = Connected(world, simulated)
    dana = f"Dana-{world.mark}"
    made = account("dana", "Dana", "en", simulated.now)
    made.card = replace(made.card, ref=dana)
    simulated.accounts = {dana: made}
    actions = actions_of(simulated)
    offer_inside(here.name, lambda: Ports(exchange_of(simulated), chains_of(simulated), actions))
    with brand_scope(world.brand.pk):
        Connection.objects.create(brand=world.brand, kind=Connection.Kind.INSIDE, url=here.name)
    return here
