"""Who is woken, and that nothing is missed when a wake-up or the database is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from pharos.live import hub as hub_module
from pharos.live.hub import Hub
from pharos.live.stream import BYE, HEARTBEAT, Stream
from pharos.live.tests.test_stream import Browser, stream_to

Scene = Callable[[Hub, "Watch"], Awaitable[None]]


class Watch:
    """Remembers who was refreshed, and can be out of order."""

    def __init__(self) -> None:
        self.refreshed: list[set[Stream]] = []
        self.checked: list[set[Stream]] = []
        self.failures = 0

    async def refresh(self, streams: list[Stream]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.refreshed.append(set(streams))

    async def check(self, streams: list[Stream]) -> None:
        self.checked.append(set(streams))


def played(scene: Scene, *loops: str) -> None:
    async def play() -> None:
        watch = Watch()
        hub = Hub(watch.refresh, slow_check=watch.check)
        tasks = [asyncio.create_task(getattr(hub, loop)()) for loop in loops]
        try:
            await scene(hub, watch)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    asyncio.run(play())


async def settled() -> None:
    await asyncio.sleep(0.01)


def test_who_comes_is_brought_up_to_date_and_then_hears_of_its_own_topic() -> None:
    async def scene(hub: Hub, watch: Watch) -> None:
        one, other = stream_to(Browser(), topic=1), stream_to(Browser(), topic=2)
        hub.add(one)
        hub.add(other)
        await settled()
        assert watch.refreshed == [{one, other}]

        hub.touch([1, 77])
        await settled()
        assert watch.refreshed[1:] == [{one}]
        assert len(hub) == 2

    played(scene, "run")


def test_who_has_left_is_not_refreshed() -> None:
    async def scene(hub: Hub, watch: Watch) -> None:
        one = stream_to(Browser(), topic=1)
        hub.add(one)
        hub.remove(one)
        await settled()

        hub.touch([1])
        hub.touch_all()
        await settled()

        assert (watch.refreshed, len(hub), hub.all()) == ([], 0, [])

    played(scene, "run")


def test_after_a_break_everybody_is_refreshed() -> None:
    async def scene(hub: Hub, watch: Watch) -> None:
        streams = {stream_to(Browser(), topic=topic) for topic in range(3)}
        for stream in streams:
            hub.add(stream)
        await settled()

        hub.touch_all()
        await settled()

        assert watch.refreshed == [streams, streams]

    played(scene, "run")


def test_a_busy_stream_is_passed_over_and_the_others_are_not() -> None:
    async def scene(hub: Hub, watch: Watch) -> None:
        slow, quick = Browser(), Browser()
        busy, free = stream_to(slow, topic=1), stream_to(quick, topic=1)
        hub.add(busy)
        hub.add(free)
        await settled()
        slow.reads.clear()
        busy.push(b"one", hub.touch_stream)

        hub.touch([1])
        await settled()
        assert watch.refreshed[1:] == [{free}]

        slow.reads.set()
        await settled()
        assert watch.refreshed[2:] == [{busy}]

    played(scene, "run")


def test_while_the_database_is_away_the_streams_wait_and_are_not_forgotten() -> None:
    async def scene(hub: Hub, watch: Watch) -> None:
        one = stream_to(Browser(), topic=1)
        watch.failures = 1
        hub.add(one)
        await settled()
        assert watch.refreshed == []

        await asyncio.sleep(0.25)
        assert watch.refreshed == [{one}]

    played(scene, "run")


def test_a_lost_wake_up_is_found_by_the_slow_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "SLOW_CHECK_SECONDS", 0.01)

    async def scene(hub: Hub, watch: Watch) -> None:
        one = stream_to(Browser(), topic=1)
        hub.add(one)
        await asyncio.sleep(0.05)

        assert watch.refreshed == []
        assert watch.checked[0] == {one}

    played(scene, "check_slowly")


def test_the_beat_keeps_streams_open_and_ends_those_whose_time_is_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 0.03)

    async def scene(hub: Hub, _: Watch) -> None:
        lasting, ending = Browser(), Browser()
        hub.add(stream_to(lasting, seconds=60))
        hub.add(stream_to(ending, seconds=-1))
        for _number in range(20):
            hub.add(stream_to(Browser(), seconds=60))
        await asyncio.sleep(0.2)

        assert set(lasting.bodies) == {HEARTBEAT}
        assert len(lasting.bodies) > 1
        assert ending.bodies == [BYE]

    played(scene, "beat")


def test_whose_rights_have_changed_is_asked_to_come_again() -> None:
    async def scene(hub: Hub, _: Watch) -> None:
        here, there = Browser(), Browser()
        hub.add(stream_to(here, brand_ids=(1,)))
        hub.add(stream_to(there, brand_ids=(2, 3)))

        hub.end_all(frozenset({3}))
        assert (here.bodies, there.bodies) == ([], [BYE])

        hub.end_all()
        assert (here.bodies, there.bodies) == ([BYE], [BYE])

    played(scene)


def test_one_who_waits_is_woken_by_its_topic_and_by_a_break() -> None:
    async def scene(hub: Hub, _: Watch) -> None:
        with hub.expecting(1) as mine, hub.expecting(2) as theirs:
            hub.touch([1])
            assert (mine.is_set(), theirs.is_set()) == (True, False)
            hub.touch_all()
            assert theirs.is_set()
        hub.touch([1, 2])

    played(scene)
