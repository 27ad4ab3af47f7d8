"""How somebody proves who they are, and what happened at their account's doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pharos.exchange.objects.base import Code, Id, Instant, Masked, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Kyc:
    """Where the identity check stands. `public_comment` may be shown to the customer."""

    level: int
    state: Literal["NONE", "PENDING", "APPROVED", "RETRY", "FINAL"]
    submitted_at: Instant | None = None
    typical_p90_seconds: int | None = None
    labels: tuple[Code, ...] = ()
    public_comment: Text = ""
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why withdrawals rest for a while, since when, and until when."""

    cause: Code
    started_at: Instant
    ends_at: Instant
    scope: tuple[Literal["withdraw", "p2p", "trade"], ...] = ("withdraw",)
    # None: the exchange does not say whether anybody may.
    may_be_shortened: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityChange:
    kind: Literal["PASSWORD", "2FA", "MAIL", "PHONE", "WHITELIST", "API_KEY", "DEVICE"]
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    factors: tuple[Literal["TOTP", "SMS", "PASSKEY", "MAIL"], ...]
    changes: tuple[SecurityChange, ...] = ()
    holds: tuple[Hold, ...] = ()
    # Whether withdrawals go only to listed addresses. None: the exchange does not say.
    whitelist_only: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One attempt. `drift_seconds` is what a one-time code's clock was off by, if known."""

    at: Instant
    ok: bool
    place: Text
    device: Text
    known_device: bool
    reason: (
        Literal[
            "PASSWORD", "CODE_WRONG", "CODE_CLOCK", "CODE_OTHER_ACCOUNT", "LOCKED", "NEW_DEVICE"
        ]
        | None
    ) = None
    drift_seconds: int | None = None
    locked_until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What a key may do, never its secret."""

    id: Id
    permissions: tuple[Literal["READ", "TRADE", "WITHDRAW"], ...]
    ip_bound: bool
    created_at: Instant
    expires_at: Instant | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """One refused call, as the gateway logged it."""

    at: Instant
    key_id: Id
    endpoint: Text
    kind: Literal[
        "TIMESTAMP",
        "SIGNATURE",
        "KEY",
        "IP",
        "PERMISSION",
        "RATE",
        "BAN",
        "UNKNOWN_STATUS",
    ]
    code: Id
    # The caller's clock less ours: above zero is early.
    drift_ms: int | None = None
    part: Literal["QUERY", "BODY", "METHOD", "TIMESTAMP", "SECRET"] | None = None
    permission: Id | None = None
    limit: int | None = None
    resets_at: Instant | None = None
    order_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one mail, text message or push that the exchange sent."""

    id: Id
    kind: Literal["LOGIN_CODE", "WITHDRAWAL_CONFIRM", "PASSWORD_RESET", "NOTICE"]
    channel: Literal["MAIL", "SMS", "PUSH"]
    to: Masked
    requested_at: Instant
    state: Literal["SENT", "DELIVERED", "BOUNCED", "SUPPRESSED"]
    at: Instant | None = None
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityJob:
    """A reset that is under way: which of its steps, and what follows."""

    id: Id
    kind: Literal["2FA_RESET", "RECOVERY", "CONTACT_CHANGE"]
    state: Literal["STEP", "WAIT", "APPROVED", "DENIED"]
    step: int
    steps: int
    step_code: Code
    since: Instant
    decide_by: Instant | None = None
    hold_hours: int = 24
    denied_class: Code | None = None
