from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, Protocol

KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9._-]*)+")
CHUNK: Final = 256 * 1024


class Storage(Protocol):
    """Bytes under keys such as `b7/3f/3f2a.../safe`. A key is whole or it is not there."""

    def put(self, key: str, source: BinaryIO) -> int:
        """Keep everything that `source` gives, and return how much it was.

        Refused: `storage_full`, `storage_away`. Then nothing is kept, nor is anything half-kept.
        """

    def open(self, key: str, *, start: int = 0) -> BinaryIO:
        """Return the bytes from `start`, to be closed by the caller. Refused: KeyMissing."""

    def delete(self, key: str) -> None:
        """Let go of a key. What is not there is gone already."""

    def exists(self, key: str) -> bool: ...

    def list(self, prefix: str = "") -> Iterator[str]:
        """Name every key that begins so, in no order."""

    def has_room_for(self, size: int) -> bool:
        """Tell whether so much is likely to fit. Where nobody can know, it does."""


def checked(key: str) -> str:
    """Return the key, which we made ourselves; anything else is a programmer's error."""
    assert KEY.fullmatch(key), f"not a key: {key!r}"
    return key
