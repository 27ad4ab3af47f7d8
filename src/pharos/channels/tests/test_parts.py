"""An answer in parts: none twice and none lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pharos.channels.parts import send_parts
from pharos.channels.port import Permanent, Temporary, Undelivered


def broken() -> str:
    raise KeyError("a mistake of ours")


def refusing() -> str:
    raise Permanent("blocked")


@pytest.mark.parametrize(
    ("third", "kind", "code"),
    [(broken, Temporary, "our_fault"), (refusing, Permanent, "blocked")],
)
def test_whatever_stops_it_names_what_went(
    third: Callable[[], str], kind: type[Undelivered], code: str
) -> None:
    with pytest.raises(kind) as stopped:
        send_parts([broken, lambda: "two", third], ["one"])
    assert (stopped.value.code, stopped.value.sent) == (code, ("one", "two"))

    assert send_parts([broken, broken, lambda: "three"], stopped.value.sent).items == (
        "one",
        "two",
        "three",
    )
