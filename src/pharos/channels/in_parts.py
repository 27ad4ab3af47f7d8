"""One answer in several parts: what the vendor has taken once is not sent a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import sleep
from typing import Final, TypeVar

from pharos.channels.port import Permanent, Temporary, Undelivered

TRIES: Final = 3
LONGEST_SECONDS: Final = 5.0
Part = TypeVar("Part")


def send_parts(parts: Iterable[Part], send: Callable[[Part], str]) -> tuple[str, ...]:
    """Send one part after the other, and return the vendor's names for them.

    A first part that is not taken is refused as it is. After that the whole cannot be tried again
    without saying the first part twice, for vendors who do not know an answer by its name: a part
    is tried three times within seconds, and then a person is shown `partly_sent`.
    """
    items: list[str] = []
    for part in parts:
        if not items:
            items.append(send(part))
            continue
        items.append(_patiently(part, send))
    return tuple(items)


def _patiently(part: Part, send: Callable[[Part], str]) -> str:
    for left in reversed(range(TRIES)):
        try:
            return send(part)
        except Temporary as refusal:
            if not left:
                raise Permanent("partly_sent", str(refusal)) from refusal
            pause = refusal.after.total_seconds() if refusal.after is not None else 1.0
            sleep(min(pause, LONGEST_SECONDS))
        except Undelivered as refusal:
            raise Permanent("partly_sent", str(refusal)) from refusal
    raise AssertionError("the last try returns or raises")
