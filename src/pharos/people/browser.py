"""What a browser tells us of itself: its secret, and how its reader likes to read."""

from __future__ import annotations

import base64
import hashlib
import re
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid

SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)
ZONE = re.compile(r"[A-Za-z0-9_+-]{1,20}(/[A-Za-z0-9_+-]{1,20}){0,2}", re.ASCII)
LONGEST_LANGUAGE = 20


def device_hash_of(secret: str) -> str:
    """Return the digest that we keep. Refuses what is not 256 bits in base64url.

    With that much chance in it a plain digest is enough: there is nothing to guess, so nothing
    that a slow hash would slow down.
    """
    if not SECRET.fullmatch(secret):
        raise Invalid(_("This browser could not be recognised."), code="device_invalid")
    # Decoded first: the last character has two bits to spare, and each device has one digest.
    return hashlib.sha256(base64.urlsafe_b64decode(secret + "=")).hexdigest()


def is_language(tag: str) -> bool:
    return len(tag) <= LONGEST_LANGUAGE and LANGUAGE.fullmatch(tag) is not None


def known_language(tag: str) -> str:
    """Return the tag, or "" if it is none: nobody is kept out for an odd browser."""
    return tag if is_language(tag) else ""


def known_zone(name: str) -> str:
    """Return the time zone's name, or "" where this machine does not know it."""
    if not ZONE.fullmatch(name):
        return ""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return ""
