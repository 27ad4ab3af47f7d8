"""Answers that are none, for every kind of source: each of them must become UNAVAILABLE."""

from __future__ import annotations

from typing import Final

from pharos.exchange.chains.tests.serving import ELSEWHERE, HTML, Served

HOSTILE: Final[dict[str, Served]] = {
    "a page": HTML,
    "nothing": Served(b""),
    "half of it": Served(b'{"result": {"status": "succ'),
    "a list": Served([]),
    "null": Served(b"null"),
    "a number without end": Served(b'{"result": ' + b"9" * 6000 + b"}"),
    "brackets without end": Served(b"[" * 100_000),
    "not text": Served(b"\xff\xfe\x00{"),
    "an error": Served(b"{}", status=500),
    "forbidden": Served(b"{}", status=403),
    "elsewhere": Served(b"{}", status=302, headers={"Location": ELSEWHERE}),
    "elsewhere for ever": Served(b"{}", status=308, headers={"Location": ELSEWHERE}),
    "packed": Served(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}),
    "much too long": Served(b" " * 5_000_000),
}
SLOW: Final[dict[str, Served]] = {
    "silence": Served(silent=True),
    "one letter at a time": Served(b'{"result": {}}' * 20, trickle=0.1),
}
