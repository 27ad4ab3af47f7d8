"""The benchmarks by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pharos.bench import chat, desk, ledger, mail, stream
from pharos.bench.results import Result

BENCHES: dict[str, Callable[..., Iterator[Result]]] = {
    "chat": chat.run,
    "desk": desk.run,
    "ledger": ledger.run,
    "mail": mail.run,
    "stream": stream.run,
}
