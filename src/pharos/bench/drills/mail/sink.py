"""The server that sends our answers on, as far as we notice: it takes them, and now and then fails.

    python -m pharos.bench.drills.mail.sink HOME NUMBER

Where the drill is not tiny, one mail in so many is put off with 451, and one in so many is taken
and the line cut before the answer: then the same mail comes again, under the same Message-ID.
"""

from __future__ import annotations

import asyncio
import json
import sys
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Final

from aiosmtpd.smtp import SMTP

from pharos.bench.drills.diary import Diary
from pharos.bench.drills.phases import END, phase

DEFER_EVERY, CUT_EVERY = 97, 61
LARGE: Final = 1000


class Sink:
    """Writes down what it was given, and to whom."""

    def __init__(self, diary: Diary, *, fails: bool) -> None:
        self._diary = diary
        self._fails = fails
        self._count = 0

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Any, envelope: Any
    ) -> str:
        self._count += 1
        if self._fails and self._count % DEFER_EVERY == 0:
            return "451 4.3.0 Later"
        heads = BytesHeaderParser().parsebytes(envelope.content)
        told = {name: str(heads.get(name, "")) for name in ("Message-ID", "In-Reply-To", "Subject")}
        self._diary.write("got", to=envelope.rcpt_tos[0], **told)
        if (
            self._fails
            and self._count % CUT_EVERY == 0
            and isinstance(server.transport, asyncio.Transport)
        ):
            server.transport.abort()
        return "250 Taken"


async def main(home: Path) -> None:
    told = json.loads((home / "mail.json").read_text())
    sink = Sink(Diary(home / "diaries" / "sink.jsonl"), fails=told["plan"]["messages"] >= LARGE)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="sink", enable_SMTPUTF8=True), "127.0.0.1", told["sink"]
    )
    async with server:
        while phase(home) != END:  # noqa: ASYNC110 - another process says when it is over
            await asyncio.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
