"""Breaking a mail as the world breaks mails: cut short, garbled, folded wrong, with lies in it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Final

MOST_BREAKS: Final = 4
LARGEST: Final = 300_000
LONGEST_CUT: Final = 400
# What parsers stumble over: character sets, encodings and edges that are none.
LIES: Final = (
    *(b"charset=utf-7", b"charset=nonsense", b"charset=iso-2022-kr", b"boundary=", b'boundary=""'),
    *(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: x-uuencode"),
    *(b"=?utf-8?B?//8=?=", b"=?gb2312?Q?=?=", b"Content-Type: multipart/mixed", b"\x00\x00\x00"),
    *(b"From: <<>>@", b"References: <", b"Date: 99 Foo 0000", b"Content-Type: message/rfc822\r\n"),
)


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """Return the mail broken in one to four ways, in lines that end as SMTP wants them.

    Carriage returns that stand alone stay: servers hand them on.
    """
    found = raw[:LARGEST]
    for _turn in range(rng.randint(1, MOST_BREAKS)):
        found = rng.choice(BREAKS)(found, rng)
    return re.sub(rb"\r?\n", b"\r\n", found) + b"\r\n"


def _flipped(raw: bytes, rng: random.Random) -> bytes:
    garbled = bytearray(raw)
    for _turn in range(rng.randint(1, 30)):
        if garbled:
            garbled[rng.randrange(len(garbled))] = rng.randrange(256)
    return bytes(garbled)


def _short(raw: bytes, rng: random.Random) -> bytes:
    return raw[: _place(raw, rng)]


def _holed(raw: bytes, rng: random.Random) -> bytes:
    start = _place(raw, rng)
    return raw[:start] + raw[start + rng.randint(1, LONGEST_CUT) :]


def _doubled(raw: bytes, rng: random.Random) -> bytes:
    start = _place(raw, rng)
    end = start + rng.randint(1, LONGEST_CUT)
    return raw[:end] + raw[start:]


def _lying(raw: bytes, rng: random.Random) -> bytes:
    start = _place(raw, rng)
    return raw[:start] + rng.choice(LIES) + raw[start:]


def _noisy(raw: bytes, rng: random.Random) -> bytes:
    start = _place(raw, rng)
    return raw[:start] + rng.randbytes(rng.randint(1, LONGEST_CUT)) + raw[start:]


def _shuffled(raw: bytes, rng: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    start = rng.randrange(len(lines) or 1)
    some = lines[start : start + 12]
    rng.shuffle(some)
    return b"".join([*lines[:start], *some, *lines[start + 12 :]])


def _without_gap(raw: bytes, _rng: random.Random) -> bytes:
    """The line between the headers and the rest is missing."""
    return re.sub(rb"\r?\n\r?\n", b"\r\n", raw, count=1)


def _place(raw: bytes, rng: random.Random) -> int:
    return rng.randint(0, len(raw))


BREAKS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    *(_flipped, _short, _holed, _doubled, _lying, _noisy, _shuffled, _without_gap),
)
