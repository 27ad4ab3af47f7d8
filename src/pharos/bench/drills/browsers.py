"""A customer's browser: it writes until it is told, and reads until it has seen everything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp

from pharos.bench.drills.diary import Diary
from pharos.bench.drills.setting import NOTHING_KNOWN, PATIENCE_SECONDS, Setting

TOPICS = ("DEP.NOT_FOUND", "ACC.2FA_LOST", "ACC.LOCKED")
# How a message is sent, and how often: cut off while waiting, cut off in the middle of the body,
# sent twice at the same time, sent again after it was acknowledged.
WAYS = {"plain": 74, "cut": 10, "torn": 4, "twice": 6, "again": 6}
AGREED = (200, 201)
TRANSIENT = (401, 408, 425, 429)
FILLER = " Still waiting, and nothing has moved since."


@dataclass
class Browser:
    """One device of one customer, with one conversation and a tab or two that watch it."""

    setting: Setting
    brand: str
    device: str
    token: str
    diary: Diary
    conversation: str
    headers: dict[str, str] = field(default_factory=dict)
    spoken: int = 0
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def live(self, watching: list[str]) -> None:
        """Talk and watch until the drill ends."""
        self.diary.write("begin", conversation=self.conversation, brand=self.brand)
        await asyncio.sleep(self.setting.rng.uniform(0, self.setting.arrive_within))
        tabs = [self.watch(f"{number}-{how}", how) for number, how in enumerate(watching)]
        await asyncio.gather(self.talk(), *tabs)
        self.diary.close()

    async def talk(self) -> None:
        topic = self.setting.rng.choice(TOPICS)
        while self.setting.is_talking and self.spoken < self.setting.most_messages:
            self.setting.pending += 1
            await self.say(topic)
            self.setting.pending -= 1
            topic = ""
            with suppress(TimeoutError):
                await asyncio.wait_for(self.setting.talk_is_over.wait(), self.setting.pause())

    async def say(self, topic: str) -> None:
        """Send one message until it is acknowledged. The diary knows of it before anybody."""
        self.spoken += 1
        rng = self.setting.rng
        token = str(UUID(int=rng.getrandbits(128), version=4))
        long = rng.choice((0, 0, 0, 0, 0, 0, 0, 0, 5, 150))
        text = f"Message {self.spoken} of {self.device[:8]} {token}.{FILLER * long}"
        self.diary.write("sent", token=token, text=text)
        message = {"client_token": token, "text": text, "topic": topic}
        (way,) = rng.choices(list(WAYS), weights=list(WAYS.values()))
        if way == "cut":
            await self._post(message, patience=rng.uniform(0.001, 0.03))
        elif way == "torn":
            await self._tear(message)
        elif way == "twice":
            await asyncio.gather(self._post(message), self._post(message))
        tries = 0
        while not await self._post(message):
            await self.setting.again(tries)
            tries += 1
        self.setting.acks += 1
        self.acknowledged.set()
        if way == "again":
            await self._post(message)

    async def _post(self, message: dict[str, str], patience: float = PATIENCE_SECONDS) -> bool:
        """Send once. True if it was acknowledged; otherwise nothing is known."""
        headers = await self._headers()
        since = monotonic()
        try:
            async with self.setting.http.post(
                self._address("messages"),
                json=message,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=patience),
            ) as response:
                told = await response.json()
                status = response.status
        except NOTHING_KNOWN:
            return False
        if status in AGREED:
            told = {"position": told["position"], "text": told["text"], "status": status}
            self.diary.write("ack", token=message["client_token"], since=since, **told)
            return True
        self._note(status, told, message["client_token"])
        return False

    async def _tear(self, message: dict[str, str]) -> None:
        """Break off in the middle of the body."""
        headers = await self._headers()
        address = urlsplit(self._address("messages"))
        body = json.dumps(message).encode()
        head = [f"POST {address.path} HTTP/1.1", f"Host: {address.netloc}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection(address.hostname, address.port)
            writer.write("\r\n".join(head).encode() + body[: len(body) // 2])
            await writer.drain()
            writer.transport.abort()

    async def watch(self, view: str, how: str) -> None:
        """Read everything from the first position on, however often the line breaks."""
        await self.acknowledged.wait()
        position, tries = 0, 0
        key = f"{self.conversation} {view}"
        while not self.setting.is_over:
            self.setting.views[key] = position
            tries += 1
            with suppress(*NOTHING_KNOWN):
                arriving = (
                    self._polled(position) if how == "poll" else self._streamed(position, how)
                )
                async for entry in arriving:
                    position, tries = entry["position"], 0
                    self.diary.write("got", view=view, **entry)
                    self.setting.views[key] = position
            await self.setting.again(tries)

    def _arriving(self, after: int, how: str) -> AsyncIterator[dict[str, Any]]:
        return self._polled(after) if how == "poll" else self._streamed(after, how)

    async def _polled(self, after: int) -> AsyncIterator[dict[str, Any]]:
        async with self.setting.http.get(
            self._address("entries"),
            params={"after": after, "wait": 3},
            headers=await self._headers(),
            timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
        ) as response:
            told = await response.json()
            if response.status not in AGREED:
                self._note(response.status, told)
                return
        for entry in told["entries"]:
            yield _seen(entry)

    async def _streamed(self, after: int, how: str) -> AsyncIterator[dict[str, Any]]:
        http = self.setting.narrow if how == "slow" else self.setting.http
        async with http.get(
            self._address("stream"),
            params={"after": after},
            headers=await self._headers(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=25),
        ) as response:
            if response.status not in AGREED:
                self._note(response.status, await response.json())
                return
            leaving = asyncio.create_task(self._leave(response))
            try:
                async for line in response.content:
                    if line.startswith(b"data: {") and b'"position"' in line:
                        yield _seen(json.loads(line[6:]))
                    if how == "slow":
                        await asyncio.sleep(self.setting.rng.uniform(0, 0.3))
            finally:
                leaving.cancel()

    async def _leave(self, response: aiohttp.ClientResponse) -> None:
        """Break the line after a while; in the calm at the end, stay until it is over."""
        await asyncio.sleep(self.setting.rng.uniform(*self.setting.stays))
        if not self.setting.is_talking:
            await self.setting.all_is_over.wait()
        response.close()

    async def _headers(self) -> dict[str, str]:
        """Return the session's headers, opening it first if there is none."""
        async with self._opening:
            tries = 0
            while not self.headers:
                with suppress(*NOTHING_KNOWN):
                    await self._open()
                if not self.headers:
                    await self.setting.again(tries)
                    tries += 1
        return self.headers

    async def _open(self) -> None:
        wanted = {
            "brand": self.brand,
            "device": self.device,
            "token": self.token,
            "language": "en",
            "timezone": "Europe/Lisbon",
            "surface": "web",
        }
        async with self.setting.http.post(
            f"{self.setting.a_live()}/live/sessions",
            json=wanted,
            timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
        ) as response:
            told = await response.json()
            if response.status in AGREED:
                self.headers = {"Authorization": f"Bearer {told['token']}"}
            else:
                self._note(response.status, told)

    def _address(self, door: str) -> str:
        return f"{self.setting.a_live()}/live/conversations/{self.conversation}/{door}"

    def _note(self, status: int, told: Any, token: str = "") -> None:
        """Keep what was refused. Only what may pass is left to be tried again in silence."""
        if status == 401:
            self.headers = {}
        if status < 500 and status not in TRANSIENT:
            self.diary.write("refused", status=status, told=told, token=token)


def _seen(entry: dict[str, Any]) -> dict[str, Any]:
    kept = ("position", "author", "text", "client_token", "kind")
    return {name: entry[name] for name in kept if name in entry}
