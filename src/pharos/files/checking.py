"""From quarantine to what may be served: carry the upload together, look, keep what is safe."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path

from pharos.files import scanning
from pharos.files.actions.forget_parts import forget_parts
from pharos.files.actions.put_off_check import put_off_check
from pharos.files.actions.settle_check import Found, settle_check
from pharos.files.actions.settle_reading import Reread, Then, settle_reading
from pharos.files.inspection.run import inspect
from pharos.files.inspection.verdict import ORIGINAL, SAFE, TEXT, Verdict
from pharos.files.models import StoredFile
from pharos.files.models.stored_file import INFECTED, SECRET
from pharos.files.owner import Acting
from pharos.files.scanning import ScannerAway, TooLongToScan
from pharos.files.storage import storage
from pharos.files.storage.port import CHUNK

# Tells which kinds of secrets a text holds. What secrets are is known above this room.
SecretsIn = Callable[[str], Sequence[str]]
# Tells what can be looked up in a text that holds no secret: transactions, addresses, orders.
ReferencesIn = Callable[[str], Sequence[Mapping[str, str]]]
LONGEST_NOTE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What a file that is read late is looked at for, and what follows from what it names."""

    secrets_in: SecretsIn
    references_in: ReferencesIn
    then: Then


def nothing_in(_text: str) -> Sequence[Mapping[str, str]]:
    """For whoever wants to know of secrets alone."""
    return ()


def check(
    actor: Acting,
    file: StoredFile,
    secrets_in: SecretsIn,
    references_in: ReferencesIn = nothing_in,
) -> StoredFile:
    """Check a file that was leased (`take_for_checking`), and destroy what was uploaded.

    Doing it twice gives the same. If the storage is away the lease runs out and it is done again;
    if the virus scanner is away the file waits, and is returned as not settled.
    """
    with tempfile.TemporaryDirectory(prefix="pharos-check-") as name:
        folder = Path(name)
        received = _carry_together(file, folder / ORIGINAL)
        try:
            verdict = _verdict(folder, secrets_in)
        except ScannerAway:
            return put_off_check(actor=actor, file_id=file.pk)
        found = Found(verdict=verdict, received_sha256=received)
        if not verdict.why:
            found = _kept(file, folder, found)
            found = replace(found, references=_references(folder, references_in))
    settled = settle_check(actor=actor, file_id=file.pk, found=found)
    if settled.state != StoredFile.State.READY:
        _delete_made(settled)
    if settled.why != INFECTED:
        destroy_upload(actor, settled)
    return settled


def read_again(actor: Acting, file: StoredFile, looking: Looking) -> StoredFile:
    """Read the pictures of a file that was leased (`take_for_reading`), as they are served.

    With a secret in it everything of it is destroyed. Doing it twice gives the same.
    """
    with tempfile.TemporaryDirectory(prefix="pharos-read-") as name:
        folder = Path(name)
        _copy(file.key(SAFE), folder / ORIGINAL)
        verdict = inspect(folder)
        kinds = _kinds_in(folder, looking.secrets_in)
        references = () if kinds else _references(folder, looking.references_in)
    is_read = not (verdict.unread or verdict.why)
    reread = Reread(is_read=is_read, kinds=kinds, references=references)
    settled = settle_reading(actor=actor, file_id=file.pk, reread=reread, then=looking.then)
    if settled.state != StoredFile.State.READY:
        _delete_made(settled)
    return settled


def destroy_upload(actor: Acting, file: StoredFile) -> None:
    """Delete every part of what was uploaded. Repeats safely."""
    delete_all(list(storage().list(file.key("parts/"))))
    forget_parts(actor=actor, file_id=file.pk)


def delete_all(keys: Iterable[str]) -> None:
    for key in keys:
        storage().delete(key)


def _delete_made(file: StoredFile) -> None:
    parts = file.key("parts/")
    delete_all([key for key in storage().list(file.folder) if not key.startswith(parts)])


def _carry_together(file: StoredFile, path: Path) -> str:
    digest = sha256()
    with path.open("wb") as whole:
        for key in file.parts:
            with storage().open(key) as part:
                while chunk := part.read(CHUNK):
                    digest.update(chunk)
                    whole.write(chunk)
    return digest.hexdigest()


def _verdict(folder: Path, secrets_in: SecretsIn) -> Verdict:
    """What the scanner says, then what the child finds, then what its words hold."""
    if scanning.is_on():
        try:
            virus = scanning.virus_in(folder / ORIGINAL)
        except TooLongToScan:
            return Verdict(why="not_scanned")
        if virus:
            return Verdict(why=INFECTED, note=virus[:LONGEST_NOTE])
    verdict = inspect(folder)
    if kinds := _kinds_in(folder, secrets_in):
        return Verdict(why=SECRET, note=",".join(kinds)[:LONGEST_NOTE])
    return verdict


def _references(folder: Path, references_in: ReferencesIn) -> tuple[Mapping[str, str], ...]:
    words = folder / TEXT
    return tuple(references_in(words.read_text(encoding="utf-8"))) if words.exists() else ()


def _kinds_in(folder: Path, secrets_in: SecretsIn) -> Sequence[str]:
    """Which kinds of secrets there are in what was read so far."""
    words = folder / TEXT
    return secrets_in(words.read_text(encoding="utf-8")) if words.exists() else ()


def _copy(key: str, path: Path) -> None:
    with storage().open(key) as source, path.open("wb") as whole:
        while chunk := source.read(CHUNK):
            whole.write(chunk)


def _kept(file: StoredFile, folder: Path, found: Found) -> Found:
    for what in found.verdict.kept:
        with (folder / what).open("rb") as source:
            storage().put(file.key(what), source)
    with (folder / SAFE).open("rb") as safe:
        digest = file_digest(safe, "sha256").hexdigest()
        return replace(found, sha256=digest, size=safe.tell())
