"""Senders' servers: some connections that hand over the mails of one plan until each is taken.

    python -m pharos.bench.drills.mail.senders HOME NUMBER

Whatever is not acknowledged with 250 is tried again with the same bytes, as any server does: after
4xx, after a line that broke, at whichever of the two listeners answers.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pharos.bench.drills.diary import Diary
from pharos.bench.drills.mail.letters import Letter, Plan, letter
from pharos.bench.drills.phases import END, phase, report

TAKEN, FOR_GOOD = 250, 500
PATIENCE_SECONDS: Final = 40.0
LONGEST_REST_SECONDS: Final = 2.0
# How a mail is handed over, and how often: plainly; the line cut off before the answer came; twice
# at the same time; once more after it was acknowledged.
WAYS: Final = {"plain": 88, "cut": 4, "twice": 4, "again": 4}
NOTHING_KNOWN: Final = (OSError, EOFError, TimeoutError, ValueError)


class Refused(ValueError):
    """The server said something else than what goes on; `code` is what it said."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code


@dataclass
class Line:
    """One connection to one listener, opened when it is needed."""

    ports: list[int]
    rng: random.Random
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def hand_over(self, mail: Letter, *, waits: bool = True) -> None:
        """Hand over one mail. Returns after 250; raises Refused, or what breaks a line."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._hand_over(mail, waits=waits)
        except BaseException:
            self.close()
            raise

    async def _hand_over(self, mail: Letter, *, waits: bool) -> None:
        if self._writer is None:
            await self._open()
        assert self._writer is not None, "it was opened"
        await self._say(f"MAIL FROM:<{mail.sender}> BODY=8BITMIME")
        await self._say(f"RCPT TO:<{mail.to}>")
        await self._say("DATA", 354)
        body = re.sub(rb"(?m)^\.", b"..", mail.raw)
        ends = b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n"
        self._writer.write(body + ends)
        await self._writer.drain()
        if not waits:
            raise EOFError("cut off before the answer")
        await self._expect(TAKEN)

    async def _open(self) -> None:
        port = self.rng.choice(self.ports)
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        await self._expect(220)
        await self._say("EHLO senders.test")

    async def _say(self, words: str, code: int = TAKEN) -> None:
        assert self._writer is not None, "it was opened"
        self._writer.write(f"{words}\r\n".encode())
        await self._expect(code)

    async def _expect(self, code: int) -> None:
        assert self._reader is not None, "it was opened"
        while True:
            line = await self._reader.readline()
            if not line.endswith(b"\r\n"):
                raise EOFError("the server is gone")
            if line[3:4] != b"-":
                break
        said = int(line[:3])
        if said != code:
            raise Refused(said, line[4:].decode("ascii", "replace").strip())

    def close(self) -> None:
        if self._writer is not None:
            with suppress(Exception):
                self._writer.transport.abort()
        self._reader = self._writer = None


@dataclass
class Senders:
    """All connections of this process, and what they share."""

    home: Path
    plan: Plan
    ports: list[int]
    numbers: Iterator[int]
    diary: Diary
    acks: int = 0
    under_way: int = 0
    is_done: bool = False
    _refused: set[str] = field(default_factory=set)

    async def hand_over_all(self, connections: int) -> None:
        """Work until each mail is acknowledged or refused for good."""
        watch = asyncio.create_task(self._watch())
        lines = [
            Line(self.ports, random.Random(self.plan.seed * 7919 + number))
            for number in range(connections)
        ]
        await asyncio.gather(*(self._work(line) for line in lines))
        self.is_done = True
        await watch
        self.diary.close()

    async def _work(self, line: Line) -> None:
        for number in self.numbers:
            mail = letter(self.plan, number)
            self.under_way += 1
            await self._send(line, mail)
            self.under_way -= 1
        line.close()

    async def _send(self, line: Line, mail: Letter) -> None:
        """Hand over one mail however often it takes. The diary knows of it before anybody."""
        self.diary.write("sent", token=mail.token, kind=mail.kind, brand=mail.brand)
        (way,) = line.rng.choices(list(WAYS), weights=list(WAYS.values()))
        twin = Line(line.ports, line.rng)
        if way == "cut":
            with suppress(*NOTHING_KNOWN):
                await line.hand_over(mail, waits=False)
        elif way == "twice":
            await asyncio.gather(self._try(line, mail), self._try(twin, mail))
        tries = 0
        while not await self._try(line, mail) and mail.token not in self._refused:
            longest = min(0.1 * 2**tries, LONGEST_REST_SECONDS)
            await asyncio.sleep(line.rng.uniform(0.3, 1.0) * longest)
            tries += 1
        if way == "again":
            await self._try(twin, mail)
        twin.close()
        self.acks += mail.token not in self._refused

    async def _try(self, line: Line, mail: Letter) -> bool:
        try:
            await line.hand_over(mail)
        except Refused as refused:
            if refused.code >= FOR_GOOD:
                self.diary.write("refused", token=mail.token, told=str(refused))
                self._refused.add(mail.token)
            return False
        except NOTHING_KNOWN:
            return False
        self.diary.write("ack", token=mail.token)
        return True

    async def _watch(self) -> None:
        """Tell how far we are, until the drill is over."""
        while phase(self.home) != END:
            pending = 0 if self.is_done else max(self.under_way, 1)
            report(self.home, "senders", {"acks": self.acks, "pending": pending})
            await asyncio.sleep(0.2)


def main(home: Path) -> None:
    told = json.loads((home / "mail.json").read_text())
    plan = Plan(**told["plan"])
    senders = Senders(
        home=home,
        plan=plan,
        ports=told["ports"],
        numbers=iter(range(plan.messages)),
        diary=Diary(home / "diaries" / "senders.jsonl"),
    )
    asyncio.run(senders.hand_over_all(told["connections"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
