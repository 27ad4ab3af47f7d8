"""The benchmarks by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pharos.bench import chat, ledger, stream
from pharos.bench.ground import Ground
from pharos.bench.results import Result

BENCHES: dict[str, Callable[[Ground, int], Iterator[Result]]] = {
    "chat": chat.run,
    "ledger": ledger.run,
    "stream": stream.run,
}
