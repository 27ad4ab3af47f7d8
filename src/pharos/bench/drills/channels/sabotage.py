"""A bug to plant where every vendor's messages are taken in: some are said to be and are not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pharos.bench.drills.sabotage import Planted

SPOIL_EVERY = 6
ITEM = re.compile(r"Item ([a-z]+-(\d+))\.")


def swallow(planted: Planted) -> None:
    """Acknowledge one item in so many and never write it."""
    from pharos.channels import taking

    real = taking.take_arrival

    def take_arrival(account: Any, brand: Any, arrival: Any, files: Any = ()) -> taking.Taken:
        found = ITEM.search(arrival.text)
        if found is None or int(found[2]) % SPOIL_EVERY != SPOIL_EVERY - 1:
            return real(account, brand, arrival, files)
        if found[1] not in planted.positions():
            planted.add(found[1], 0)
        return taking.Taken()

    vars(taking)["take_arrival"] = take_arrival


BUGS: dict[str, Callable[[Planted], None]] = {"swallow": swallow}
