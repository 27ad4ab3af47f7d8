"""All files as they lie, for backup and restore. Needs no database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pharos.files.storage import storage


def stored_keys(prefix: str = "") -> Iterator[str]:
    """Name everything that lies in the storage, sorted, so that two copies can be compared."""
    yield from sorted(storage().list(prefix))


def read_out(key: str) -> BinaryIO:
    """Return the bytes under a key, to be closed by the caller. Refused: KeyMissing."""
    return storage().open(key)


def write_back(key: str, source: BinaryIO) -> int:
    """Put bytes under a key as they were, whole or not at all, and return how many."""
    return storage().put(key, source)
