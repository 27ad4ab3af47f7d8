"""A world that lasts: its seed and everything that was done to it, in a file of JSON lines.

The first line says when it began and from which seed; each further line is one event with the
instant at which it happened. Doing the same again gives the same world, so nothing else is kept.
Between events the world's clock follows real time, ahead of it by whatever was let pass.
"""

from __future__ import annotations

import copy
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from pydantic import ValidationError

from pharos.exchange.simulator.events import EVENTS, EventError, apply
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.soundness import check_whole
from pharos.exchange.simulator.world import World
from pharos.kernel.time import now

INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


class HistoryError(ValueError):
    """A file that cannot be read as a world, or that somebody else is using."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history."""

    at: datetime
    name: str
    arguments: Any
    # What to call it on the page.
    title: str = ""


class Kept:
    """The world, its clock, and the file that both come back from. Without a path: memory only."""

    def __init__(
        self, path: Path | None = None, seed: int = 0, clock: Callable[[], datetime] = now
    ) -> None:
        """Begin, or take up what the file tells. Raises `HistoryError`."""
        self._clock = clock
        self._file = _opened(path) if path else None
        self.happened: list[Happened] = []
        self.ahead = timedelta(0)
        self.began_at = clock()
        try:
            self._take_up(seed)
        except HistoryError:
            self.close()
            raise

    def _take_up(self, seed: int) -> None:
        lines = _lines(self._file) if self._file else []
        if lines:
            seed = self._begin(lines[0], seed)
        self.world: World = morning(seed, at=self.began_at)
        if not lines:
            self._write({"seed": seed, "began_at": self.began_at.isoformat()})
        for number, line in enumerate(lines[1:], start=2):
            self._repeat(number, line)
        self.follow()

    def follow(self) -> None:
        """Let the world's clock catch up with real time. It never goes back."""
        self.world.now = max(self.world.now, self._clock() + self.ahead)

    def do(self, name: str, arguments: Any, title: str = "") -> Happened:
        """Let one thing happen and keep it. Raises `EventError`; then nothing has happened."""
        self.follow()
        given = _plain(arguments)
        happened = Happened(self.world.now, name, given, title)
        world = _with(self.world, name, given)
        check_whole(world)
        self._write(
            {"at": happened.at.isoformat(), "name": name, "arguments": given, "title": title}
        )
        self._take(world, happened)
        return happened

    def token(self, word: str) -> str:
        """Sixty-four digits, new with every event, and the same when it is all repeated."""
        words = f"{self.world.seed} {len(self.happened)} {word}"
        return hashlib.sha256(words.encode()).hexdigest()

    def close(self) -> None:
        if self._file:
            self._file.close()

    def _begin(self, line: dict[str, Any], wanted: int) -> int:
        try:
            self.began_at = datetime.fromisoformat(line["began_at"])
            seed = int(line["seed"])
        except (KeyError, TypeError, ValueError) as error:
            raise HistoryError("its first line does not tell how the world began") from error
        if wanted not in (0, seed):
            raise HistoryError(f"this world has grown from seed {seed}; use another folder")
        return seed

    def _repeat(self, number: int, line: dict[str, Any]) -> None:
        try:
            happened = Happened(
                datetime.fromisoformat(line["at"]),
                str(line["name"]),
                line["arguments"],
                str(line.get("title", "")),
            )
            self.world.now = before = max(self.world.now, happened.at)
            _apply(self.world, happened.name, happened.arguments)
        except (KeyError, TypeError, ValueError) as error:
            raise HistoryError(f"line {number} cannot be repeated: {error}") from error
        self.ahead += self.world.now - before
        self.happened.append(happened)

    def _take(self, world: World, happened: Happened) -> None:
        """Put the changed world in place of the old, which all who serve it share."""
        self.ahead += world.now - self.world.now
        for name in World.__slots__:
            setattr(self.world, name, getattr(world, name))
        self.happened.append(happened)

    def _write(self, line: dict[str, Any]) -> None:
        if self._file:
            self._file.write(json.dumps(line, separators=(",", ":")) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())


def _with(world: World, name: str, arguments: Any) -> World:
    """A copy of the world after this event, so that one that fails half way leaves nothing."""
    draft = copy.deepcopy(world)
    _apply(draft, name, arguments)
    return draft


def _apply(world: World, name: str, arguments: Any) -> None:
    """Let it happen to this world. Raises `EventError` in words for people."""
    before = world.now
    try:
        apply(world, name, _instants(arguments))
    except EventError as error:
        raise EventError(_said(error)) from error
    except ValidationError as error:
        raise EventError(f"{name}: {_faults(error)}") from error
    except (ValueError, ArithmeticError, AttributeError) as error:
        raise EventError(f"{name}: {str(error) or type(error).__name__}") from error
    if world.now < before:
        raise EventError("time does not go back")


def _said(error: EventError) -> str:
    """A missing key says only its name; the rest of the sentence is put here."""
    if isinstance(error.__cause__, KeyError):
        return f"{str(error).partition(':')[0]}: there is no {error.__cause__}"
    if isinstance(error.__cause__, StopIteration):
        return f"{str(error).partition(':')[0]}: there is nothing like that"
    return str(error).replace("() got", " got").replace("() missing", " misses")


def _faults(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(place) for place in one['loc']) or 'value'}: {one['msg']}"
        for one in error.errors()
    )


def _plain(value: Any) -> Any:
    """The same as JSON keeps it, so that now and after a restart the same is done."""
    try:
        return json.loads(json.dumps(value, default=_text))
    except (TypeError, ValueError) as error:
        raise EventError(f"this cannot be kept: {error}") from error


def _text(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise EventError(f"{value} has no zone: write Z or +09:00 behind it")
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _instants(value: Any) -> Any:
    """Instants out of texts that are nothing else."""
    if isinstance(value, dict):
        return {name: _instants(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_instants(one) for one in value]
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    return value


def _opened(path: Path) -> IO[str]:
    """The file, ours alone while we live."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise HistoryError("another simulated exchange is using this folder") from error
    return file


def _lines(file: IO[str]) -> list[dict[str, Any]]:
    """What the file tells. A last line that was never finished is cut off: it never happened."""
    file.seek(0)
    text = file.read()
    whole = text.rpartition("\n")[0]
    if len(whole) + 1 < len(text) or (text and not whole):
        file.truncate(len(f"{whole}\n".encode()) if whole else 0)
    found = []
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            found.append(dict(json.loads(line)))
        except (TypeError, ValueError) as error:
            raise HistoryError(f"line {number} is not a line of a world's history") from error
    return found


__all__ = ["EVENTS", "Happened", "HistoryError", "Kept"]
