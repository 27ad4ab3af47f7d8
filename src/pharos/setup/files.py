"""A set-up as a folder or as one zip file: `brands/<slug>/<part>.yaml`, read with care."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from pharos.brands.errors import ProfileInvalid
from pharos.brands.files import LARGEST, plain, read_yaml

PARTS: Final = (
    "profile",
    "members",
    "tags",
    "saved_replies",
    "token_keys",
    "views",
    "accounts",
    "outlets",
)
MOST_FILES: Final = 2_000
_NAME: Final = re.compile(rf"brands/([a-z0-9][a-z0-9-]{{0,59}})/({'|'.join(PARTS)})\.yaml")
# The same set-up is the same file: a zip would otherwise hold the time.
_AT: Final = (1980, 1, 1, 0, 0, 0)

# What is known of each brand, part by part.
Setup = dict[str, dict[str, Any]]


def to_files(setup: Setup) -> dict[str, bytes]:
    """Write each part of each brand as a file, in a fixed order."""
    return {
        f"brands/{slug}/{part}.yaml": _yaml(setup[slug][part])
        for slug in sorted(setup)
        for part in PARTS
    }


def to_zip(setup: Setup) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in to_files(setup).items():
            archive.writestr(zipfile.ZipInfo(name, _AT), raw)
    return out.getvalue()


def write(setup: Setup, path: Path) -> None:
    """Write a zip file if the name says so, else a folder."""
    if path.suffix == ".zip":
        path.write_bytes(to_zip(setup))
        return
    for name, raw in to_files(setup).items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)


def read(path: Path) -> Setup:
    """Read what `write` wrote. Refused: `profile_invalid`, with what is wrong and where."""
    if not path.exists():
        raise ProfileInvalid(str(path), ("cannot be read: there is no such file or folder",))
    if path.is_file():
        return from_zip(path.read_bytes())
    found = sorted(file for file in path.rglob("*.yaml") if file.is_file())
    return _setup((str(file.relative_to(path)), file.read_bytes()) for file in found)


def from_zip(raw: bytes) -> Setup:
    """Read a zip file that somebody sent; nothing of it is written anywhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_sizes(infos)
            return _setup([(info.filename, archive.read(info)) for info in infos])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ProfileInvalid("set-up", ("is not a zip file that can be read",)) from error


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES or any(info.file_size > LARGEST for info in infos):
        raise ProfileInvalid("set-up", ("holds too much to be a set-up",))


def _setup(files: Iterator[tuple[str, bytes]] | list[tuple[str, bytes]]) -> Setup:
    setup: Setup = {}
    for name, raw in files:
        found = _NAME.fullmatch(name)
        if not found:
            raise ProfileInvalid(name, (f"is not known here; known are {', '.join(PARTS)}",))
        setup.setdefault(found[1], {})[found[2]] = plain(read_yaml(raw, name))
    if not setup:
        raise ProfileInvalid("set-up", ("holds no brand",))
    for slug, parts in setup.items():
        if "profile" not in parts:
            raise ProfileInvalid(f"brands/{slug}/profile.yaml", ("is missing",))
    return setup


def _yaml(value: Mapping[str, Any] | list[Any]) -> bytes:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
    return text.encode()
