"""No channel and no point is left out of the contract, and the docs say what does not apply."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest

from pharos.channels.registry import channels
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.points import NOT_APPLYING, POINTS, applies, table
from pharos.channels.tests.side import Side

# Mail comes by its own protocols, and people write down the rest: these are shown by tests of
# their own alone.
WITHOUT_A_VENDOR = frozenset({"mail", "manual"})
KINDS = sorted(channels())


def modules_of(kind: str) -> Iterator[ModuleType]:
    tests = import_module(f"pharos.channels.{kind}.tests")
    for found in iter_modules(tests.__path__):
        if found.name.startswith("test_"):
            yield import_module(f"{tests.__name__}.{found.name}")


def held_of(kind: str) -> list[type[ChannelContract]]:
    """The contract's tests of one channel."""
    each = [one for module in modules_of(kind) for one in vars(module).values()]
    return [
        one
        for one in each
        if isinstance(one, type) and issubclass(one, ChannelContract) and one is not ChannelContract
    ]


def shown_for(kind: str) -> set[str]:
    """The points that some test of this channel shows."""
    tests: list[Any] = [one for module in modules_of(kind) for one in vars(module).values()]
    tests += [getattr(held, name) for held in held_of(kind) for name in dir(held)]
    named = {point for one in tests for point in getattr(one, "points", ())}
    return named - NOT_APPLYING.get(kind, {}).keys()


@pytest.mark.parametrize("kind", sorted(channels().keys() - WITHOUT_A_VENDOR))
def test_every_channel_keeps_to_the_contract(kind: str) -> None:
    (held,) = held_of(kind)

    assert held.side.kind == kind
    known = {setting.name for setting in channels()[kind].settings}
    side = held.side
    assert set(side.settings("http://127.0.0.1")) | set(side.secrets()) <= known


@pytest.mark.parametrize("kind", KINDS)
def test_each_point_is_shown_or_named_with_its_reason(kind: str) -> None:
    reasons = NOT_APPLYING.get(kind, {})

    assert reasons.keys() <= POINTS.keys()
    assert all(reasons.values())
    assert shown_for(kind) | reasons.keys() == POINTS.keys()


@pytest.mark.parametrize("kind", sorted(channels().keys() - WITHOUT_A_VENDOR))
def test_what_a_vendor_cannot_say_is_what_does_not_apply_to_it(kind: str) -> None:
    (held,) = held_of(kind)
    side: Side = held.side
    said = {
        "edits": side.edit("m-1", "Changed."),
        "withdrawals": side.withdrawal("m-1"),
        "typing": side.typing(),
        "delivered": side.receipt("1", "delivered"),
        "seen": side.receipt("1", "seen"),
    }

    assert {point for point in said if said[point] is None} == {
        point for point in said if not applies(kind, point)
    }
    assert (type(side).beside is Side.beside) == (not applies(kind, "beside"))
    assert (type(side).key is Side.key) == (not applies(kind, "known again"))
    assert (not channels()[kind].takes_files) == (not applies(kind, "files out"))


def test_the_docs_say_what_does_not_apply_and_why() -> None:
    docs = Path(__file__).parents[4] / "docs"
    assert table() in (docs / "channels.md").read_text()
