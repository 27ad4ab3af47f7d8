"""The installation's own signing key: Ed25519, made once, kept where only its owner reads it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

FILE = "ledger-key.pem"
VARIABLE = "PHAROS_LEDGER_KEY"


def installation_key(home: Path) -> Ed25519PrivateKey:
    """Return the key of PHAROS_LEDGER_KEY (PEM), else of `home`, where it is made if absent.

    Several processes may ask at once: they all get the key of the first.
    """
    if given := os.environ.get(VARIABLE):
        return _read(given.encode())
    path = home / FILE
    if not path.exists():
        _create(path)
    return _read(path.read_bytes())


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes that others check signatures with."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _create(path: Path) -> None:
    """Write the whole file first and name it afterwards, so that nobody reads half a key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = Ed25519PrivateKey.generate()
    plain = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f"{FILE}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(plain)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _read(pem: bytes) -> Ed25519PrivateKey:
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, Ed25519PrivateKey), "the ledger's key is an Ed25519 key"
    return key
