"""The address of a claim form: for one conversation and one incident, and nobody can guess it.

Whoever was sent it in their conversation may claim; it says so itself, signed. How long it may be
used is not in it: the incident's dates decide that each time.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import NotFound

SALT: Final = "pharos.incidents.claim.1"
PATH: Final = "/claims/"
LONGEST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLink:
    """Whose claim, because of what."""

    brand_id: int
    incident_id: int
    conversation_id: int

    def secret(self) -> str:
        plain = f"{self.brand_id}~{self.incident_id}~{self.conversation_id}"
        signed = Signer(salt=SALT, sep="~").sign(plain)
        return urlsafe_b64encode(signed.encode()).decode().rstrip("=")

    def address(self) -> str:
        """Return where the form is, whole, so that it can be sent."""
        return f"{settings.BASE_URL.rstrip('/')}{PATH}{self.secret()}/"


def read_claim_link(secret: str) -> ClaimLink:
    """Return what we once gave out, or NotFound."""
    if len(secret) > LONGEST:
        raise _absent()
    try:
        signed = urlsafe_b64decode(secret + "=" * (-len(secret) % 4)).decode()
        brand, incident, conversation = Signer(salt=SALT, sep="~").unsign(signed).split("~")
        return ClaimLink(
            brand_id=int(brand), incident_id=int(incident), conversation_id=int(conversation)
        )
    except (BadSignature, ValueError) as error:
        raise _absent() from error


def _absent() -> NotFound:
    return NotFound(_("There is no such form."))
