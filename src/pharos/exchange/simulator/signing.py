"""The key with which Northmere signs its directory. It guards nothing: anybody can make it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pharos.exchange.directory import canonical
from pharos.exchange.objects import Directory, OfficialChannel

KEY_ID: Final = "northmere-1"
_KEY: Final = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(KEY_ID.encode()).digest())
# What a brand pins to believe this directory.
PUBLIC_KEY: Final = base64.b64encode(_KEY.public_key().public_bytes_raw()).decode()


def signed(channels: Sequence[OfficialChannel]) -> Directory:
    """These channels with Northmere's signature."""
    signature = base64.b64encode(_KEY.sign(canonical(channels))).decode()
    return Directory(channels=tuple(channels), signature=signature, key_id=KEY_ID)
