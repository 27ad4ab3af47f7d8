"""Mail addresses as customers type them, and as they are kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid

LONGEST = 254


def mail_address(text: str) -> str:
    """Return the address as it is compared and kept: in small letters. Refused: what is none.

    No mailbox that is in use tells capitals apart, and people type them as they like.
    """
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise _none() from error
    if len(address) > LONGEST:
        raise _none()
    return address


def _none() -> Invalid:
    return Invalid(_("Write a mail address such as name@example.org."), code="address_invalid")
