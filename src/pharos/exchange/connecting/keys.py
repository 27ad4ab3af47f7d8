"""What may be shown of keys: the public half of one, and names of others."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from pharos.exchange.models import Connection


def public_half(connection: Connection) -> str:
    """The public half of the brand's key as PEM, for the exchange. Empty if there is none yet."""
    if not connection.signing_key:
        return ""
    private = load_pem_private_key(connection.signing_key.encode(), None)
    told = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return told.decode()


def name_of(secret: str) -> str:
    """A name for a secret, by which nobody can guess it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:12]


def webhook_key_names(connection: Connection) -> list[str]:
    """The names of the secrets that webhooks are checked with, the newest first."""
    return [name_of(key) for key in connection.webhook_keys]
