"""The measure of truth finds nothing where all is right, and a planted fault where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pharos.bench.diagnosis.measuring import count, figures
from pharos.bench.diagnosis.worlds import world_of
from pharos.diagnosis.running import Found, all_diagnosers

# One of each family and some more.
SEEDS = range(120)


def test_nothing_certain_contradicts_its_world() -> None:
    counted = count(SEEDS)

    assert counted.contradicted == []
    assert counted.guessed == []
    assert counted.certain_and_right == len(SEEDS)
    assert counted.lies == counted.told_as_disagreement == 1


def test_a_diagnoser_that_makes_things_up_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    known = all_diagnosers()
    inventive = replace(known["D01"], behaviour=lambda _: Found(outcome="CREDITED"))
    monkeypatch.setitem(known, "D01", inventive)

    counted = count(SEEDS)

    families = {line.split()[1] for line in counted.contradicted}
    assert {"failed", "never_sent", "confirming"} <= families
    first = next(iter(figures(counted)))
    assert first.holds is False


def test_the_same_seed_makes_the_same_world() -> None:
    one, other = world_of(17), world_of(17)

    assert (one.family, one.truth, one.world.now) == (other.family, other.truth, other.world.now)
    assert one.world.accounts == other.world.accounts
