"""The simulated nodes served over HTTP, each with its own faults."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from pydantic import ValidationError

from pharos.exchange.chains.wire import ANSWERS, PREFIX, QUESTIONS
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.asgi import Receive, Scope, Send, body_of, respond
from pharos.exchange.http.wire import LARGEST_QUESTION, MEDIA, OK, STATUS, dump_error
from pharos.exchange.objects import Answer
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.nodes import GOOD_FOR, NODES, Node
from pharos.exchange.simulator.shifting import moved

HANG_SECONDS: Final = 30.0


class ChainDoor:
    """ASGI under `/chain/v1/`: `transaction`, `tip` and `networks` of north and south."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._nodes = {name: Node(kept.world, name) for name in NODES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await body_of(receive, LARGEST_QUESTION)
        name = scope["path"].removeprefix(PREFIX)
        try:
            answer = await self._answered(name, scope["method"], body or b"")
        except ExchangeError as error:
            await respond(send, STATUS[error.refusal][0], dump_error(error), MEDIA)
            return
        await respond(send, OK, ANSWERS[name].dump_json(answer), MEDIA)

    async def _answered(self, name: str, method: str, body: bytes) -> Answer[Any]:
        if name not in QUESTIONS or method != "POST":
            raise ExchangeError(Refusal.UNSUPPORTED, "there is no such question")
        try:
            question = QUESTIONS[name].model_validate_json(body)
        except ValidationError as error:
            raise ExchangeError(Refusal.UNSUPPORTED, "the question is not understood") from error
        node = self._nodes.get(question.node)
        if node is None:
            raise ExchangeError(Refusal.UNSUPPORTED, "there is no such node")
        self._kept.follow()
        await self._hang(question.node)
        arguments = question.model_dump(exclude={"node"})
        if arguments.get("network", next(iter(node.networks))) not in node.networks:
            raise ExchangeError(Refusal.UNSUPPORTED, "this node does not read that network")
        answer = self._networks(node) if name == "networks" else getattr(node, name)(**arguments)
        return moved(answer, -self._kept.ahead)

    def _networks(self, node: Node) -> Answer[tuple[str, ...]]:
        at = self._kept.world.now
        return Answer(
            data=tuple(sorted(node.networks)),
            as_of=at,
            source=f"chain.{node.name}",
            stale_after=at + GOOD_FOR,
            request_id=node.name,
        )

    async def _hang(self, name: str) -> None:
        waited = 0.0
        while waited < HANG_SECONDS:
            faults = self._kept.world.faults
            if "hang" not in (faults.get(f"chain.{name}"), faults.get("chain")):
                return
            await asyncio.sleep(0.1)
            waited += 0.1
        raise ExchangeError(Refusal.UNAVAILABLE, "it hangs")
