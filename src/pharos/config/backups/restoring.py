"""Bringing a backup back: checked whole before anything is written, and only where nothing is."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from pharos.config.backups.archive import Unpacked, unpack
from pharos.config.backups.sealing import opened
from pharos.config.backups.taking import DATABASE, FILE, SECRET
from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import Home

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def check(path: Path, key: Any) -> dict[str, Any]:
    """Read a backup to its end and return what it says of itself. Refused: what is not whole."""
    with opened(path, key) as source:
        for item in unpack(source):
            if isinstance(item, dict):
                return item
            for _ in item.chunks():
                pass
    raise AssertionError("an archive ends with what it is")


def restore(path: Path, key: Any, *, database: str, program: str, home: Home) -> dict[str, Any]:
    """Bring everything back, and return what the backup says of itself.

    The whole backup is read and checked first. The database comes back in one transaction, files
    after it. Refused: a database that has tables (`not_empty`).
    """
    about = check(path, key)
    with psycopg.connect(database) as connection:
        row = connection.execute(TABLES).fetchone()
    if row is None or row[0]:
        raise MachineError(
            "not_empty", "This database has tables already. A backup comes back into an empty one."
        )
    with opened(path, key) as source:
        for item in unpack(source):
            if isinstance(item, Unpacked):
                _bring(item, database, program, home)
    return about


def _bring(part: Unpacked, database: str, program: str, home: Home) -> None:
    from pharos.files.keeping import write_back

    if part.name == DATABASE:
        _load(part, database, program)
    elif part.name.startswith(SECRET):
        text = b"".join(part.chunks()).decode()
        name = part.name.removeprefix(SECRET)
        if "/" not in name and not (home.folder / name).exists():
            home.write(name, text)
    elif part.name.startswith(FILE):
        write_back(part.name.removeprefix(FILE), io.BufferedReader(_Chunks(part.chunks())))


def _load(part: Unpacked, database: str, program: str) -> None:
    """Feed pg_restore. It commits once, at the end; so a part that breaks off leaves nothing."""
    command = [program, "--single-transaction", "--no-owner", "--no-acl", "--dbname", database]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
        assert process.stdin is not None, "asked for above"
        try:
            for chunk in part.chunks():
                process.stdin.write(chunk)
            process.stdin.close()
            status = process.wait()
        except BrokenPipeError:
            status = process.wait()
        finally:
            process.kill()
            process.wait()
        if status != 0:
            said.seek(0)
            words = said.read().decode(errors="replace")[-800:].strip()
            raise MachineError("restore_failed", f"The database did not come back: {words}")


class _Chunks(io.RawIOBase):
    """A stream over a part's chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
