"""Short drills: an honest one is green, and each planted bug is caught by its ids."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pharos.bench.drills import sabotage
from pharos.bench.drills.chat import ChatDrill
from pharos.bench.drills.drill import Wishes, new_home
from pharos.bench.drills.judge import unnamed
from pharos.bench.drills.report import as_json

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def home() -> Iterator[Path]:
    home = new_home()
    yield home
    shutil.rmtree(home, ignore_errors=True)


def drill(home: Path, **wishes: object) -> ChatDrill:
    asked = {"minutes": 0.5, "clients": 8, "acks": 60, "kills": 0, **wishes}
    return ChatDrill(Wishes(**asked), home)  # type: ignore[arg-type]


@pytest.mark.requirement("CQ-06", "CQ-15")
def test_nothing_is_lost_while_processes_and_the_database_are_killed(home: Path) -> None:
    honest = drill(home, kills=3)
    try:
        outcome = honest.run()
    finally:
        honest.discard()

    assert outcome.findings == []
    assert outcome.unfinished == []
    assert outcome.acks >= 60
    assert outcome.kills.total() == 3
    assert outcome.replies


@pytest.mark.parametrize(
    ("bug", "kind"),
    [("early-ack", "lost"), ("deaf", "not delivered"), ("forgetful", "doubled")],
)
def test_a_planted_bug_is_caught_and_what_it_spoiled_is_named(
    home: Path, bug: str, kind: str
) -> None:
    spoiled = drill(home, sabotage=bug, acks=300)
    try:
        outcome = spoiled.run()
        planted = sabotage.read(home)
    finally:
        spoiled.discard()

    assert planted
    assert kind in {finding.kind for finding in outcome.findings}
    assert unnamed(outcome.findings, planted) == []
    assert [str(one) for one in outcome.findings if not one.conversation] == []
    told = json.loads(as_json(spoiled.wishes, outcome, 3, planted))
    assert told["holds"] is False
    assert len(told["findings"]) == len(outcome.findings)
