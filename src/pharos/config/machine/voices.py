"""What the children of a supervisor say, line by line, each under its speaker's name."""

from __future__ import annotations

import selectors
import sys
import time
from io import BufferedReader
from typing import IO

CHUNK = 65_536
WIDTH = 8


def tell(message: str) -> None:
    """Say something in the supervisor's own name."""
    _print("pharos", message)


class Voices:
    """Reads the children's output without ever waiting for one of them in particular."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._unfinished: dict[str, bytes] = {}

    def hear(self, name: str, pipe: IO[bytes]) -> None:
        """Pass on from now what comes through this pipe."""
        self._selector.register(pipe, selectors.EVENT_READ, name)

    def pass_on(self, seconds: float) -> None:
        """Print what is said within this time, whole lines only."""
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            pipe = key.fileobj
            assert isinstance(pipe, BufferedReader)
            said = pipe.read1(CHUNK)
            self._speak(key.data, said)
            if not said:
                self._selector.unregister(pipe)
                pipe.close()

    def close(self) -> None:
        """Say what is left and close the pipes."""
        self.pass_on(0)
        for key in list(self._selector.get_map().values()):
            assert isinstance(key.fileobj, BufferedReader)
            key.fileobj.close()
        self._selector.close()

    def _speak(self, name: str, said: bytes) -> None:
        *lines, rest = (self._unfinished.pop(name, b"") + said).split(b"\n")
        if said and rest:
            self._unfinished[name] = rest
        elif rest:
            lines.append(rest)
        for line in lines:
            _print(name, line.decode(errors="replace"))


def _print(name: str, line: str) -> None:
    try:
        print(f"{name:<{WIDTH}}| {line}", file=sys.stderr, flush=True)
    except OSError:  # nobody listens any more: the work goes on without an audience
        return
