"""The order of a backup's bytes, before they are encrypted. A stream: nothing is read twice.

    pharos-backup-1 NEWLINE
    part ...    header, chunks, the SHA-256 of what the chunks hold
    header      {"end": {...}}: every part with its size and digest, and what the backup is of

A header is a length (four bytes, big endian) and as much JSON. A chunk is a length and as many
bytes; a length of nothing ends the part. So a part need not be known before it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from pharos.config.machine.errors import MachineError

MAGIC = b"pharos-backup-1\n"
CHUNK = 256 * 1024
LONGEST_HEADER = 64 * 1024 * 1024
DIGEST = 32


class Source(Protocol):
    """Anything to read bytes from."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a backup: its name and its bytes, which are asked for when it is its turn."""

    name: str
    chunks: Callable[[], Iterable[bytes]]


def pack(parts: Iterable[Part], about: Callable[[], dict[str, Any]]) -> Iterator[bytes]:
    """Return the archive, piece by piece. `about` is asked at the end, when all is known."""
    yield MAGIC
    told = []
    for part in parts:
        yield _header({"name": part.name})
        digest, size = sha256(), 0
        for chunk in part.chunks():
            if chunk:
                digest.update(chunk)
                size += len(chunk)
                yield len(chunk).to_bytes(4, "big") + chunk
        yield bytes(4) + digest.digest()
        told.append({"name": part.name, "size": size, "sha256": digest.hexdigest()})
    yield _header({"end": about() | {"parts": told}})


@dataclass(slots=True)
class Unpacked:
    """One part being read. It must be read to its end before the next; `chunks` checks it."""

    name: str
    source: Source
    size: int = 0
    sha256: str = ""

    def chunks(self) -> Iterator[bytes]:
        digest = sha256()
        while length := int.from_bytes(_exactly(self.source, 4), "big"):
            chunk = _exactly(self.source, length)
            digest.update(chunk)
            self.size += length
            yield chunk
        if _exactly(self.source, DIGEST) != digest.digest():
            raise damaged(f"{self.name} is not what was written")
        self.sha256 = digest.hexdigest()


def unpack(source: Source) -> Iterator[Unpacked | dict[str, Any]]:
    """Yield each part in turn, and last what the backup says of itself. Refused: MachineError."""
    if _exactly(source, len(MAGIC)) != MAGIC:
        raise damaged("it is no backup of Pharos, or one of a later version")
    read = []
    while True:
        header = _read_header(source)
        if "end" in header:
            break
        part = Unpacked(header["name"], source)
        yield part
        for _ in part.chunks() if not part.sha256 else ():
            pass
        read.append({"name": part.name, "size": part.size, "sha256": part.sha256})
    if read != header["end"].get("parts") or source.read(1):
        raise damaged("its parts are not those that were written")
    yield header["end"]


def damaged(words: str) -> MachineError:
    return MachineError("backup_damaged", f"The backup cannot be used: {words}.")


def _header(told: dict[str, Any]) -> bytes:
    spelled = json.dumps(told).encode()
    return len(spelled).to_bytes(4, "big") + spelled


def _read_header(source: Source) -> dict[str, Any]:
    length = int.from_bytes(_exactly(source, 4), "big")
    if not 0 < length <= LONGEST_HEADER:
        raise damaged("it is torn")
    told = json.loads(_exactly(source, length))
    if not isinstance(told, dict):
        raise damaged("it is torn")
    return told


def _exactly(source: Source, size: int) -> bytes:
    """Read so many bytes, however few come at a time."""
    found = b""
    while len(found) < size:
        more = source.read(size - len(found))
        if not more:
            raise damaged("it ends too early")
        found += more
    return found
