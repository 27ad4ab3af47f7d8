"""Orders, positions, prices, fees and promotions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pharos.exchange.objects.base import Amount, AssetCode, Code, Id, Instant, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent:
    at: Instant
    kind: Literal["PLACED", "TRIGGERED", "FILL", "REJECTED", "CANCELLED", "EXPIRED"]
    price: Amount | None = None
    amount: Amount | None = None
    # Of a refusal or a cancellation: why, as a code of the contract.
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order and everything that happened to it, oldest first."""

    id: Id
    symbol: Id
    side: Literal["BUY", "SELL"]
    kind: Literal["LIMIT", "MARKET", "STOP_LIMIT", "STOP_MARKET"]
    amount: Amount
    placed_at: Instant
    state: Literal["OPEN", "PARTIAL", "FILLED", "CANCELLED", "REJECTED", "EXPIRED"]
    filled: Amount
    events: tuple[OrderEvent, ...]
    price: Amount | None = None
    stop_price: Amount | None = None
    trigger: Literal["LAST", "MARK", "INDEX"] | None = None
    ended_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Liquidation:
    """One forced closing: what the exchange recorded of it."""

    id: Id
    symbol: Id
    side: Literal["LONG", "SHORT"]
    size: Amount
    leverage: Amount
    margin_mode: Literal["CROSS", "ISOLATED"]
    liquidation_price: Amount
    at: Instant
    fill_price: Amount
    stop_price: Amount | None = None
    stop_trigger: Literal["LAST", "MARK", "INDEX"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    at: Instant
    value: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Prices, oldest first, `step_seconds` apart."""

    symbol: Id
    kind: Literal["mark", "index", "last", "funding"]
    step_seconds: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSpec:
    """The rules of a contract that were in force at an instant."""

    symbol: Id
    version: Id
    liquidation_by: Literal["MARK", "LAST", "INDEX"]
    maintenance_rate: Amount
    in_force_from: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class P2POrder:
    id: Id
    role: Literal["BUYER", "SELLER"]
    asset: AssetCode
    amount: Amount
    fiat: AssetCode
    price: Amount
    state: Literal["WAIT_PAYMENT", "PAID", "APPEAL", "RELEASED", "CANCELLED", "FROZEN"]
    created_at: Instant
    deadline: Instant | None = None
    in_escrow: bool = True
    appeal_step: Literal["EVIDENCE", "REVIEW", "DECISION"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """How one fee came about: `fee` = `rate` x `base`, exactly. `discount` is in `rate` already."""

    ref: Id
    kind: Literal["TRADE", "WITHDRAWAL"]
    asset: AssetCode
    base: Amount
    rate: Amount
    fee: Amount
    tier: Id
    tier_since: Instant
    role: Literal["MAKER", "TAKER"] | None = None
    discount: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRule:
    """One condition, what it asks and what was reached."""

    nr: int
    code: Code
    needs: Amount
    reached: Amount
    unit: AssetCode
    before: Instant

    @property
    def is_met(self) -> bool:
        return self.reached >= self.needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    id: Id
    name: Text
    state: Literal["RUNNING", "COUNTING", "DECIDED"]
    rules: tuple[CampaignRule, ...]
    eligible: bool | None = None
    pay_at: Instant | None = None
    paid_at: Instant | None = None
    decide_at: Instant | None = None
    excluded: Code | None = None
