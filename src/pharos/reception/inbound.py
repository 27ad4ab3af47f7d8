"""What every channel turns its arrivals into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid
from pharos.safety.screening import screen

LONGEST = 10_000
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message from a customer, as the channel understood it. Not screened yet."""

    channel: str
    external_id: str
    client_token: str
    text: str
    reason: str = ""
    language: str = "en"
    timezone: str = ""
    surface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The words that may be kept, and which kinds of secrets were taken out of them."""

    text: str
    removed: tuple[str, ...]

    @property
    def payload(self) -> dict[str, object] | None:
        return {"removed": list(self.removed)} if self.removed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What the sender is told once everything is committed."""

    case: str
    position: int
    at: datetime
    text: str
    removed: tuple[str, ...]
    repeated: bool


def screened(text: str) -> Screened:
    """Return what may be written down of `text`. Nothing of a secret goes any further.

    Refused: no text at all (`text_empty`), or more than 10,000 characters (`text_too_long`).
    """
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise Invalid(_("There is nothing to send."), code="text_empty")
    if len(plain) > LONGEST:
        raise Invalid(
            _("This is longer than 10,000 characters. Send it in parts."), code="text_too_long"
        )
    found = screen(plain)
    return Screened(text=found.text, removed=tuple(str(kind) for kind in found.kinds))
