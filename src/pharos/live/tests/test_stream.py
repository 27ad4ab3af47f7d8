"""One open response: sent at once, never buffered, passed over while its browser does not read."""

from __future__ import annotations

import asyncio
from typing import Any

from pharos.live.stream import BYE, HEARTBEAT, Stream, begin, frame, until_gone


class Browser:
    """The other end of a response. It reads at once, unless it is told not to."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.gone = False
        self.breathes = False

    async def send(self, message: dict[str, Any]) -> None:
        if self.gone:
            raise OSError("the browser has gone")
        if self.breathes:
            await asyncio.sleep(0)
        if not self.reads.is_set():
            await self.reads.wait()
        if self.gone:
            raise OSError("the browser has gone")
        self.got.append(message)

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self.got]


def stream_to(browser: Browser, **more: Any) -> Stream:
    given: dict[str, Any] = {"topic": 1, "brand_ids": (1,), "position": 0, "seconds": 60} | more
    return Stream(browser.send, **given)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_is_pushed_is_sent_at_once() -> None:
    async def scene() -> None:
        browser = Browser()
        stream = stream_to(browser)

        assert stream.push(b"one")
        assert stream.push(b"two")

        assert browser.bodies == [b"one", b"two"]
        assert all(message["more_body"] for message in browser.got)
        assert stream.is_free

    asyncio.run(scene())


def test_to_one_who_does_not_read_nothing_more_is_sent_until_it_has_read() -> None:
    async def scene() -> None:
        browser = Browser()
        freed: list[Stream] = []
        stream = stream_to(browser)
        browser.reads.clear()

        assert stream.push(b"one", freed.append)
        assert not stream.is_free
        assert not stream.push(b"two", freed.append)
        assert (browser.bodies, freed) == ([], [])

        browser.reads.set()
        await settled()
        assert (browser.bodies, freed, stream.is_free) == ([b"one"], [stream], True)
        assert stream.push(b"two")
        assert browser.bodies == [b"one", b"two"]

    asyncio.run(scene())


def test_a_send_that_only_takes_a_breath_is_finished() -> None:
    async def scene() -> None:
        browser = Browser()
        freed: list[Stream] = []
        browser.breathes = True
        stream = stream_to(browser)

        assert stream.push(b"one", freed.append)
        await settled()

        assert (browser.bodies, freed) == ([b"one"], [stream])

    asyncio.run(scene())


def test_one_who_has_gone_ends_the_stream_at_once_or_while_it_waits() -> None:
    async def scene() -> None:
        browser = Browser()
        freed: list[Stream] = []
        browser.gone = True
        stream = stream_to(browser)
        assert not stream.push(b"one")
        assert stream.ended

        slow = Browser()
        slow.reads.clear()
        waiting = stream_to(slow)
        waiting.push(b"one", freed.append)
        slow.gone = True
        slow.reads.set()
        await settled()
        assert (waiting.ended, waiting.is_free, freed) == (True, False, [])

    asyncio.run(scene())


def test_ending_says_goodbye_and_finishes_the_response() -> None:
    async def scene() -> None:
        browser = Browser()
        stream = stream_to(browser)

        stream.end()
        stream.end()

        assert browser.got == [{"type": "http.response.body", "body": BYE, "more_body": False}]
        assert not stream.push(b"late")

    asyncio.run(scene())


def test_a_response_begins_with_a_head_that_nothing_buffers_and_a_comment() -> None:
    async def scene() -> None:
        browser = Browser()

        await begin(browser.send, [(b"x-one", b"1")])

        head = dict(browser.got[0]["headers"])
        assert head[b"content-type"] == b"text/event-stream; charset=utf-8"
        assert (head[b"x-accel-buffering"], head[b"x-one"]) == (b"no", b"1")
        assert browser.got[1]["body"] == HEARTBEAT

    asyncio.run(scene())


def test_a_request_is_over_when_the_browser_says_so() -> None:
    async def scene() -> None:
        said = iter([{"type": "http.request"}, {"type": "http.disconnect"}])

        async def receive() -> dict[str, Any]:
            return next(said)

        await until_gone(receive)

    asyncio.run(scene())


def test_an_event_is_spelled_as_browsers_read_it() -> None:
    assert frame("entry", b"{}", position=7) == b"id: 7\nevent: entry\ndata: {}\n\n"
    assert frame("resync", b"{}") == b"event: resync\ndata: {}\n\n"
