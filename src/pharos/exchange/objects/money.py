"""Money that comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pharos.exchange.objects.base import Amount, AssetCode, ChainId, Code, Id, Instant, Text

DepositState = Literal[
    "SEEN",
    "CONFIRMING",
    "CREDITED",
    "CREDITED_LOCKED",
    "AWAITING_INFO",
    "ON_HOLD",
    "REJECTED",
    "REFUNDING",
    "REFUNDED",
    "WRONG",
    "REPLACED",
    "FAILED",
]
WithdrawalState = Literal[
    "AWAITING_CUSTOMER",
    "AWAITING_INFO",
    "IN_REVIEW",
    "QUEUED",
    "SIGNING",
    "BROADCAST",
    "CONFIRMED",
    "CANCELLED",
    "REJECTED",
    "FAILED_REFUNDED",
    "ON_HOLD",
]
TravelRuleState = Literal[
    "OK",
    "NEED_SENDER_INFO",
    "OWNERSHIP_PROOF",
    "COUNTERPARTY_WAIT",
    "MISMATCH",
    "RETURN_AVAILABLE",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelRule:
    """Where the exchange of data about sender and receiver stands."""

    state: TravelRuleState
    due_at: Instant | None = None
    counterparty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    id: Id
    asset: AssetCode
    network: ChainId
    txid: Id
    amount: Amount
    state: DepositState
    confirmations: int
    required: int
    seen_at: Instant
    to: Id
    from_addresses: tuple[str, ...] = ()
    memo: str | None = None
    log_index: int | None = None
    wallet: Literal["FUNDING", "SPOT", "SUB"] = "FUNDING"
    credited_at: Instant | None = None
    unlocked_at: Instant | None = None
    unlock_confirmations: int | None = None
    reason: Code | None = None
    travel_rule: TravelRule | None = None
    replaced_by: Id | None = None
    review_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositMatch:
    """Whose record of this transaction there is. OTHER never says whose."""

    match: Literal["SELF", "OTHER", "NONE"]
    deposit: Deposit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressMatch:
    """Whose address this is at the exchange."""

    match: Literal["SELF_CURRENT", "SELF_RETIRED", "OTHER", "HOT_WALLET", "NOT_OURS"]
    memo_required: bool = False
    memo_match: Literal["SELF", "OTHER", "UNKNOWN", "NONE"] | None = None
    # Of a retired one: whether what arrives there is still credited.
    credits: bool | None = None
    retired_at: Instant | None = None
    # The asset and network that the address was given out for.
    asset: AssetCode | None = None
    network: ChainId | None = None
    # Other networks on which our keys own the same address.
    keys_on: tuple[ChainId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    id: Id
    asset: AssetCode
    network: ChainId
    to: Id
    amount: Amount
    net_fee: Amount
    state: WithdrawalState
    requested_at: Instant
    state_since: Instant
    memo: str | None = None
    typical_p50_seconds: int | None = None
    typical_p90_seconds: int | None = None
    txid: Id | None = None
    reason: Code | None = None
    refund_ledger_id: Id | None = None
    cancellable_until: Instant | None = None
    receiver: Text | None = None
    hold_requested_at: Instant | None = None
    travel_rule: TravelRule | None = None
    replaced_by: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhitelistEntry:
    address: Id
    network: ChainId
    added_at: Instant
    active_from: Instant
    label: Text = ""
    memo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiatTransfer:
    """Money by bank or card. `reference` is what the customer gave the bank."""

    id: Id
    direction: Literal["IN", "OUT"]
    currency: AssetCode
    amount: Amount
    state: Literal["MATCHED", "NAME_MISMATCH", "PENDING", "RETURNED", "RETURNING", "REJECTED"]
    reference: Id
    at: Instant
    return_by: Instant | None = None
    returned_at: Instant | None = None
    reason: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One change of a balance. `balance` is what it came to."""

    id: Id
    at: Instant
    kind: Literal[
        "DEPOSIT",
        "WITHDRAWAL",
        "TRADE",
        "FEE",
        "TRANSFER",
        "REWARD",
        "LIQUIDATION",
        "REFUND",
        "FUNDING",
        "ADJUSTMENT",
    ]
    amount: Amount
    balance: Amount
    ref: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressReview:
    """What the exchange knows of a destination. `flag` is for whoever has clearance."""

    network: ChainId
    family_valid: bool
    is_contract: bool
    is_ours: bool
    memo: Literal["NONE", "OPTIONAL", "REQUIRED"]
    belongs_to: tuple[ChainId, ...] = ()
    flag: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryQuote:
    """Whether what went astray can be brought back, for how much and how long."""

    mode: Literal["AUTO", "FEE", "MANUAL", "NOT_POSSIBLE"]
    refund_to: Id | None = None
    fee: Amount | None = None
    fee_asset: AssetCode | None = None
    typical_seconds: int | None = None
    reason: Code | None = None
