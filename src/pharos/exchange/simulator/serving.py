"""The simulated exchange as a server of its own: the contract, the chains, and a page to play on.

Everything happens in one thread, so nobody sees half an event. It is for this machine only: who can
reach the page can do anything to the world.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pharos.exchange.actions import everything
from pharos.exchange.chains.wire import PREFIX as CHAINS
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.asgi import Receive, Scope, Send
from pharos.exchange.http.server import PREFIX, ContractServer
from pharos.exchange.objects import Answer
from pharos.exchange.simulator.answering import SimulatedExchange
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.page import PageDoor
from pharos.exchange.simulator.remote_nodes import ChainDoor
from pharos.exchange.simulator.requests import Requests
from pharos.exchange.simulator.sending import Sender
from pharos.exchange.simulator.shifting import moved

TICK_SECONDS: Final = 1.0
HANG_SECONDS: Final = 30.0


class SimulatorServer:
    """ASGI: `/v1/` is the contract, `/chain/v1/` the nodes, everything else the page."""

    def __init__(
        self,
        kept: Kept,
        *,
        keys: Mapping[str, Ed25519PublicKey],
        audience: str,
        sender: Sender | None = None,
        told: Callable[[str], None] | None = None,
    ) -> None:
        self._kept = kept
        self._sender = sender
        self._told = told
        self._exchange = SimulatedExchange(kept.world)
        self._requests = Requests(kept, self._something_happened)
        self._contract = ContractServer(self.ask, everything(), keys=keys, audience=audience)
        self._chains = ChainDoor(kept)
        self._page = PageDoor(kept, self._something_happened)
        self._ticking: asyncio.Task[None] | None = None

    async def ask(
        self, name: str, context: AccessContext, arguments: Mapping[str, Any]
    ) -> Answer[Any]:
        """Answer in the world's time, and give the answer back in everybody's."""
        self._kept.follow()
        await self._hang(name)
        ahead = self._kept.ahead
        if name in self._requests:
            answer = self._requests.ask(name, moved(context, ahead), moved(arguments, ahead))
        else:
            answer = self._exchange.ask(name, moved(context, ahead), moved(arguments, ahead))
        return moved(answer, -self._kept.ahead)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        path = scope["path"]
        if path.startswith(PREFIX):
            await self._contract(scope, receive, send)
        elif path.startswith(CHAINS):
            await self._chains(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _hang(self, name: str) -> None:
        """Keep whoever asks waiting, if this source hangs; the fault may be mended meanwhile."""
        faults = self._kept.world.faults
        waited = 0.0
        while "hang" in (faults.get(f"exchange.{name}"), faults.get("exchange")):
            await asyncio.sleep(0.1)
            waited += 0.1
            faults = self._kept.world.faults
            if waited >= HANG_SECONDS:
                raise ExchangeError(Refusal.UNAVAILABLE, name, source="exchange")

    def _something_happened(self) -> None:
        if self._sender:
            self._sender.look(self._kept.world, self._kept.ahead)

    async def _tick(self) -> None:
        """What the clock alone brings about is noticed here."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._kept.follow()
            self._something_happened()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        if self._sender:
            self._sender.begin(self._kept.world)
            self._ticking = asyncio.create_task(self._tick())
        if self._told:
            self._told("serving")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._ticking:
            self._ticking.cancel()
            with suppress(asyncio.CancelledError):
                await self._ticking
        if self._sender:
            self._sender.end()
        await send({"type": "lifespan.shutdown.complete"})
