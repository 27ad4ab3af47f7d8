"""Taking a backup: one picture of the database, the files, and this machine's secrets."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pharos
from pharos.config.backups import sealing
from pharos.config.backups.archive import CHUNK, Part, pack
from pharos.config.machine import disk
from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import Home

DATABASE, FILE, SECRET = "database", "file/", "secret/"
SUFFIX = ".pharos.age"
# What a new machine cannot make up again: sessions and links, and the key that roots are signed by.
SECRETS = ("secret-key", "ledger-key.pem")


@dataclass(slots=True)
class Taken:
    """A backup that is on the disk."""

    path: Path
    size: int = 0
    files: int = 0
    # Files that were erased while the backup ran; their entries say so.
    gone: list[str] = field(default_factory=list)


def take(path: Path, *, to: Any, database: str, dump: str, home: Home) -> Taken:
    """Write a backup, whole or not at all, and return what it is.

    `database` is the owner's address and `dump` the program `pg_dump`, which sees the database as
    it is at one instant however long it reads. Files are read after it, so every file that the
    picture names is there; one that is erased meanwhile is told of. Refused: a path that is there.
    """
    if path.exists():
        raise MachineError("backup_exists", f"{path} is there already and is not replaced.")
    taken = Taken(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("xb") as target:
            draft.chmod(0o600)
            sealing.seal(
                pack(_parts(taken, database, dump, home), lambda: _about(taken)), target, to
            )
            target.flush()
            os.fsync(target.fileno())
        draft.replace(path)
    except OSError as error:
        raise (disk.full(path) if error.errno in disk.FULL else error) from error
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    taken.size = path.stat().st_size
    return taken


def rotate(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of a folder, and return what went."""
    found = sorted(folder.glob(f"*{SUFFIX}"))
    old = found[: max(len(found) - keep, 0)]
    for path in old:
        path.unlink()
    return old


def name_now() -> str:
    """Name a backup after this instant, so that names sort as the backups were taken."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}{SUFFIX}"


def _parts(taken: Taken, database: str, dump: str, home: Home) -> Iterator[Part]:
    from pharos.files.errors import KeyMissing
    from pharos.files.keeping import read_out, stored_keys

    yield Part(DATABASE, lambda: _dumped(database, dump))
    for name in SECRETS:
        if (home.folder / name).exists():
            yield Part(SECRET + name, lambda name=name: [(home.folder / name).read_bytes()])  # type: ignore[misc]
    for key in stored_keys():
        try:
            source = read_out(key)
        except KeyMissing:
            taken.gone.append(key)
            continue
        with source:
            yield Part(FILE + key, lambda source=source: iter(lambda: source.read(CHUNK), b""))  # type: ignore[misc]
        taken.files += 1


def _dumped(database: str, dump: str) -> Iterator[bytes]:
    """Read what pg_dump writes. Refused: `dump_failed`, with its last words."""
    command = [dump, "--format=custom", "--compress=1", "--no-owner", "--no-acl", database]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            command, stdout=subprocess.PIPE, stderr=said, stdin=subprocess.DEVNULL
        )
        assert process.stdout is not None, "asked for above"
        try:
            while chunk := process.stdout.read(CHUNK):
                yield chunk
            status = process.wait()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        if status != 0:
            said.seek(0)
            words = said.read().decode(errors="replace")[-800:].strip()
            raise MachineError("dump_failed", f"The database could not be read: {words}")


def _about(taken: Taken) -> dict[str, Any]:
    return {
        "pharos": pharos.__version__,
        "taken_at": datetime.now(UTC).isoformat(),
        "files": taken.files,
        "gone": taken.gone,
    }
