"""What an inspection finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

ORIGINAL, SAFE, THUMBNAIL = "original", "safe", "thumbnail"


class Refused(Exception):
    """The file may not come in; the code says why (files/words.py)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Either why the file is refused, or what it is and what there is of it beside `safe`."""

    why: str = ""
    type: str = ""
    width: int | None = None
    height: int | None = None
    has_thumbnail: bool = False

    def plain(self) -> dict[str, Any]:
        return asdict(self)
