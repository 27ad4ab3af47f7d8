"""The channels drill: its judge on a few lines, and short drills, an honest and a spoiled one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pharos.bench.drills import sabotage
from pharos.bench.drills.channels.drill import ChannelDrill, ChannelOutcome, ChannelWishes
from pharos.bench.drills.channels.evidence import Books
from pharos.bench.drills.channels.items import (
    KINDS,
    NOTHING_KEPT,
    SIDES,
    Item,
    Plan,
    body_of,
)
from pharos.bench.drills.channels.judge import BEFORE, ChannelJudge
from pharos.bench.drills.channels.report import as_json
from pharos.bench.drills.drill import new_home
from pharos.bench.drills.judge import unnamed
from pharos.bench.drills.taken import Handed
from pharos.channels.discord.events import Here, happenings_of
from pharos.channels.port import Arrival
from pharos.channels.registry import channels
from pharos.channels.tests.side import Side
from pharos.channels.tests.trying import read

ONE = "telegram-0"


@pytest.fixture
def home() -> Iterator[Path]:
    home = new_home()
    yield home
    shutil.rmtree(home, ignore_errors=True)


def drilled(home: Path, **wishes: Any) -> tuple[ChannelOutcome, list[dict[str, Any]], str]:
    asked = {"minutes": 2.0, "items": 6, "kinds": ("discord", "line", "x"), "kills": 0, **wishes}
    drill = ChannelDrill(ChannelWishes(**asked), home)
    if "sabotage" in wishes:
        drill.patience = 45.0  # what is planted never comes
    try:
        outcome = drill.run()
        planted = sabotage.read(home)
    finally:
        drill.discard()
    return outcome, planted, as_json(drill.wishes, outcome, 3, planted)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.requirement("CH-16", "TK-14")
def test_no_item_is_lost_doubled_or_unanswered_while_vendors_and_we_fail(home: Path) -> None:
    outcome, _planted, _told = drilled(home, kills=2)

    assert outcome.findings == []
    assert outcome.unfinished == []
    assert outcome.items == {"discord": 6, "line": 6, "x": 6}
    assert outcome.kills.total() == 2
    assert outcome.answers


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_is_acknowledged_and_never_written_is_named(home: Path) -> None:
    outcome, planted, told = drilled(home, sabotage="swallow")

    assert planted
    assert {finding.kind for finding in outcome.findings} == {"lost"}
    assert unnamed(outcome.findings, planted) == []
    assert json.loads(told)["holds"] is False


def test_every_channel_is_drilled_and_each_person_is_another_there() -> None:
    assert set(KINDS) == set(channels())

    plan = Plan(seed=0, items=8, kinds=KINDS)
    for kind, side in SIDES.items():
        threads = {item.number: said_by(side(), item) for item in plan.of(kind)}
        assert len(threads) == 8
        assert threads[0] == threads[2] != threads[1]
        assert sum(item.is_old for item in plan.of(kind)) == (0 if kind in NOTHING_KEPT else 2)


def said_by(side: Side, item: Item) -> str:
    """The chat in which an item is, as its channel reads it."""
    body = body_of(side, item)
    if side.kind == "discord":
        ((name, told),) = json.loads(body)
        (arrival,) = happenings_of(name, told, Here(me=""))
    else:
        (arrival,) = read(side, body)
    assert isinstance(arrival, Arrival)
    assert arrival.text == item.text
    return arrival.thread


def written(**changes: Any) -> dict[str, Any]:
    place = {"token": ONE, "case_id": 1, "seq": 1, "case": "CASE", "channel": "telegram"}
    place["body"] = f"Item {ONE}."
    good = {"is_owned": True, "is_written": True, "is_settled": False, "is_clocked": True}
    return {**place, **good, **changes}


def said(kind: str, **changes: Any) -> dict[str, Any]:
    told = {"channel": "telegram", "case": "CASE", "case_id": 1, "seq": 2, "state": "sent"}
    return {"kind": kind, **told, **changes}


BOTH = (said("acknowledged"), said("message", seq=3))
GIVEN = (("Your case is CASE.", None), ("Amara: Answer CASE. It is on its way.", None))


def judged(
    *rows: dict[str, Any],
    answers: tuple[dict[str, Any], ...] = BOTH,
    given: tuple[tuple[str, str | None], ...] = GIVEN,
    stuck: tuple[tuple[str, int, int], ...] = (),
) -> tuple[list[tuple[str, str]], ChannelJudge]:
    handed = Handed(sent={ONE: {}}, acks={ONE})
    handed.got = [{"kind": "telegram", "text": text, "key": key} for text, key in given]
    judge = ChannelJudge(handed, Books(list(rows), list(answers), list(stuck)))
    return [(one.kind, one.token) for one in judge.findings()], judge


def test_an_item_in_one_case_that_was_acknowledged_and_answered_is_nothing_to_find() -> None:
    assert judged(written())[0] == []


def test_an_item_that_is_lost_doubled_nobodys_or_without_a_clock_is_named() -> None:
    assert ("lost", ONE) in judged()[0]
    assert ("doubled", ONE) in judged(written(), written(seq=5))[0]
    assert judged(written(is_owned=False))[0] == [("unowned", ONE)]
    assert judged(written(is_clocked=False))[0] == [("unclocked", ONE)]
    assert ("unsent", "") in judged(written(), written(token="telegram-9", seq=7))[0]
    assert ("unsent", "") in judged(written(), written(token="", body="Who?", seq=7))[0]
    assert judged(written(), written(token="", body=BEFORE, seq=7))[0] == []
    assert judged(written(), stuck=(("delivery", 1, 3),))[0] == [("stuck", ONE)]


def test_an_answer_that_no_vendor_was_given_is_named_and_so_is_one_that_was_never_said() -> None:
    assert judged(written(), given=GIVEN[:1])[0] == [("unanswered", ONE)]
    assert judged(written(), answers=BOTH[:1])[0] == [("unanswered", ONE)]


def test_an_answer_given_twice_is_counted_and_a_finding_only_where_its_vendor_knows_names() -> None:
    twice = (*GIVEN, GIVEN[1])
    found, judge = judged(written(), given=twice)
    assert (found, judge.doubles) == ([], {"telegram": 1})

    named = tuple((text, f"k-{nr % 2}") for nr, (text, _key) in enumerate((*GIVEN, *GIVEN)))
    found, judge = judged(written(), given=named)
    assert (found, judge.repeats) == ([], {"telegram": 2})

    other = tuple((text, f"k-{nr}") for nr, (text, _key) in enumerate(twice))
    assert judged(written(), given=other)[0] == [("answered twice", ONE)]
