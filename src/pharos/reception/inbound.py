"""What every channel turns its arrivals into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message from a customer, as the channel understood it. Not screened yet."""

    channel: str
    external_id: str
    client_token: str
    text: str
    files: tuple[str, ...] = ()
    reason: str = ""
    language: str = "en"
    timezone: str = ""
    surface: str = ""
    # From where it came, as `people.networks.sender` names it; for who is not signed in only.
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What the sender is told once everything is committed."""

    case: str
    position: int
    at: datetime
    text: str
    removed: tuple[str, ...]
    repeated: bool
