"""What an exchange tells by itself: signed, short, and a reason to look again, never a fact.

Three headers go with each:

    Pharos-Webhook-Id          the event's id; the same event sent again has the same
    Pharos-Webhook-Timestamp   when it was sent, in seconds since 1970
    Pharos-Webhook-Signature   v1=HEX, HMAC-SHA256 of `timestamp.body`; several with commas between

While a secret is being replaced, the receiver knows two and the sender may sign with both. Whoever
stores events takes each id once: within the window, the same bytes may come again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Tag, TypeAdapter, ValidationError

from pharos.exchange.objects.base import AssetCode, ChainId, Id, Instant
from pharos.exchange.objects.customers import Notice
from pharos.exchange.objects.money import DepositState, WithdrawalState

ID: Final = "Pharos-Webhook-Id"
TIMESTAMP: Final = "Pharos-Webhook-Timestamp"
SIGNATURE: Final = "Pharos-Webhook-Signature"
SCHEME: Final = "v1="
WINDOW: Final = timedelta(minutes=5)
LARGEST: Final = 64 * 1024
SHORTEST_SECRET: Final = 32
MOST_SIGNATURES: Final = 5


class WebhookRefused(Exception):
    """A webhook that is not believed. `why` is for our own log, never for whoever sent it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """When it happened, and under which id it is known."""

    id: Id
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositMoved(_Event):
    type: Literal["deposit.state"] = "deposit.state"
    customer: Id
    deposit: Id
    network: ChainId
    txid: Id
    state: DepositState


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalMoved(_Event):
    type: Literal["withdrawal.state"] = "withdrawal.state"
    customer: Id
    withdrawal: Id
    state: WithdrawalState


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionMoved(_Event):
    """Which one and for whom. Why is asked for, with grounds: an event carries no reason."""

    type: Literal["restriction.imposed", "restriction.changed", "restriction.lifted"]
    customer: Id
    restriction: Id
    imposed_at: Instant | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(_Event):
    type: Literal["hold.ended"] = "hold.ended"
    customer: Id
    started_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMoved(_Event):
    type: Literal["asset_network.status"] = "asset_network.status"
    asset: AssetCode
    network: ChainId


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentMoved(_Event):
    type: Literal["incident.opened", "incident.updated", "incident.closed"]
    incident: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMoved(_Event):
    """Something of this customer is different now: identity check, security, or tier."""

    type: Literal["kyc.state", "security.changed", "tier.changed"]
    customer: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMoved(_Event):
    type: Literal["job.state"] = "job.state"
    customer: Id
    job: Id
    state: Literal["RUNNING", "DONE", "REFUSED", "STEP", "WAIT", "APPROVED", "DENIED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryMoved(_Event):
    type: Literal["official_directory.changed"] = "official_directory.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(_Event):
    """A true event of a kind that came after this version. It is taken and passed over."""

    type: Id


Event = (
    DepositMoved
    | WithdrawalMoved
    | RestrictionMoved
    | HoldEnded
    | NetworkMoved
    | IncidentMoved
    | CustomerMoved
    | JobMoved
    | DirectoryMoved
    | Unknown
)
KINDS: Final[dict[str, type[Any]]] = {
    "deposit.state": DepositMoved,
    "withdrawal.state": WithdrawalMoved,
    "restriction.imposed": RestrictionMoved,
    "restriction.changed": RestrictionMoved,
    "restriction.lifted": RestrictionMoved,
    "hold.ended": HoldEnded,
    "asset_network.status": NetworkMoved,
    "incident.opened": IncidentMoved,
    "incident.updated": IncidentMoved,
    "incident.closed": IncidentMoved,
    "kyc.state": CustomerMoved,
    "security.changed": CustomerMoved,
    "tier.changed": CustomerMoved,
    "job.state": JobMoved,
    "official_directory.changed": DirectoryMoved,
}


def _class_of(value: Any) -> str:
    kind = value.get("type") if isinstance(value, Mapping) else getattr(value, "type", None)
    return KINDS.get(str(kind), Unknown).__name__


_EVENTS: Final[TypeAdapter[Event]] = TypeAdapter(
    Annotated[
        Annotated[DepositMoved, Tag("DepositMoved")]
        | Annotated[WithdrawalMoved, Tag("WithdrawalMoved")]
        | Annotated[RestrictionMoved, Tag("RestrictionMoved")]
        | Annotated[HoldEnded, Tag("HoldEnded")]
        | Annotated[NetworkMoved, Tag("NetworkMoved")]
        | Annotated[IncidentMoved, Tag("IncidentMoved")]
        | Annotated[CustomerMoved, Tag("CustomerMoved")]
        | Annotated[JobMoved, Tag("JobMoved")]
        | Annotated[DirectoryMoved, Tag("DirectoryMoved")]
        | Annotated[Unknown, Tag("Unknown")],
        Discriminator(_class_of),
    ]
)


def dump_event(event: Event) -> bytes:
    return _EVENTS.dump_json(event, exclude_none=True)


def signed_headers(
    event_id: str, body: bytes, secrets: Sequence[bytes], at: datetime
) -> dict[str, str]:
    """The headers to send with `body`; one signature for each secret."""
    sent_at = str(int(at.timestamp()))
    signatures = [SCHEME + _signature(secret, sent_at, body) for secret in secrets]
    return {ID: event_id, TIMESTAMP: sent_at, SIGNATURE: ",".join(signatures)}


def read_webhook(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes], at: datetime
) -> Event:
    """Return the event, or raise `WebhookRefused`. Nothing of the body is read before it is proved.

    Which secret or which signature was wrong cannot be told from how long it takes.
    """
    assert all(len(secret) >= SHORTEST_SECRET for secret in secrets), "a secret is too short"
    given = {name.lower(): value for name, value in headers.items()}
    sent_at = given.get(TIMESTAMP.lower(), "")
    if len(body) > LARGEST:
        raise WebhookRefused("too large")
    if not _is_signed(given.get(SIGNATURE.lower(), ""), sent_at, body, secrets):
        raise WebhookRefused("no signature of it holds")
    if abs(at - _instant(sent_at)) > WINDOW:
        raise WebhookRefused("it was sent too long ago, or is not sent yet")
    try:
        event = _EVENTS.validate_json(body)
    except ValidationError:
        raise WebhookRefused("it is signed, and is no event") from None
    if given.get(ID.lower()) != event.id:
        raise WebhookRefused("its header names another event")
    return event


def _is_signed(told: str, sent_at: str, body: bytes, secrets: Sequence[bytes]) -> bool:
    parts = [one.strip() for one in told.split(",")[:MOST_SIGNATURES]]
    signatures = [one.removeprefix(SCHEME) for one in parts if one.startswith(SCHEME)]
    holds = False
    for secret in secrets:
        wanted = _signature(secret, sent_at, body).encode()
        for signature in signatures:
            holds |= hmac.compare_digest(wanted, signature.encode())
    return holds


def _signature(secret: bytes, sent_at: str, body: bytes) -> str:
    return hmac.new(secret, sent_at.encode() + b"." + body, hashlib.sha256).hexdigest()


def _instant(seconds: str) -> datetime:
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > len("99999999999"):
        raise WebhookRefused("its timestamp is none")
    return datetime.fromtimestamp(int(seconds), UTC)
