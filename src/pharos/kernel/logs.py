"""What our processes say: one line for people, or one JSON object a line, and nothing private.

A line never holds what somebody wrote, a token, a name or an address. What other programs log is
given by its template alone, without the values; an exception by its kind, its code and the places
it came through, without its words, since those quote what was being handled.
"""

from __future__ import annotations

import itertools
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

OURS = "pharos"
LONGEST = 300
FRAMES = 12
# Where a text that is no template begins to quote values.
QUOTES = re.compile(r"[(<:{'\"]")

_about: ContextVar[dict[str, Any] | None] = ContextVar("pharos_about", default=None)
_prefix = secrets.token_hex(3)
_numbers = itertools.count(1)


def request_id() -> str:
    """Make up a name for a request. What a browser sends as one is not taken."""
    return f"{_prefix}-{next(_numbers):x}"


@contextmanager
def about(**what: Any) -> Iterator[dict[str, Any]]:
    """Let every line of the block say what it is about. Identifiers only."""
    told = dict(what)
    token = _about.set(told)
    try:
        yield told
    finally:
        _about.reset(token)


def note(**what: Any) -> None:
    """Say more about what is being done here, if somebody has begun to (`about`)."""
    told = _about.get()
    if told is not None:
        told.update(what)


class Formatter(logging.Formatter):
    """What both ways of writing share."""

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what the line is about, then what it tells itself."""
        told: dict[str, Any] = getattr(record, "told", {})
        return {**(_about.get() or {}), **told}


class LineFormatter(Formatter):
    """For people: level, speaker, words, facts."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in self.facts(record).items())
        line = f"{record.levelname} {record.name} {words_of(record)}"
        line = f"{line} [{facts}]" if facts else line
        return "\n".join([line, *(f"    {step}" for step in steps_of(record))])


class JsonFormatter(Formatter):
    """For machines: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": words_of(record),
            **self.facts(record),
        }
        if steps := steps_of(record):
            line["error"] = steps
        return orjson.dumps(line, default=str).decode()


def words_of(record: logging.LogRecord) -> str:
    """Return what a record says; of other programs' records the template, without values."""
    if record.name == OURS or record.name.startswith(f"{OURS}."):
        return record.getMessage()[:LONGEST]
    first = str(record.msg).partition("\n")[0]
    return (first if record.args else QUOTES.split(first)[0])[:LONGEST].strip()


def steps_of(record: logging.LogRecord) -> list[str]:
    """Return an exception's kind and where it came through, and the same of its causes."""
    error = record.exc_info[1] if record.exc_info else None
    steps: list[str] = []
    while error is not None and len(steps) < FRAMES * 3:
        steps.append(kind_of(error))
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        steps += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return steps


def kind_of(error: BaseException) -> str:
    """Name an error by its class and, where it has one, by its stable code."""
    code = getattr(error, "code", None) or getattr(error, "sqlstate", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} [{code}]" if isinstance(code, str | int) else name


def speak_of_the_unexpected() -> None:
    """Let what nobody caught be logged like everything else, in every thread."""
    log = logging.getLogger(f"{OURS}.unexpected")

    def in_main(kind: type[BaseException], error: BaseException, tb: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("this process ends", exc_info=(kind, error, tb))

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            log.error(
                "a thread ended", exc_info=(told.exc_type, told.exc_value, told.exc_traceback)
            )

    sys.excepthook = in_main
    threading.excepthook = in_thread
