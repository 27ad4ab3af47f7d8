"""Twenty seeded faults in the rules: each must be caught by the golden cases of its diagnoser."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from pharos.diagnosis import running
from pharos.diagnosis.running import REGISTRY, Diagnoser
from pharos.diagnosis.tests.golden import Golden, cases, found_in
from pharos.diagnosis.tests.test_golden import failures

MUTANTS: list[dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "mutants.yaml").read_text("utf-8")
)
FEWEST = 20


def test_there_are_twenty() -> None:
    assert len(MUTANTS) >= FEWEST


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: f"{one['diagnoser']}: {one['fault']}")
def test_the_golden_cases_catch_the_fault(
    mutant: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = mutant["diagnoser"]
    mine = [case for case in cases() if case.diagnoser == name]
    assert not any(map(_fails, mine)), "without the fault all of them pass"

    monkeypatch.setitem(REGISTRY, name, _mutated(mutant))

    assert any(map(_fails, mine))


def _fails(case: Golden) -> bool:
    try:
        return bool(failures(case, found_in(case)))
    except (AssertionError, LookupError, TypeError, ValueError):
        return True  # it fell over: that is caught, too


def _mutated(mutant: dict[str, str]) -> Diagnoser:
    """The diagnoser made anew of its source with the fault in it."""
    original = _module(REGISTRY[mutant["diagnoser"]])
    assert original.__file__, "a diagnoser stands in a file"
    source = Path(original.__file__).read_text("utf-8")
    assert source.count(mutant["from"]) == 1, "the fault's place is found once"
    kept = REGISTRY.pop(mutant["diagnoser"])
    try:
        made = ModuleType(f"{original.__name__}_mutant")
        sys.modules[made.__name__] = made  # dataclasses look there for their module
        faulty = compile(source.replace(mutant["from"], mutant["to"]), original.__file__, "exec")
        exec(faulty, vars(made))  # noqa: S102 - our own source with a seeded fault
        mutated: Diagnoser = running.REGISTRY.pop(mutant["diagnoser"])
    finally:
        sys.modules.pop(f"{original.__name__}_mutant", None)
        REGISTRY[mutant["diagnoser"]] = kept
    return mutated


def _module(one: Diagnoser) -> ModuleType:
    return importlib.import_module(one.behaviour.__module__)
