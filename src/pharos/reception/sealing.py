"""Keeping words so that nobody reads them without the key of their own row."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

NONCE: Final = 12


def seal(content: bytes) -> tuple[bytes, bytes]:
    """Return the sealed content, and its key: destroying the key is destroying the content."""
    key, nonce = ChaCha20Poly1305.generate_key(), secrets.token_bytes(NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, None), key


def opened(sealed: bytes, key: bytes) -> bytes:
    return ChaCha20Poly1305(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
