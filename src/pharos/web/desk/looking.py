"""Who looks at which case just now. Kept in memory by each process, and nowhere else.

Every process hears each sign, so each knows the same. A page says once that it has come and once
that it goes; as long as its stream is open, the process that holds it repeats the sign, so that
an open page sends nothing. What nobody repeats is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from time import monotonic

from pharos.live.signs import Sign

CAME = "here"
GONE = "gone"
REPEAT_SECONDS = 40.0
KEPT_SECONDS = 100.0
MOST = 20_000  # pages of one installation; the oldest are forgotten first


@dataclass(slots=True)
class Page:
    """One open page of one member of staff."""

    sign: Sign
    until: float


Key = tuple[int, str]


class Looking:
    """The open pages of all staff, by staff and page."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._pages: dict[Key, Page] = {}
        # The keys of the pages that look at each case: a case is asked about far more often.
        self._at: defaultdict[str, set[Key]] = defaultdict(set)

    def heard(self, sign: Sign) -> list[Sign]:
        """Take in that somebody came or went. Returns what they should be told: who is there."""
        key = (sign.who, str(sign.data.get("page", "")))
        known = self._forget(key)
        if sign.what == GONE:
            return []
        self._pages[key] = Page(sign, self._clock() + KEPT_SECONDS)
        self._at[sign.number].add(key)
        while len(self._pages) > MOST:
            self._forget(next(iter(self._pages)))
        is_news = known is None or known.sign.number != sign.number
        return self.others(sign.number, sign.who) if is_news else []

    def others(self, number: str, who: int) -> list[Sign]:
        """Return one sign for each colleague who looks at the case."""
        moment = self._clock()
        pages = [self._pages[key] for key in sorted(self._at.get(number, ()))]
        there = {
            page.sign.who: page.sign
            for page in pages
            if page.sign.who != who and page.until > moment
        }
        return list(there.values())

    def around(self, who: int) -> list[Sign]:
        """Return who else looks at the cases that this member of staff looks at."""
        numbers = {page.sign.number for page in self._pages.values() if page.sign.who == who}
        return [other for number in sorted(numbers) for other in self.others(number, who)]

    def watchers(self, numbers: Container[str]) -> set[int]:
        """Return the staff who look at any of these cases."""
        return {page.sign.who for page in self._pages.values() if page.sign.number in numbers}

    def to_repeat(self, staff: Iterable[int]) -> list[Sign]:
        """Return the signs of these staff again, and forget what nobody has repeated."""
        moment = self._clock()
        for key in [key for key, page in self._pages.items() if page.until <= moment]:
            self._forget(key)
        connected = set(staff)
        return [page.sign for page in self._pages.values() if page.sign.who in connected]

    def _forget(self, key: Key) -> Page | None:
        page = self._pages.pop(key, None)
        if page is not None:
            there = self._at[page.sign.number]
            there.discard(key)
            if not there:
                del self._at[page.sign.number]
        return page
