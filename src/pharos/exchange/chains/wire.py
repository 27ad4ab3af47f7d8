"""The chain port on the wire: three questions, the same at both ends."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, TypeAdapter

from pharos.exchange.chains.port import Tip, Transaction
from pharos.exchange.objects import Answer
from pharos.exchange.objects.base import Id

PREFIX: Final = "/chain/v1/"


class NodeQuestion(BaseModel):
    """Which node is meant."""

    model_config = ConfigDict(extra="forbid")

    node: Id


class NetworkQuestion(NodeQuestion):
    network: Id


class TransactionQuestion(NetworkQuestion):
    txid: Id


QUESTIONS: Final[dict[str, type[NodeQuestion]]] = {
    "networks": NodeQuestion,
    "tip": NetworkQuestion,
    "transaction": TransactionQuestion,
}
# A node that knows nothing of a transaction says so: `data` is null, and that is an answer.
ANSWERS: Final[dict[str, TypeAdapter[Any]]] = {
    "networks": TypeAdapter(Answer[tuple[str, ...]]),
    "tip": TypeAdapter(Answer[Tip]),
    "transaction": TypeAdapter(Answer[Transaction | None]),
}
