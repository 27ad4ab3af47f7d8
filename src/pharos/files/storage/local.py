"""Files in a folder of this machine, each put in place by one rename."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pharos.files.errors import KeyMissing, StorageFull
from pharos.files.storage.port import CHUNK, checked

# A limit on the size of files is met like a full disk: what came does not fit.
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DRAFT: Final = ".draft-"


class LocalStorage:
    """Folders fan out by the keys themselves (`b7/3f/...`). Readable by the owner only."""

    def __init__(self, url: str) -> None:
        self.root = Path(unquote(urlsplit(url).path))

    def put(self, key: str, source: BinaryIO) -> int:
        path = self._path(key)
        draft = path.with_name(f"{DRAFT}{secrets.token_hex(8)}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            size = _written(draft, source)
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            if error.errno in FULL:
                raise StorageFull(
                    _("There is no room for files at the moment. Please try again later.")
                ) from error
            raise
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return size

    def open(self, key: str, *, start: int = 0) -> BinaryIO:
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError as error:
            raise KeyMissing(key) from error
        file.seek(start)
        return file

    def delete(self, key: str) -> None:
        path = self._path(key)
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self.root:
                break
            try:
                folder.rmdir()
            except OSError:
                break  # somebody else's files are in it

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def list(self, prefix: str = "") -> Iterator[str]:
        folder = self.root / prefix.rpartition("/")[0]
        for at, _folders, names in os.walk(folder):
            for name in names:
                key = (Path(at) / name).relative_to(self.root).as_posix()
                if not name.startswith(DRAFT) and key.startswith(prefix):
                    yield key

    def has_room_for(self, size: int) -> bool:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        reserve = int(settings.FILES_RESERVE_MB) * 1_000_000
        return shutil.disk_usage(self.root).free - size > reserve

    def _path(self, key: str) -> Path:
        return self.root / checked(key)


def _written(draft: Path, source: BinaryIO) -> int:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(source, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _sync(folder: Path) -> None:
    """Make the new name as durable as the bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
