"""What holds for everybody: assets and their networks, incidents, channels, rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pharos.exchange.objects.base import Amount, AssetCode, ChainId, Code, Id, Instant, Text

Gate = Literal["OPEN", "PAUSED", "CLOSED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What this implementation offers. A capability is the name of an operation."""

    api_version: Id
    capabilities: tuple[str, ...]
    reason_codes: Id
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    code: AssetCode
    name: Text
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delisting:
    """Until when trading, deposits and withdrawals of an asset go on."""

    trade_end: Instant
    deposit_end: Instant
    withdraw_end: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetNetwork:
    """One asset on one network: whether it is open, what it costs, how far it has been read."""

    asset: AssetCode
    network: ChainId
    alias: Id
    decimals: int
    deposit: Gate
    withdraw: Gate
    confirmations_credit: int
    confirmations_unlock: int
    min_deposit: Amount
    below_min: Literal["ACCUMULATE", "LOST"]
    min_withdraw: Amount
    fee: Amount
    memo: Literal["NONE", "OPTIONAL", "REQUIRED"]
    internal_tx: Literal["CREDIT", "MANUAL", "NO"]
    scanner_height: int
    chain_height: int
    block_seconds: Amount
    contract: str | None = None
    reason: Code | None = None
    since: Instant | None = None
    expected_until: Instant | None = None
    delisting: Delisting | None = None

    @property
    def lag_blocks(self) -> int:
        """How many blocks the exchange's reader is behind the chain."""
        return max(self.chain_height - self.scanner_height, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A disturbance that the exchange knows of. Empty scopes mean all."""

    id: Id
    title: Text
    kind: Literal["DEPOSIT", "WITHDRAWAL", "TRADING", "LOGIN", "API", "ALL"]
    started_at: Instant
    assets: tuple[AssetCode, ...] = ()
    networks: tuple[ChainId, ...] = ()
    ended_at: Instant | None = None
    next_update_at: Instant | None = None
    text: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialChannel:
    """One way in which the exchange really speaks to people."""

    kind: Literal["website", "mail", "phone", "telegram", "social", "app", "sms"]
    value: Text
    languages: tuple[str, ...] = ()
    support_role: Literal["none", "redirect_only", "full"] = "none"
    valid_from: Instant | None = None
    valid_to: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All official channels, signed as a whole (Ed25519, base64)."""

    channels: tuple[OfficialChannel, ...]
    signature: str
    key_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A published rule, as it was in force."""

    key: Code
    version: Id
    text: Text
    in_force_from: Instant
    values: tuple[tuple[str, str], ...] = ()
