"""Fingerprints of our own files, to skip work whose input has not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
CHECKOUT = PACKAGE.parents[1]
SCHEMA = "*/migrations/*.py", "*.sql", "kernel/grants*", "kernel/isolation*", "kernel/migrations/*"
# Of others, whose migrations run with ours.
OTHERS = ("django", "django-allauth")
SOURCE = "*.py", "*.sql", "*.json", "*.yaml", "*.toml", "*.po"


def schema_stamp() -> str:
    """Fingerprint what decides how the database looks after `pharos migrate`.

    That is our migrations, which apps are installed, and which versions of others bring theirs.
    """
    others = " ".join(f"{name} {version(name)}" for name in OTHERS)
    return _stamp([*_matching(SCHEMA), *sorted(PACKAGE.glob("config/settings*.py"))], others)


def source_stamp() -> str:
    """Fingerprint all our code and data, tests apart, and the profiles of the demo brands."""
    profiles = sorted((CHECKOUT / "profiles").glob("*"))
    return _stamp([*_matching(SOURCE), *(path for path in profiles if path.is_file())])


def _matching(patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in PACKAGE.rglob(pattern) if path.is_file()}
    return sorted(path for path in found if not {"tests", "__pycache__"} & set(path.parts))


def _stamp(paths: list[Path], more: str = "") -> str:
    digest = hashlib.sha256(more.encode())
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(CHECKOUT)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
