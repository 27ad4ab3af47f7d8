"""Two hundred agents' browsers as far as a server notices: a stream open, and what a page fetches.

An agent takes the case that waits longest among a few, reads, answers, notes, and ends it, at a
person's pace. Between that the page fetches only what its stream says has moved, with the same
rest between two fetches as `live-updates.js` takes.
"""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from uuid import UUID

import aiohttp

from pharos.bench.drills.diary import Diary
from pharos.bench.drills.setting import NOTHING_KNOWN, Setting

CASE = re.compile(r"/desk/cases/([0-9A-Z-]{9,14})/")
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
AFTER = re.compile(r'name="after"\s+id="ledger-after"\s+value="(\d+)"')
SEEN = re.compile(r'name="seen" value="(\d+)"')
PATIENCE = aiohttp.ClientTimeout(total=15)
FRAGMENT = {"HX-Request": "true"}
QUEUE = "/desk/?view=unassigned"
BREATH_SECONDS = 0.25
SENT, DONE, NEWER = 201, (200, 201, 204), 409
# One in so many writings is a note; and after so many answers of one's own a case is ended.
WRITINGS_A_NOTE, ANSWERS = 10, 2


@dataclass
class Agent:
    """One agent with one page open; `http` has their cookies."""

    setting: Setting
    name: str
    diary: Diary
    http: aiohttp.ClientSession
    number: str = ""
    csrf: str = ""
    seen: str = "0"
    answers: int = 0
    written: int = 0
    page: str = field(default_factory=lambda: token_hex(8))
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _case_moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self) -> None:
        """Sit at the desk until the talk is over."""
        await asyncio.sleep(self.setting.rng.uniform(0, self.setting.thinks[0]))
        pages = [self._listen(), self._keep(self._moved, self._queue)]
        pages.append(self._keep(self._case_moved, self._entries))
        tasks = [asyncio.create_task(page) for page in pages]
        while self.setting.is_talking:
            with suppress(*NOTHING_KNOWN):
                await self._work()
            await asyncio.sleep(self.setting.rng.uniform(*self.setting.thinks))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.diary.close()

    async def _work(self) -> None:
        if not self.number:
            await self._take_one()
        elif self.answers >= ANSWERS:
            await self._end()
        elif self.written % WRITINGS_A_NOTE == 1:
            await self._write("notes", "note")
        else:
            await self._answer()

    async def _take_one(self) -> None:
        numbers = list(dict.fromkeys(CASE.findall(await self._get("queue page", QUEUE))))
        if not numbers:
            return
        number = self.setting.rng.choice(numbers[:20])
        page = await self._get("open case", f"/desk/cases/{number}/")
        if not self._read(page):
            return
        await self._looks(number, "here")
        status = await self._post("take", f"/desk/cases/{number}/assignment/", {"step": "take"})
        if status in DONE:
            self.number, self.answers = number, 0
        else:
            await self._looks(number, "gone")

    async def _looks(self, number: str, step: str) -> None:
        """Say that the page looks at this case, or does no longer, as `case-people.js` does."""
        place = f"/desk/cases/{number}/presence/"
        await self._post("presence", place, {"step": step, "page": self.page})

    async def _answer(self) -> None:
        page = await self._get("open case", f"/desk/cases/{self.number}/")
        if self._read(page) and await self._write("replies", "reply") == SENT:
            self.answers += 1

    async def _write(self, place: str, what: str) -> int:
        """Write once, and again with what is new now if the customer was quicker."""
        self.written += 1
        token = str(UUID(int=self.setting.rng.getrandbits(128), version=4))
        body = f"{what} {self.written} of {self.name} {token}."
        fields = {"body": body, "client_token": token, "seen": self.seen}
        if what == "reply":
            self.diary.write("sent", token=token, text=body, case=self.number)
            self.setting.pending += 1
        status = NEWER
        try:
            while status == NEWER:
                since = monotonic()
                status = await self._post(what, f"/desk/cases/{self.number}/{place}/", fields)
                if status == SENT and what == "reply":
                    self.diary.write("ack", token=token, since=since, status=status)
                    self.setting.acks += 1
                fields["seen"] = self.seen
        finally:
            self.setting.pending -= what == "reply"
        return status

    async def _end(self) -> None:
        fields = {"disposition": "explained", "text": "It has arrived."}
        status = await self._post("resolve", f"/desk/cases/{self.number}/resolution/", fields)
        if status in DONE or status == NEWER:
            await self._looks(self.number, "gone")
            self.number = ""

    async def _queue(self) -> None:
        await self._get("queue rows", QUEUE, {"HX-Target": "queue-items"})

    async def _entries(self) -> None:
        if self.number:
            path = f"/desk/cases/{self.number}/entries/?after={self.seen}"
            last = AFTER.search(await self._get("new entries", path))
            self.seen = last[1] if last else self.seen

    async def _keep(self, moved: asyncio.Event, fetch: object) -> None:
        """Fetch at once when something moved, then rest; a burst costs two fetches."""
        while True:
            await moved.wait()
            moved.clear()
            with suppress(*NOTHING_KNOWN):
                await fetch()  # type: ignore[operator]
            await asyncio.sleep(BREATH_SECONDS)

    async def _listen(self) -> None:
        while True:
            with suppress(*NOTHING_KNOWN):
                async with self.http.get(
                    f"{self.setting.a_live()}/live/desk",
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=40),
                ) as response:
                    event = ""
                    async for raw in response.content:
                        line = raw.decode().rstrip("\n")
                        if line.startswith("event: "):
                            event = line[7:]
                        elif line.startswith("data: "):
                            self._hear(event, line[6:])
            await asyncio.sleep(self.setting.rng.uniform(0.2, 1.5))

    def _hear(self, event: str, data: str) -> None:
        if event in ("queue.moved", "resync"):
            self._moved.set()
        if event == "resync" or (event == "case.moved" and json.loads(data)["case"] == self.number):
            self._case_moved.set()

    def _read(self, page: str) -> bool:
        """Keep what the page's forms carry; False if it is no page of a case."""
        csrf, seen = CSRF.search(page), SEEN.search(page)
        if csrf is None or seen is None:
            return False
        self.csrf, self.seen = csrf[1], seen[1]
        return True

    async def _get(self, what: str, path: str, more: dict[str, str] | None = None) -> str:
        headers = FRAGMENT | (more or {})
        since = monotonic()
        async with self.http.get(
            f"{self.setting.web}{path}", headers=headers, timeout=PATIENCE, allow_redirects=False
        ) as response:
            text = await response.text()
        self.diary.write("did", action=what, since=since, status=response.status)
        return text if response.status in DONE else ""

    async def _post(self, what: str, path: str, fields: dict[str, str]) -> int:
        since = monotonic()
        async with self.http.post(
            f"{self.setting.web}{path}",
            data=fields | {"csrfmiddlewaretoken": self.csrf},
            headers=FRAGMENT,
            timeout=PATIENCE,
            allow_redirects=False,
        ) as response:
            text = await response.text()
        self.diary.write("did", action=what, since=since, status=response.status)
        if response.status in (SENT, NEWER):
            self._read(text)
        return response.status
