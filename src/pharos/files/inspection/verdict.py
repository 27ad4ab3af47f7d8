"""What an inspection finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

ORIGINAL, SAFE, THUMBNAIL = "original", "safe", "thumbnail"
# What was read in it, for whoever looks for secrets. It goes with the folder.
TEXT = "words"
# Of how many pages of a document there are pictures.
MOST_PAGES = 10


def page_name(number: int) -> str:
    """Under what the picture of a page lies, counted from 1."""
    return f"page-{number:02d}"


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
    pages: int = 0
    note: str = ""
    # How many of its pictures could not be read in time.
    unread: int = 0

    @property
    def kept(self) -> list[str]:
        """What there is of it to be kept."""
        pages = [page_name(number) for number in range(1, self.pages + 1)]
        return [SAFE, *([THUMBNAIL] if self.has_thumbnail else []), *pages]

    def plain(self) -> dict[str, Any]:
        return asdict(self)
