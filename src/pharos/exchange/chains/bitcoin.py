"""Bitcoin and its like, read from an Esplora-compatible server."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Final, TypeVar

from pydantic import Field, TypeAdapter

from pharos.exchange.chains.coins import coin_of
from pharos.exchange.chains.port import Tip, Transaction, Transfer
from pharos.exchange.chains.reading import (
    Endpoint,
    Height,
    Seconds,
    Shape,
    in_units,
    one_question,
)
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer

T = TypeVar("T")
GOOD_FOR: Final = timedelta(minutes=1)
PLACES: Final = 8
# A fee that gets into one of so many blocks to come is not low.
SOON_BLOCKS: Final = "3"
# Waiting transactions whose inputs are remembered, to tell what took their place.
REMEMBERED: Final = 2_000
# Of a sweep with hundreds of inputs only the first are asked about.
MOST_INPUTS: Final = 20
# A CAIP-2 reference of this family is the beginning of the first block's hash.
REFERENCE: Final = 32
NOT_FOUND: Final = 404

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Sats = Annotated[int, Field(ge=0, le=21_000_000 * 10**8)]
_TXID: Final = re.compile(r"[0-9a-f]{64}")
_HASH: Final = re.compile(rb"[0-9a-f]{64}")


class Output(Shape):
    value: Sats
    kind: Annotated[str, Field(alias="scriptpubkey_type", max_length=64)] = "unknown"
    address: Annotated[str | None, Field(alias="scriptpubkey_address", max_length=128)] = None


class Input(Shape):
    txid: Hash
    output: Annotated[int, Field(alias="vout", ge=0, lt=2**32)]
    spends: Annotated[Output | None, Field(alias="prevout")] = None
    is_coinbase: bool = False


class Status(Shape):
    confirmed: bool
    height: Annotated[Height | None, Field(alias="block_height")] = None
    at: Annotated[Seconds | None, Field(alias="block_time")] = None


class Tx(Shape):
    txid: Hash
    inputs: Annotated[tuple[Input, ...], Field(alias="vin")]
    outputs: Annotated[tuple[Output, ...], Field(alias="vout")]
    weight: Annotated[int, Field(gt=0, le=4_000_000)]
    fee: Sats
    status: Status


class Outspend(Shape):
    spent: bool
    txid: Hash | None = None


class Block(Shape):
    height: Height
    at: Annotated[Seconds, Field(alias="timestamp")]


Fee = Annotated[Decimal, Field(ge=0, le=10**8, strict=False)]
ESTIMATES: Final = TypeAdapter(dict[str, Fee])


class BitcoinSource:
    """One Esplora server of one network (`ChainSource`).

    At the first question the server must show the network's own first block. What waits is
    remembered by what it spends, so that a replacement can be named. `symbol` is the coin's,
    where `coins.py` has none.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        network: str,
        now: Callable[[], datetime],
        symbol: str = "",
    ) -> None:
        self._endpoint = endpoint
        self._network = network
        self._now = now
        self._symbol = coin_of(network, symbol)
        self._is_known = False
        self._waiting: OrderedDict[str, Tx] = OrderedDict()

    @property
    def name(self) -> str:
        return self._endpoint.source

    @property
    def networks(self) -> frozenset[str]:
        return frozenset({self._network})

    def transaction(self, network: str, txid: str) -> Answer[Transaction | None]:
        """What this server tells of it; None if nothing. Raises `ExchangeError`."""
        with one_question():
            self._check(network)
            plain = txid.lower()
            if not _TXID.fullmatch(plain):
                return self._answer(None)
            seen = self._seen(plain)
            return self._answer(replace(seen, txid=txid) if seen else None)

    def tip(self, network: str) -> Answer[Tip]:
        with one_question():
            self._check(network)
            found = self._tip_hash()
            block = self._endpoint.read(Block, self._existing(f"/block/{found}"))
            return self._answer(Tip(network=network, height=block.height, at=_instant(block.at)))

    def _seen(self, txid: str) -> Transaction | None:
        reply = self._endpoint.get(f"/tx/{txid}")
        if reply.status == NOT_FOUND:
            before = self._waiting.get(txid)
            return self._replaced(before) if before else None
        tx = self._endpoint.read(Tx, reply.body)
        if tx.txid != txid:
            raise self._endpoint.unreadable("another transaction was answered")
        return self._mined(tx) if tx.status.confirmed else self._unmined(tx)

    def _mined(self, tx: Tx) -> Transaction:
        if tx.status.height is None or tx.status.at is None:
            raise self._endpoint.unreadable("a block without height or time")
        top = self._height()
        if top < tx.status.height:
            raise self._endpoint.unreadable("a block above the highest")
        self._waiting.pop(tx.txid, None)
        return replace(
            self._told(tx),
            status="SUCCESS",
            height=tx.status.height,
            block_at=_instant(tx.status.at),
            confirmations=top - tx.status.height + 1,
        )

    def _unmined(self, tx: Tx) -> Transaction:
        """A transaction in the mempool, or one that lost its place and is still remembered."""
        self._waiting[tx.txid] = tx
        self._waiting.move_to_end(tx.txid)
        while len(self._waiting) > REMEMBERED:
            self._waiting.popitem(last=False)
        return self._replaced(tx) or replace(self._told(tx), low_fee=self._has_low_fee(tx))

    def _replaced(self, tx: Tx) -> Transaction | None:
        """The same as replaced, if another transaction spends what it wanted to spend."""
        for spent in tx.inputs[:MOST_INPUTS]:
            reply = self._endpoint.get(f"/tx/{spent.txid}/outspend/{spent.output}")
            if reply.status == NOT_FOUND:
                continue
            found = self._endpoint.read(Outspend, reply.body)
            if found.spent and found.txid is None:
                raise self._endpoint.unreadable("spent, and not by what")
            if found.spent and found.txid != tx.txid:
                return replace(self._told(tx), status="REPLACED", replaced_by=found.txid)
        return None

    def _has_low_fee(self, tx: Tx) -> bool:
        rates = self._endpoint.read(ESTIMATES, self._existing("/fee-estimates"))
        rate = rates.get(SOON_BLOCKS)
        return rate is not None and Decimal(tx.fee) / (Decimal(tx.weight) / 4) < rate

    def _told(self, tx: Tx) -> Transaction:
        senders = {one.spends.address for one in tx.inputs if one.spends and one.spends.address}
        sender = senders.pop() if len(senders) == 1 else ""
        return Transaction(
            network=self._network,
            txid=tx.txid,
            status="PENDING",
            internal_read=True,
            transfers=tuple(
                Transfer(
                    to=output.address or output.kind,
                    amount=in_units(output.value, PLACES),
                    symbol=self._symbol,
                    sender=sender,
                    log_index=nr,
                )
                for nr, output in enumerate(tx.outputs)
                if output.address or output.value
            ),
        )

    def _height(self) -> int:
        return self._endpoint.read(TypeAdapter(Height), self._existing("/blocks/tip/height"))

    def _tip_hash(self) -> str:
        return self._hash_at("/blocks/tip/hash")

    def _hash_at(self, path: str) -> str:
        body = self._existing(path).strip()
        if not _HASH.fullmatch(body):
            raise self._endpoint.unreadable("no hash of a block")
        return body.decode("ascii")

    def _existing(self, path: str) -> bytes:
        reply = self._endpoint.get(path)
        if reply.status == NOT_FOUND:
            raise self._endpoint.unreadable("what every server has is not there")
        return reply.body

    def _check(self, network: str) -> None:
        if network != self._network:
            raise ExchangeError(Refusal.UNSUPPORTED, network, source=self.name)
        if self._is_known:
            return
        reference = self._network.partition(":")[2]
        if self._hash_at("/block-height/0")[:REFERENCE] != reference:
            raise self._endpoint.unreadable("this server reads another network")
        self._is_known = True

    def _answer(self, data: T) -> Answer[T]:
        at = self._now()
        return Answer(
            data=data, as_of=at, source=self.name, stale_after=at + GOOD_FOR, request_id=self.name
        )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
