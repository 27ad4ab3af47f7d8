"""A short desk drill: all that agents do is done, nothing is lost, and what is slow is named."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pharos.bench.drills.desk import ACTIONS, DeskDrill, Took, times
from pharos.bench.drills.diary import Diary
from pharos.bench.drills.drill import Calm, Wishes, new_home

# Nobody is as quick as these: a minute of people, in seconds.
HASTE = Calm(arrive_within=2, messages=4, pause=(0.5, 2.0), stays=(15.0, 20.0), thinks=(0.2, 0.8))


@pytest.fixture
def home() -> Iterator[Path]:
    home = new_home()
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_agents_work_through_chats_and_nothing_is_lost(home: Path) -> None:
    wishes = Wishes(minutes=0.35, clients=12, acks=12, kills=0, agents=4, calm=HASTE)
    drill = DeskDrill(wishes, home)
    try:
        outcome = drill.run()
    finally:
        drill.discard()

    assert outcome.findings == []
    assert outcome.replies
    assert {one.name for one in drill.took} >= set(ACTIONS)
    assert [one.refused for one in drill.took if one.name in ("open case", "queue page")] == [0, 0]
    # How quick it was is not for a test; that nobody left anything undone is.
    assert [told for told in outcome.unfinished if "limit" not in told] == []


def test_what_agents_waited_for_is_read_from_their_diaries(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "agent-amara.jsonl")
    for place in range(20):
        diary.write("did", action="reply", since=time.monotonic() - 0.01 * place, status=201)
    diary.write("did", action="note", since=time.monotonic() - 0.5, status=409)
    diary.close()

    reply, note = times(tmp_path)

    assert (reply.name, reply.count, reply.refused) == ("reply", 20, 0)
    assert 170 <= reply.p95 <= 250
    assert not reply.holds
    assert (note.name, note.count, note.refused) == ("note", 1, 1)
    assert Took("take", 1, 10, 99, 120, 0).holds
