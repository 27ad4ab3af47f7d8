"""Arguments that exist at one exchange, for a check to ask with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


def read_examples(path: Path | None) -> Mapping[str, list[dict[str, Any]]]:
    """Read examples: by operation a list of arguments. ValueError says what is wrong."""
    if path is None:
        return {}
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name} is no YAML: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} has to map operations to lists")  # noqa: TRY004 - the text
    for name, examples in found.items():
        if not isinstance(examples, list) or not all(isinstance(one, dict) for one in examples):
            raise ValueError(f"{path.name}: {name} has to be a list of arguments")
    return found
