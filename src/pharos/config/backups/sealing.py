"""Encrypting and opening a stream with age (age-encryption.org/v1), by X25519 keys.

A machine that makes backups needs the public key alone, so whoever takes it over cannot read
them. The same files are opened by the `age` program.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage

from pharos.config.backups.archive import damaged
from pharos.config.machine.errors import MachineError


def new_key(path: Path) -> str:
    """Write a new private key to a file that only its owner reads; return the public one.

    Refused: a file that is there already.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise MachineError("key_exists", f"{path} is there already and is not replaced.") from error
    with os.fdopen(descriptor, "w") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def recipient(text: str) -> Any:
    """Read a public key. Refused: `key_invalid`."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        message = f"{text!r} is no public key of age; it begins with age1."
        raise MachineError("key_invalid", message) from error


def identity_in(path: Path) -> Any:
    """Read the private key in a file. Refused: `key_invalid`."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    found = next((line for line in lines if line and not line.startswith("#")), "")
    try:
        return pyrage.x25519.Identity.from_str(found)
    except pyrage.IdentityError as error:
        raise MachineError("key_invalid", f"There is no private key in {path}.") from error


class _Pieces(io.RawIOBase):
    """A stream over pieces that come one by one."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""
        self.failed: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        if not self._rest:
            try:
                self._rest = next(self._pieces, b"")
            except Exception as error:
                # The encryption would tell of it as its own.
                self.failed = error
                raise
        if size < 0:
            size = len(self._rest)
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def seal(pieces: Iterator[bytes], target: IO[bytes], to: Any) -> None:
    """Write the pieces encrypted. What goes wrong while they are made is raised as it is."""
    source = _Pieces(pieces)
    try:
        pyrage.encrypt_io(source, target, [to])
    except pyrage.EncryptError as error:
        raise source.failed or error from error


@contextmanager
def opened(path: Path, key: Any) -> Iterator[IO[bytes]]:
    """Lend the plain stream of a backup. Refused: another key's, and what was changed or cut."""
    read_end, write_end = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with path.open("rb") as source, os.fdopen(write_end, "wb") as target:
                pyrage.decrypt_io(source, target, [key])
        except BrokenPipeError:
            pass
        except BaseException as error:  # noqa: BLE001 - told to whoever reads
            failed.append(error)

    thread = threading.Thread(target=decrypt, daemon=True)
    thread.start()
    try:
        with os.fdopen(read_end, "rb") as source:
            yield source
    except MachineError as error:
        # That the stream ended early is only what came of it.
        thread.join()
        if failed:
            raise _refused(failed[0]) from error
        raise
    thread.join()
    if failed:
        raise _refused(failed[0])


def _refused(error: BaseException) -> BaseException:
    if isinstance(error, pyrage.DecryptError) and "key" in str(error).lower():
        return MachineError("backup_key", "This key does not open the backup.")
    if isinstance(error, pyrage.DecryptError | OSError | ValueError):
        return damaged(f"it was changed or cut ({error})")
    return error
