"""The directory of official channels as a signed whole: what exactly is signed, and by whom."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pharos.exchange.objects import Directory, OfficialChannel


def canonical(channels: Sequence[OfficialChannel]) -> bytes:
    """The bytes that are signed: JSON with sorted names, no spaces, in UTF-8.

    Instants are in UTC and end in Z. What a channel does not have is left out, so that a field
    which the contract gains one day spoils no signature.
    """
    rows = [
        {
            field.name: _plain(getattr(channel, field.name))
            for field in fields(channel)
            if getattr(channel, field.name) is not None
        }
        for channel in channels
    ]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value


def is_signed_by(directory: Directory, *, key_id: str, public_key: str) -> bool:
    """Whether the pinned key (base64) signed exactly these channels. Never raises."""
    if directory.key_id != key_id:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        signature = base64.b64decode(directory.signature, validate=True)
        key.verify(signature, canonical(directory.channels))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
