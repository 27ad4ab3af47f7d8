"""An agent at the desk, as their browser: signs in, looks at the queue, answers over HTTP."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import aiohttp

from pharos.bench.drills.diary import Diary
from pharos.bench.drills.setting import NOTHING_KNOWN, PATIENCE_SECONDS, Setting

CASE = re.compile(r"/desk/cases/([0-9A-Z-]{9,14})/")
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="(\d+)"')
PATIENCE = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
SENT, NEWER = 201, 409
MOST_AGAIN = 5


@dataclass
class Desk:
    """One agent's browser, with a cookie jar of its own."""

    setting: Setting
    name: str
    email: str
    password: str
    diary: Diary
    http: aiohttp.ClientSession
    is_in: bool = False
    written: int = 0

    async def live(self) -> None:
        """Answer whoever waits until the talk is over, then finish what was begun."""
        while self.setting.is_talking:
            with suppress(*NOTHING_KNOWN):
                if self.is_in or await self._sign_in():
                    await self._answer_some()
            await self.setting.again()
        self.diary.close()

    async def _sign_in(self) -> bool:
        """Sign in as a browser does. Staff have few tries a minute, so a failure waits."""
        address = f"{self.setting.web}/sign-in/"
        async with self.http.get(address, timeout=PATIENCE) as response:
            form = CSRF.search(await response.text())
        if form is None:
            return False
        fields = {
            "login": self.email,
            "password": self.password,
            "csrfmiddlewaretoken": form.group(1),
        }
        async with self.http.post(
            address, data=fields, timeout=PATIENCE, allow_redirects=False
        ) as response:
            self.is_in = response.status == 302
        if not self.is_in:
            await asyncio.sleep(2)
        return self.is_in

    async def _page(self, path: str) -> str:
        since = monotonic()
        async with self.http.get(
            f"{self.setting.web}{path}", timeout=PATIENCE, allow_redirects=False
        ) as response:
            text = await response.text()
            if response.status in (302, 401):
                self.is_in = False
            if response.status != 200:
                return ""
        self.diary.write("page", path=path, since=since)
        return text

    async def _answer_some(self) -> None:
        numbers = sorted(set(CASE.findall(await self._page("/desk/?view=waiting"))))
        self.setting.rng.shuffle(numbers)
        for number in numbers[:3]:
            if self.setting.is_talking:
                self.setting.pending += 1
                await self._reply(number)
                self.setting.pending -= 1
                await asyncio.sleep(self.setting.rng.uniform(0.05, 0.3))

    async def _reply(self, number: str) -> None:
        """Answer one case; once it is sent it is sent again until we know what became of it."""
        self.written += 1
        token = str(UUID(int=self.setting.rng.getrandbits(128), version=4))
        body = f"Answer {self.written} of {self.name} {token}."
        self.diary.write("sent", token=token, text=body, case=number)
        tries = 0
        while not await self._tried(number, token, body):
            await self.setting.again(tries)
            tries += 1

    async def _tried(self, number: str, token: str, body: str) -> bool:
        try:
            page = await self._page(f"/desk/cases/{number}/")
            csrf, seen = CSRF.search(page), SEEN.search(page)
            if csrf is None or seen is None:
                return not self.is_in and await self._sign_in() and False
            fields = {
                "body": body,
                "client_token": token,
                "seen": seen.group(1),
                "csrfmiddlewaretoken": csrf.group(1),
            }
            # A customer who goes on writing makes the agent read again, and send once more.
            for _ in range(MOST_AGAIN):
                if (status := await self._sent(number, token, fields)) != NEWER:
                    return status == SENT
        except NOTHING_KNOWN:
            pass
        return False

    async def _sent(self, number: str, token: str, fields: dict[str, str]) -> int:
        """Send once. If the customer has written again meanwhile, `fields` have seen that now."""
        since = monotonic()
        # Sometimes the line breaks while the answer is under way.
        patience = PATIENCE if self.setting.rng.random() > 0.1 else aiohttp.ClientTimeout(0.02)
        async with self.http.post(
            f"{self.setting.web}/desk/cases/{number}/replies/",
            data=fields,
            headers={"HX-Request": "true"},
            timeout=patience,
            allow_redirects=False,
        ) as response:
            text, status = await response.text(), response.status
        if status == SENT:
            self.diary.write("ack", token=token, since=since, status=status)
            self.setting.acks += 1
        elif status == NEWER and (seen := SEEN.search(text)):
            fields["seen"] = seen.group(1)
        elif 400 <= status < 500 and status != 401:
            self.diary.write("refused", status=status, told="", token=token)
        return status
