"""A brand whose exchange is a simulated world in the test's own process, asked from a browser.

Only the test's process reaches that exchange, so the desk's worker rests and the test takes its
turns (`Connected.work`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pharos.channels.widget.tests.caller import exchange_of
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.connections import Ports, offer_inside
from pharos.exchange.models import Connection
from pharos.exchange.simulator import answering
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.nodes import chains_of
from pharos.exchange.simulator.northmere import account, morning
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.tests.exchange import Exchange
from pharos.testing.resting import let_work
from pharos.testing.world import World

ETHEREUM, POLYGON = "eip155:1", "eip155:137"


@dataclass
class ExchangeHere(Connected):
    """The exchange of the brand: it vouches for its customers, and their deposits arrive."""

    vouching: Exchange | None = None

    @classmethod
    def of(cls, world: World) -> ExchangeHere:
        """Connect the brand of this world, and let the desk's worker rest."""
        let_work(needed=False)
        simulated = morning(at=now())
        # Each test's customers are its own.
        simulated.accounts = {}
        here = cls(world, simulated, vouching=exchange_of(world.brand))
        offer_inside(
            here.name, lambda: Ports(answering.exchange_of(simulated), chains_of(simulated))
        )
        with brand_scope(world.brand.pk):
            inside = Connection.Kind.INSIDE
            Connection.objects.create(brand=world.brand, kind=inside, url=here.name)
        return here

    def work(self) -> None:
        """One turn of the worker, at one instant: the exchange knows nothing newer."""
        with frozen_at(now()):
            super().work()

    def customer(self, name: str, language: str) -> str:
        """Open an account, and return a token that its owner comes with."""
        ref = f"{name.lower()}-{self.world.mark}"
        made = account(name.lower(), name, language, now())
        self.exchange.accounts[ref] = replace(made, card=replace(made.card, ref=ref))
        assert self.vouching is not None
        return self.vouching.token(sub=ref, name=name, language=language)

    def deposit(self, name: str, txid: str, *, seconds_ago: int, network: str = ETHEREUM) -> None:
        """Send a coin and a half to the customer's address for ether, mined so long ago.

        On Ethereum every twelve seconds confirm it once.
        """
        self.exchange.now = now()
        theirs = self.exchange.accounts[f"{name.lower()}-{self.world.mark}"]
        transfer: dict[str, Any] = {
            "network": network,
            "txid": txid,
            "to": theirs.addresses[0].address,
            "amount": "1.5",
            "symbol": "ETH" if network == ETHEREUM else "POL",
            "at": f"-{seconds_ago}s",
        }
        happen(self.exchange, [{"transfer": transfer}])
