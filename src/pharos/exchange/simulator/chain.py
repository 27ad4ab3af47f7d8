"""A chain of the simulated world: blocks by the clock, transactions in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from pharos.exchange.chains.port import Tip, Transaction, Transfer


@dataclass(slots=True)
class Mined:
    """A transaction as it truly is. `sent_at` None: it was never broadcast."""

    txid: str
    transfers: tuple[Transfer, ...]
    sent_at: datetime
    mined_at: datetime | None = None
    failed: str = ""
    replaced_by: str | None = None
    low_fee: bool = False


@dataclass(slots=True)
class SimulatedChain:
    """One network. A block every `block_seconds` since `began_at`, unless it was halted."""

    network: str
    block_seconds: int
    began_at: datetime
    first_height: int = 1_000_000
    halted_at: datetime | None = None
    transactions: dict[str, Mined] = field(default_factory=dict)

    def height(self, at: datetime) -> int:
        end = min(at, self.halted_at) if self.halted_at else at
        return self.first_height + int((end - self.began_at).total_seconds() // self.block_seconds)

    def mine(self, mined: Mined) -> None:
        self.transactions[mined.txid] = mined

    def block_of(self, mined: Mined) -> int | None:
        return None if mined.mined_at is None else self.height(mined.mined_at)

    def time_of(self, height: int) -> datetime:
        """When this block was made."""
        return self.began_at + timedelta(seconds=(height - self.first_height) * self.block_seconds)

    def confirmations(self, mined: Mined, at: datetime) -> int:
        """Blocks on it, its own included; 0 before it is mined."""
        if mined.mined_at is None or mined.mined_at > at:
            return 0
        return self.height(at) - self.height(mined.mined_at) + 1

    def transaction(self, txid: str, at: datetime) -> Transaction | None:
        """What a node tells of it at `at`."""
        mined = self.transactions.get(txid)
        if mined is None or mined.sent_at > at:
            return None
        count = self.confirmations(mined, at)
        seen = Transaction(
            network=self.network,
            txid=txid,
            status=_status(mined, count),
            transfers=() if mined.failed and count else mined.transfers,
            low_fee=mined.low_fee,
            replaced_by=mined.replaced_by,
            failure=mined.failed if count else "",
        )
        if not count:
            return seen
        assert mined.mined_at is not None, "it has confirmations"
        return replace(
            seen,
            height=self.height(mined.mined_at),
            block_at=self.time_of(self.height(mined.mined_at)),
            confirmations=count,
        )

    def tip(self, at: datetime) -> Tip:
        height = self.height(at)
        return Tip(network=self.network, height=height, at=self.time_of(height))


def _status(mined: Mined, count: int) -> Literal["PENDING", "SUCCESS", "FAILED", "REPLACED"]:
    if mined.replaced_by:
        return "REPLACED"
    if not count:
        return "PENDING"
    return "FAILED" if mined.failed else "SUCCESS"


def sent(to: str, amount: str | Decimal, symbol: str, **more: object) -> Transfer:
    """A transfer in short."""
    return Transfer(to=to, amount=Decimal(amount), symbol=symbol, **more)  # type: ignore[arg-type]
