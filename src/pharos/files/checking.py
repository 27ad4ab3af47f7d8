"""From quarantine to what may be served: carry the upload together, look, keep what is safe."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path

from pharos.files.actions.forget_parts import forget_parts
from pharos.files.actions.settle_check import Found, settle_check
from pharos.files.inspection.run import inspect
from pharos.files.inspection.verdict import ORIGINAL, SAFE, THUMBNAIL, Verdict
from pharos.files.models import StoredFile
from pharos.files.owner import Acting
from pharos.files.storage import storage
from pharos.files.storage.port import CHUNK

# Tells whether a text holds a secret. What secrets are is known above this room.
HoldsSecret = Callable[[str], bool]


def check(actor: Acting, file: StoredFile, holds_secret: HoldsSecret) -> StoredFile:
    """Check a file that was leased (`take_for_checking`), and destroy what was uploaded.

    Doing it twice gives the same. If the storage is away the lease runs out and it is done again.
    """
    with tempfile.TemporaryDirectory(prefix="pharos-check-") as name:
        folder = Path(name)
        received = _carry_together(file, folder / ORIGINAL)
        verdict = _verdict(folder, holds_secret)
        found = Found(verdict=verdict, received_sha256=received)
        if not verdict.why:
            found = _kept(file, folder, found)
    settled = settle_check(actor=actor, file_id=file.pk, found=found)
    if settled.state != StoredFile.State.READY:
        delete_all(file.key(what) for what in (SAFE, THUMBNAIL))
    destroy_upload(actor, settled)
    return settled


def destroy_upload(actor: Acting, file: StoredFile) -> None:
    """Delete every part of what was uploaded. Repeats safely."""
    delete_all(list(storage().list(file.key("parts/"))))
    forget_parts(actor=actor, file_id=file.pk)


def delete_all(keys: Iterable[str]) -> None:
    for key in keys:
        storage().delete(key)


def _carry_together(file: StoredFile, path: Path) -> str:
    digest = sha256()
    with path.open("wb") as whole:
        for key in file.parts:
            with storage().open(key) as part:
                while chunk := part.read(CHUNK):
                    digest.update(chunk)
                    whole.write(chunk)
    return digest.hexdigest()


def _verdict(folder: Path, holds_secret: HoldsSecret) -> Verdict:
    verdict = inspect(folder)
    is_text = verdict.type == "text/plain"
    if is_text and holds_secret((folder / SAFE).read_text(encoding="utf-8")):
        return Verdict(why="secret")
    return verdict


def _kept(file: StoredFile, folder: Path, found: Found) -> Found:
    for what in (SAFE, THUMBNAIL):
        if (folder / what).exists():
            with (folder / what).open("rb") as source:
                storage().put(file.key(what), source)
    with (folder / SAFE).open("rb") as safe:
        digest = file_digest(safe, "sha256").hexdigest()
        return replace(found, sha256=digest, size=safe.tell())
