"""One way to write a value as text, so that its digest can be computed again anywhere."""

from __future__ import annotations

import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Return `value` as JSON with sorted keys, no white space and unescaped Unicode.

    Numbers must be integers and amounts strings: a float has no single spelling and is refused.
    """
    return json.dumps(
        _checked(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _checked(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError("a payload holds integers and strings, not floats")
    if isinstance(value, dict):
        return {str(key): _checked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(item) for item in value]
    return value
