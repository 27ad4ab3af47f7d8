"""Who somebody is at the exchange, as little as helping needs, and what holds them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pharos.exchange.objects.base import (
    Amount,
    AssetCode,
    Code,
    Disclosure,
    Id,
    Instant,
    Language,
    Masked,
    Text,
)

Scope = Literal["login", "trade", "deposit", "withdraw", "p2p", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """Masked by the exchange. `balance_band` is a range in words, never a figure."""

    ref: Id
    name: Masked
    mail: Masked
    phone: Masked
    locale: Language
    timezone: Id
    country: Id
    legal_entity: Id
    created_at: Instant
    tier: Id
    kyc_level: int
    balance_band: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    code: Id
    since: Instant
    rule: Text
    entitlements: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That the customer was told of a restriction, and how that is proved."""

    sent_at: Instant
    kind: Literal["PRIOR", "DEFERRED"]
    channel: Id
    proof: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Something that the customer may not do now, why, until when, and what lifts it."""

    id: Id
    scope: tuple[Scope, ...]
    code: Code
    disclosure: Disclosure
    imposed_at: Instant
    imposed_by: Literal["RULE", "STAFF", "AUTHORITY", "CUSTOMER"]
    ends_at: Instant | None = None
    review_at: Instant | None = None
    lift_steps: tuple[Code, ...] = ()
    docs_needed: tuple[Code, ...] = ()
    notice: Notice | None = None
    legal_ground: Text | None = None
    appeal: bool = False
    # Who imposed it alone may shorten it, if anybody may. None: the exchange does not say.
    may_be_shortened: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    asset: AssetCode
    wallet: Literal["FUNDING", "SPOT", "MARGIN", "FUTURES", "EARN", "SUB"]
    available: Amount
    in_orders: Amount
    locked: Amount
    locked_until: Instant | None = None
    staked_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be withdrawn a day, in `currency`, and how much of it is used."""

    currency: AssetCode
    daily: Amount
    used: Amount
    resets_at: Instant
    tier_code: Id
    next_tier_code: Id | None = None
    next_tier_daily: Amount | None = None

    @property
    def left(self) -> Amount:
        return max(self.daily - self.used, self.daily * 0)
