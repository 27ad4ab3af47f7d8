"""The port to the chains, and what is read there (domain.md B4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from pharos.exchange.objects.base import Amount, ChainId, Id, Instant
from pharos.exchange.objects.envelope import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Value that moved: where it went in the end, not to which contract the call was made.

    `contract` is the token's contract, None for the chain's own coin. `internal` tells value that
    a contract moved, which no receipt shows. `amount` is what was delivered (XRP Ledger:
    `delivered_amount`, never `Amount`).
    """

    to: Id
    amount: Amount
    symbol: Id
    sender: str = ""
    contract: str | None = None
    memo: str | None = None
    internal: bool = False
    log_index: int | None = None
    # XRP Ledger: what the sender said would be paid, where less was delivered.
    stated: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One transaction as a node sees it. `confirmations` counts its own block as 1."""

    network: ChainId
    txid: Id
    status: Literal["PENDING", "SUCCESS", "FAILED", "REPLACED"]
    transfers: tuple[Transfer, ...] = ()
    height: int | None = None
    block_at: Instant | None = None
    confirmations: int = 0
    # In the mempool: whether the fee is below what the next blocks take.
    low_fee: bool = False
    replaced_by: Id | None = None
    failure: str = ""
    # Whether value that contracts moved was looked for; None where the source does not say.
    internal_read: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    network: ChainId
    height: int
    # When the block was made: a chain that stands still has an old one.
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the sources of one network say together. CERTAIN needs two that agree.

    `transaction` is None where all that answered know nothing of it. `sources` are those that
    answered and agree; `against` says differently.
    """

    # With a default, because what is written leaves out what is not there.
    transaction: Transaction | None = None
    sources: tuple[Id, ...]
    against: tuple[Id, ...] = ()

    @property
    def agreed(self) -> bool:
        return len(self.sources) >= 2 and not self.against  # noqa: PLR2004 - two witnesses


class ChainSource(Protocol):
    """One node or explorer of some networks. Raises `ExchangeError` when it cannot answer."""

    @property
    def name(self) -> str: ...

    @property
    def networks(self) -> frozenset[str]: ...

    def transaction(self, network: str, txid: str) -> Answer[Transaction | None]: ...

    def tip(self, network: str) -> Answer[Tip]: ...


class Chains(Protocol):
    """All networks that can be read, each through its sources."""

    def networks(self) -> Answer[tuple[str, ...]]: ...

    def sighting(self, *, network: str, txid: str) -> Answer[Sighting]: ...

    def tip(self, *, network: str) -> Answer[Tip]: ...
