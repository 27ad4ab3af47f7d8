"""The vendors that post to us, and a server that hands mail over.

    python -m pharos.bench.drills.channels.senders HOME NUMBER

Whatever is not acknowledged is sent again, signed anew, as vendors do. Now and then our answer is
not waited for, or is lost after our commit; an item is sent twice at once, or once more later.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import aiohttp

from pharos.bench.drills.channels.items import BRAND, SIDES, Item, Plan, body_of, plan_of
from pharos.bench.drills.channels.vendors import WEEK
from pharos.bench.drills.diary import Diary
from pharos.bench.drills.mail.letters import Letter
from pharos.bench.drills.mail.senders import Line, Refused
from pharos.bench.drills.phases import END, phase, report
from pharos.channels.tests.side import Side
from pharos.kernel.time import frozen_at, now

TAKEN, OUR_FAULT, LATER = 200, 500, frozenset({408, 425, 429})
PATIENCE_SECONDS: Final = 10.0
CONNECTIONS: Final = 6
LONGEST_REST_SECONDS: Final = 1.0
# How an item is handed over, and how often: plainly; not waited for; acknowledged, and the
# acknowledgement lost on the way; twice at the same time; once more after it was acknowledged.
WAYS: Final = {"plain": 60, "cut": 10, "lost": 10, "twice": 10, "again": 10}
NOTHING_KNOWN: Final = (aiohttp.ClientError, OSError, EOFError, TimeoutError)


class TurnedAway(Exception):
    """Refused for good."""


class Senders:
    """Everything that comes by HTTP or SMTP."""

    def __init__(self, home: Path, plan: Plan) -> None:
        told = json.loads((home / "accounts.json").read_text())
        self.home, self.plan = home, plan
        self.web, self.mail_port = told["web"], told["mail_port"]
        self.keys: dict[str, str] = told["keys"]
        self.sides: dict[str, Side] = {kind: SIDES[kind]() for kind in plan.kinds if kind in SIDES}
        self.diary = Diary(home / "diaries" / "senders.jsonl")
        self.rng = random.Random(plan.seed)
        self.bodies: dict[str, bytes] = {}
        self.acks = 0
        self.is_done = False

    async def hand_over_all(self) -> None:
        """Work until each item is acknowledged or turned away for good."""
        items = iter(self._items())
        watch = asyncio.create_task(self._watch())
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as self.http:
            await asyncio.gather(*(self._work(items) for _ in range(CONNECTIONS)))
        self.is_done = True
        await watch
        self.diary.close()

    def _items(self) -> list[Item]:
        """All channels side by side. What others tell is not among them."""
        by_kind = [self.plan.of(kind) for kind in self.plan.kinds if is_posted(kind)]
        mixed = [item for row in zip_longest(*by_kind) for item in row if item is not None]
        return [item for item in mixed if not (item.kind == "x" and item.is_old)]

    async def _work(self, items: Iterator[Item]) -> None:
        for item in items:
            self.diary.write("sent", token=item.token)
            hand_over = self._mailed if item.kind == "mail" else self._posted
            await self._hand_over(item, hand_over)

    async def _hand_over(self, item: Item, hand_over: Callable[[Item], Awaitable[None]]) -> None:
        (way,) = self.rng.choices(list(WAYS), weights=list(WAYS.values()))
        if way == "cut":
            with suppress(*NOTHING_KNOWN, Refused, TurnedAway):
                async with asyncio.timeout(self.rng.uniform(0.001, 0.05)):
                    await hand_over(item)
        elif way == "lost":
            await self._try(item, hand_over)
        elif way == "twice":
            await asyncio.gather(self._try(item, hand_over), self._try(item, hand_over))
        tries = 0
        try:
            while not await self._try(item, hand_over):
                longest = min(0.1 * 2**tries, LONGEST_REST_SECONDS)
                await asyncio.sleep(self.rng.uniform(0.3, 1.0) * longest)
                tries += 1
        except TurnedAway as refusal:
            self.diary.write("refused", token=item.token, told=str(refusal))
        else:
            self.diary.write("ack", token=item.token)
        if way == "again":
            await self._try(item, hand_over)
        self.acks += 1

    async def _try(self, item: Item, hand_over: Callable[[Item], Awaitable[None]]) -> bool:
        try:
            await hand_over(item)
        except (*NOTHING_KNOWN, Refused):
            return False
        return True

    def _body(self, item: Item) -> bytes:
        """The same bytes at each try; what is old was written down a week ago."""
        if item.token not in self.bodies:
            at = now() - WEEK if item.is_old else now()
            with frozen_at(at):
                is_mail = item.kind == "mail"
                body = mail_of(item) if is_mail else body_of(self.sides[item.kind], item)
            self.bodies[item.token] = body
        return self.bodies[item.token]

    async def _posted(self, item: Item) -> None:
        side, body = self.sides[item.kind], self._body(item)
        proof = side.signed(body)
        where = f"{self.web}/channels/{BRAND}/{item.kind}/{self.keys[item.kind]}"
        where += f"/{side.where}" if side.where else ""
        headers = {"Content-Type": side.content_type}
        if side.proves_in_query:
            where += f"?{urlencode(proof)}"
        else:
            headers |= proof
        async with self.http.post(where, data=body, headers=headers) as answer:
            await answer.read()
            if answer.status >= OUR_FAULT or answer.status in LATER:
                raise EOFError(f"{answer.status}")
            if answer.status != TAKEN:
                raise TurnedAway(f"{item.kind} was answered {answer.status}")

    async def _mailed(self, item: Item) -> None:
        line = Line([self.mail_port], self.rng)
        try:
            await line.hand_over(letter_of(item, self._body(item)))
        finally:
            line.close()

    async def _watch(self) -> None:
        while phase(self.home) != END:
            report(self.home, "senders", {"acks": self.acks, "pending": 0})
            await asyncio.sleep(0.2)


def is_posted(kind: str) -> bool:
    """Whether it comes by HTTP or SMTP; Discord tells by itself, and people write down."""
    return kind not in ("discord", "manual")


def mail_of(item: Item) -> bytes:
    heads = [
        f"Message-ID: <{item.token}@senders.test>",
        f"From: Dana <{sender_of(item)}>",
        f"To: help@{BRAND}.test",
        f"Subject: {item.token}",
        f"Date: {now():%a, %d %b %Y %H:%M:%S} +0000",
        "",
        item.text,
        "",
    ]
    return "\r\n".join(heads).encode()


def letter_of(item: Item, raw: bytes) -> Letter:
    return Letter(
        number=item.number,
        token=f"{item.token}@senders.test",
        kind="person",
        brand=BRAND,
        sender=sender_of(item),
        to=f"help@{BRAND}.test",
        raw=raw,
    )


def sender_of(item: Item) -> str:
    return f"dana-{item.person}@senders.test"


def main(home: Path) -> None:
    plan = plan_of(json.loads((home / "channels.json").read_text()))
    (home / "begun").touch()
    asyncio.run(Senders(home, plan).hand_over_all())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
