"""Bugs to plant in the drill's own processes, to see whether the judge finds what they do.

Nothing of the product knows about this. Each bug writes down what it spoils in the file
`planted.jsonl` of the drill's home, and the judge must name it without looking there.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

FILE = "planted.jsonl"
# The crash comes between acknowledgement and commit for one batch in so many.
CRASH_EVERY = 12
BETWEEN_SECONDS = 0.02


class Planted:
    """What was spoiled, shared by all processes of the drill."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._size = 0
        self._positions: dict[str, int] = {}

    def add(self, token: str, position: int, **more: Any) -> None:
        """Keep for the judge's examination what a bug has just spoiled."""
        line = orjson.dumps({"token": token, "position": position, **more}) + b"\n"
        file = os.open(self._home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(file, line)
        os.close(file)

    def positions(self) -> dict[str, int]:
        """Return every spoiled token with the position that was told for it."""
        path = self._home / FILE
        size = path.stat().st_size if path.exists() else 0
        if size != self._size:
            self._size = size
            self._positions = {one["token"]: one["position"] for one in read(self._home)}
        return self._positions


def read(home: Path) -> list[dict[str, Any]]:
    """Return what the planted bug has spoiled."""
    path = home / FILE
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [orjson.loads(line) for line in lines]


def plant(bug: Callable[[Planted], None]) -> None:
    """Plant one bug in this process."""
    bug(Planted(Path(os.environ["PHAROS_HOME"])))


def early_ack(planted: Planted) -> None:
    """Acknowledge before the commit; now and then the commit does not come.

    What was acknowledged and never written is taken for written when it is sent again, as by a
    process that remembers what it has acknowledged.
    """
    from pharos.cases.ledger.writer import GroupCommitWriter

    batches = 0

    async def call(self: Any, batch: Sequence[Any]) -> list[Any]:
        nonlocal batches
        batches += 1
        believed = [waiting for waiting in batch if waiting.token in planted.positions()]
        rows = orjson.dumps([one.row for one in batch if one not in believed]).decode()
        async with self.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            found: list[Any] = await connection.fetch(self.statement, rows, *self.arguments)
            fresh = {one["token"]: one for one in found if one["status"] == "appended"}
            crashes = batches % CRASH_EVERY == 0
            for waiting in batch:
                if (answer := fresh.get(waiting.token)) and not waiting.answer.done():
                    if crashes:
                        planted.add(waiting.token, answer["at_position"])
                    waiting.answer.set_result(answer)
            await asyncio.sleep(BETWEEN_SECONDS)
            await (transaction.rollback() if crashes else transaction.commit())
        return [*found, *(_as_if_written(waiting, planted) for waiting in believed)]

    GroupCommitWriter._call = call  # type: ignore[method-assign]  # noqa: SLF001 - a planted bug


def _as_if_written(waiting: Any, planted: Planted) -> dict[str, Any]:
    return {
        "token": waiting.token,
        "status": "repeated",
        "number": "",
        "at_position": planted.positions()[waiting.token],
        "at_time": datetime.fromisoformat(waiting.row["created_at"]),
    }


def deaf(planted: Planted) -> None:
    """Drop every wake-up, and never look whether one was lost."""
    from pharos.channels.widget.doors import WidgetDoors
    from pharos.live.hub import Hub

    def heard(_doors: Any, wakes: Any) -> None:
        for wake in wakes or []:
            if wake.position:
                planted.add("", wake.position, conversation=wake.conversation_id)

    async def never(_hub: Any) -> None:
        await asyncio.Event().wait()

    WidgetDoors.heard = heard  # type: ignore[method-assign,assignment]
    Hub.check_slowly = never  # type: ignore[method-assign,assignment]


def forgetful(planted: Planted) -> None:
    """Write a message again when it is sent again."""
    from pharos.cases.ledger.writer import GroupCommitWriter

    real = GroupCommitWriter.write

    async def write(self: Any, row: dict[str, Any]) -> Any:
        answer = await real(self, row)
        if answer is None or answer["status"] != "repeated":
            return answer
        another = f"{row['client_token']}~{os.urandom(4).hex()}"
        doubled = await real(self, {**row, "client_token": another})
        if doubled is not None:
            planted.add(row["client_token"], doubled["at_position"])
        return doubled

    GroupCommitWriter.write = write  # type: ignore[method-assign]


BUGS: dict[str, Callable[[Planted], None]] = {
    "early-ack": early_ack,
    "deaf": deaf,
    "forgetful": forgetful,
}
