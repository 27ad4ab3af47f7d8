"""The state of the simulated exchange, and its clock.

Deposits are not written down: they follow from what is on the chains, by the exchange's own rules
(`books.py`). Everything else of an account is what the contract's objects say, and is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from pharos.exchange.actions import Job
from pharos.exchange.objects import (
    ApiCall,
    ApiKey,
    AssetNetwork,
    Balance,
    Campaign,
    ContractSpec,
    CustomerCard,
    Delivery,
    FeeLine,
    FiatTransfer,
    IdentityJob,
    Incident,
    Kyc,
    LedgerLine,
    Limits,
    Liquidation,
    Login,
    OfficialChannel,
    Order,
    P2POrder,
    Policy,
    RecoveryQuote,
    Restriction,
    Security,
    Series,
    Tier,
    TravelRule,
    WhitelistEntry,
    Withdrawal,
)
from pharos.exchange.objects.money import DepositState
from pharos.exchange.places import same_place
from pharos.exchange.simulator.chain import SimulatedChain


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that the exchange gave to an account, or its hot wallet (`account` empty)."""

    network: str
    address: str
    asset: str
    memo: str | None = None
    retired_at: datetime | None = None
    credits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the exchange decided about one arriving transaction, against its ordinary course."""

    state: DepositState
    reason: str | None = None
    travel_rule: TravelRule | None = None
    review_at: datetime | None = None


@dataclass(slots=True)
class Account:
    """One customer with everything that the exchange keeps of them."""

    card: CustomerCard
    tier: Tier
    kyc: Kyc
    security: Security
    limits: Limits
    addresses: list[Address] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    whitelist: list[WhitelistEntry] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    fiat: list[FiatTransfer] = field(default_factory=list)
    ledger: dict[str, list[LedgerLine]] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    liquidations: list[Liquidation] = field(default_factory=list)
    fees: list[FeeLine] = field(default_factory=list)
    p2p: list[P2POrder] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    logins: list[Login] = field(default_factory=list)
    api_keys: list[ApiKey] = field(default_factory=list)
    api_errors: list[ApiCall] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    job: IdentityJob | None = None

    @property
    def ref(self) -> str:
        return self.card.ref


# What may be wrong with a source: it does not answer, takes for ever, tells what it knew an hour
# ago, or does not tell the truth.
Fault = Literal["down", "hang", "stale", "lie"]


@dataclass(slots=True)
class World:
    """All of it. `now` moves only by `advance`."""

    now: datetime
    seed: int = 0
    accounts: dict[str, Account] = field(default_factory=dict)
    networks: list[AssetNetwork] = field(default_factory=list)
    chains: dict[str, SimulatedChain] = field(default_factory=dict)
    # How many blocks the exchange's reader is behind, by network.
    lags: dict[str, int] = field(default_factory=dict)
    rulings: dict[tuple[str, str], Ruling] = field(default_factory=dict)
    # What the exchange has read and, by a fault of its own, not booked: network and transaction.
    forgotten: set[tuple[str, str]] = field(default_factory=set)
    hot_wallets: list[Address] = field(default_factory=list)
    quotes: dict[str, RecoveryQuote] = field(default_factory=dict)
    flagged: dict[str, str] = field(default_factory=dict)
    contracts: set[tuple[str, str]] = field(default_factory=set)
    incidents: list[Incident] = field(default_factory=list)
    channels: list[OfficialChannel] = field(default_factory=list)
    policies: dict[str, Policy] = field(default_factory=dict)
    series: dict[tuple[str, str], Series] = field(default_factory=dict)
    specs: list[ContractSpec] = field(default_factory=list)
    # By source: "exchange", "exchange.NAME" for one question, "chain.NAME" for one node.
    faults: dict[str, Fault] = field(default_factory=dict)
    # What was requested of the exchange, by customer and the asker's token.
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    # How requests are answered instead of by the rules, by kind of job: REFUSED with a reason, or
    # RUNNING until somebody decides.
    moods: dict[str, tuple[str, str]] = field(default_factory=dict)
    # What was left running so, by job: the operation and its arguments.
    undecided: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    unsupported: set[str] = field(default_factory=set)

    def advance(self, by: timedelta) -> None:
        self.now += by

    def account(self, ref: str) -> Account | None:
        return self.accounts.get(ref)

    def asset_network(self, asset: str, network: str) -> AssetNetwork | None:
        """The exchange's own row, with the heights of now."""
        for row in self.networks:
            if (row.asset, row.network) == (asset, network):
                return self.with_heights(row)
        return None

    def with_heights(self, row: AssetNetwork) -> AssetNetwork:
        chain = self.chains.get(row.network)
        if chain is None:
            return row
        height = chain.height(self.now)
        return replace(
            row, chain_height=height, scanner_height=height - self.lags.get(row.network, 0)
        )

    def set_network(self, asset: str, network: str, **changes: Any) -> None:
        """Open, pause or otherwise change an asset on a network. Repeats safely."""
        self.networks = [
            replace(row, **changes) if (row.asset, row.network) == (asset, network) else row
            for row in self.networks
        ]

    def owners(self, network: str, address: str) -> Iterator[tuple[Account, Address]]:
        """Whoever was given this address there; several where a memo tells them apart."""
        for account in self.accounts.values():
            for given in account.addresses:
                if given.network == network and same_place(network, given.address, address):
                    yield account, given
