"""Profile files: YAML, read so that a slip is an error and not a surprise."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pharos.brands.errors import ProfileInvalid
from pharos.brands.parsing import parse_profile
from pharos.brands.profile import Profile

LARGEST = 1_000_000


class _Loader(yaml.SafeLoader):
    """Refuses a field that is written twice, of which YAML would keep the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the signature is PyYAML's
        names = [key.value for key, _ in node.value]
        for name in names:
            if names.count(name) > 1:
                problem = f'"{name}" stands there more than once'
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def read_profile(path: Path, source: str | None = None) -> tuple[Profile, dict[str, Any]]:
    """Return a file's profile and its contents as they are kept (JSON). Refused: `profile_invalid`.

    `source` is how the file is called in errors.
    """
    source = source or str(path)
    contents = _contents(path, source)
    return parse_profile(contents, source), plain(contents)


def _contents(path: Path, source: str) -> Any:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ProfileInvalid(source, (f"cannot be read: {error.strerror}",)) from error
    return read_yaml(raw, source)


def read_yaml(raw: bytes, source: str) -> Any:
    """Return what a file of ours holds. Refused: `profile_invalid`, where it is not YAML."""
    if len(raw) > LARGEST:
        raise ProfileInvalid(source, (f"is larger than {LARGEST:,} bytes",))
    try:
        return yaml.load(raw, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ProfileInvalid(source, (f"is not YAML: {_where(error)}",)) from error


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def plain(value: Any) -> Any:
    """Write dates as text, so that what was read can be kept as JSON."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
