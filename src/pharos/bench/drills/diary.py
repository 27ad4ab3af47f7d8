"""What a client did and saw, one JSON object a line, on disk before it goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson


class Diary:
    """Append only. A client that is killed leaves a diary that is true as far as it goes.

    `t` is the machine's monotonic clock, so diaries of several processes can be compared.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, what: str, **told: Any) -> None:
        line = orjson.dumps({"t": time.monotonic(), "what": what, **told}) + b"\n"
        os.write(self._file, line)

    def close(self) -> None:
        os.close(self._file)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Return the lines, without a last one that was cut short."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield orjson.loads(line)
