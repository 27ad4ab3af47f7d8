"""Chains of Ethereum's kind, read through web3.py: where value went, not what was called."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from web3 import Web3
from web3.exceptions import TransactionNotFound

from pharos.exchange.chains.coins import coin_of
from pharos.exchange.chains.evm_node import Node
from pharos.exchange.chains.evm_shapes import Receipt, Tx
from pharos.exchange.chains.evm_tokens import Tokens, asked_transfer
from pharos.exchange.chains.evm_traces import NodeTracer, Tracer, internal_transfers
from pharos.exchange.chains.port import Tip, Transaction, Transfer
from pharos.exchange.chains.reading import in_units, one_question
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer

T = TypeVar("T")
GOOD_FOR: Final = timedelta(minutes=1)
# What a plain payment costs: less than this no contract can do anything.
PLAIN_GAS: Final = 21_000
# Waiting transactions that are remembered by sender and number, to tell what took their place.
REMEMBERED: Final = 2_000
# How far back a replacement is looked for: two days of the slowest of these chains.
BLOCKS_BACK: Final = 2**14
_TXID: Final = re.compile(r"(?:0x)?([0-9a-f]{64})")


class EvmSource:
    """One node of one network (`ChainSource`). Addresses are in small letters throughout.

    At the first question the node's chain id must be the network's. `tracer` tells what contracts
    moved among themselves; without one the node is asked, and if it cannot tell either,
    `internal_read` is False: nobody looked. `symbol` is the coin's, where `coins.py` has none.
    """

    def __init__(  # noqa: PLR0913 - what a source is made of
        self,
        web3: Web3,
        *,
        name: str,
        network: str,
        now: Callable[[], datetime],
        symbol: str = "",
        places: int = 18,
        tracer: Tracer | None = None,
    ) -> None:
        self._node = Node(web3, name)
        self._network = network
        self._now = now
        self._symbol = coin_of(network, symbol)
        self._places = places
        self._tokens = Tokens(self._node)
        self._trace = tracer or NodeTracer(self._node)
        self._is_known = False
        self._waiting: OrderedDict[str, Tx] = OrderedDict()

    @property
    def name(self) -> str:
        return self._node.name

    @property
    def networks(self) -> frozenset[str]:
        return frozenset({self._network})

    def transaction(self, network: str, txid: str) -> Answer[Transaction | None]:
        """What this node tells of it; None if nothing. Raises `ExchangeError`."""
        with one_question():
            self._check(network)
            match = _TXID.fullmatch(txid.lower())
            seen = self._seen(f"0x{match[1]}") if match else None
            return self._answer(replace(seen, txid=txid) if seen else None)

    def tip(self, network: str) -> Answer[Tip]:
        with one_question():
            self._check(network)
            head = self._node.head("latest")
            return self._answer(Tip(network=network, height=head.number, at=_instant(head.seconds)))

    def _seen(self, txid: str) -> Transaction | None:
        try:
            tx = self._node.transaction(txid)
        except TransactionNotFound:
            before = self._waiting.get(txid)
            return self._replaced(before) if before else None
        try:
            receipt = self._node.receipt(txid)
        except TransactionNotFound:
            return self._unmined(tx)
        if tx.block_hash != receipt.block_hash:
            raise self._node.unreadable("the chain was just rearranged")
        self._waiting.pop(txid, None)
        return self._mined(tx, receipt)

    def _unmined(self, tx: Tx) -> Transaction:
        self._waiting[tx.id] = tx
        self._waiting.move_to_end(tx.id)
        while len(self._waiting) > REMEMBERED:
            self._waiting.popitem(last=False)
        base = self._node.head("latest").base_fee
        is_low = base is not None and tx.highest_price is not None and tx.highest_price < base
        return self._replaced(tx) or replace(self._told(tx), low_fee=is_low)

    def _told(self, tx: Tx) -> Transaction:
        """What a transaction asks for that is not in a block yet."""
        asked = (*self._own(tx), *asked_transfer(tx, self._tokens))
        return Transaction(network=self._network, txid=tx.id, status="PENDING", transfers=asked)

    def _mined(self, tx: Tx, receipt: Receipt) -> Transaction:
        head = self._node.head(receipt.block)
        if head.hash != receipt.block_hash:
            raise self._node.unreadable("the chain was just rearranged")
        top = self._node.height()
        if top < receipt.block:
            raise self._node.unreadable("a block above the highest")
        seen = Transaction(
            network=self._network,
            txid=tx.id,
            status="SUCCESS",
            height=receipt.block,
            block_at=_instant(head.seconds),
            confirmations=top - receipt.block + 1,
        )
        if receipt.status:
            return self._with_transfers(seen, tx, receipt)
        failure = "out_of_gas" if receipt.gas_used >= tx.gas else "reverted"
        return replace(seen, status="FAILED", failure=failure, internal_read=True)

    def _with_transfers(self, seen: Transaction, tx: Tx, receipt: Receipt) -> Transaction:
        shown = (*self._own(tx, receipt.contract), *self._tokens.transfers(receipt.logs))
        if receipt.gas_used <= PLAIN_GAS:
            return replace(seen, transfers=shown, internal_read=True)
        trace = self._trace(tx.id)
        if trace is None:
            return replace(seen, transfers=shown, internal_read=False)
        try:
            inner = internal_transfers(trace, self._symbol, self._places)
        except ValueError as error:
            raise self._node.unreadable(str(error)) from None
        return replace(seen, transfers=(*shown, *inner), internal_read=True)

    def _own(self, tx: Tx, created: str | None = None) -> tuple[Transfer, ...]:
        """The chain's own coin, as the transaction itself moves it."""
        to = tx.to or created
        if not tx.value or to is None:
            return ()
        amount = in_units(tx.value, self._places)
        return (
            Transfer(to=to.lower(), amount=amount, symbol=self._symbol, sender=tx.sender.lower()),
        )

    def _replaced(self, tx: Tx) -> Transaction | None:
        """The same as replaced, if its sender's number was used by another transaction."""
        if self._node.count(tx.sender) <= tx.nonce:
            return None
        winner = self._node.used_by(tx.sender, tx.nonce, back=BLOCKS_BACK)
        if winner == tx.id:
            raise self._node.unreadable("it moved while it was read")
        return replace(self._told(tx), status="REPLACED", replaced_by=winner)

    def _check(self, network: str) -> None:
        if network != self._network:
            raise ExchangeError(Refusal.UNSUPPORTED, network, source=self.name)
        if self._is_known:
            return
        if f"eip155:{self._node.chain_id()}" != self._network:
            raise self._node.unreadable("this node reads another network")
        self._is_known = True

    def _answer(self, data: T) -> Answer[T]:
        at = self._now()
        return Answer(
            data=data, as_of=at, source=self.name, stale_after=at + GOOD_FOR, request_id=self.name
        )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
