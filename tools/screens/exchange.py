"""The simulated exchange beside the desk whose pictures are taken, and what happened there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from pharos.config.machine.ports import free_port

READY_SECONDS = 30
WRONG_NETWORK = "0x" + "8c41d7e2b6f03a95" * 4
WAITS = "0x" + "5d07c1e94ab2f836" * 4
POLYGON, ETHEREUM = "eip155:137", "eip155:1"
STRANGER = "0x00000000000000000000000000000000000057a6"
DANA = "0x00000000000000000000000000000000000da0a1"
MINJUN = "0x000000000000000000000000000000000031214e"
HAPPENED = (
    (
        "transfer",
        {
            "network": POLYGON,
            "txid": WRONG_NETWORK,
            "to": MINJUN,
            "amount": "250",
            "symbol": "USDT",
            "contract": "0xc2132d05d31c914a87c6611c10748aeb04b58e8f",
            "sender": STRANGER,
        },
    ),
    (
        "transfer",
        {
            "network": ETHEREUM,
            "txid": WAITS,
            "to": DANA,
            "amount": "0.5",
            "symbol": "ETH",
            "sender": STRANGER,
        },
    ),
    (
        "network",
        {
            "asset": "XRP",
            "network": "xrpl:0",
            "withdraw": "PAUSED",
            "reason": "WALLET_MAINTENANCE",
            "since": "-50m",
            "expected_until": "+2h",
        },
    ),
    (
        "incident",
        {
            "id": "inc-1",
            "title": "Withdrawals take longer than usual",
            "kind": "WITHDRAWAL",
            "started_at": "-45m",
            "next_update_at": "+30m",
            "text": "We are working on it. Your funds are safe.",
        },
    ),
)


@contextmanager
def running_exchange(home: Path) -> Iterator[str]:
    """Start the simulated exchange, let happen what the pictures tell of, and stop it."""
    port = free_port()
    os.environ |= {"PHAROS_SIMULATOR_PORT": str(port), "PHAROS_HOME": str(home)}
    child = subprocess.Popen(
        [sys.executable, "-m", "pharos.config.command", "simulate", "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(url)
        for name, arguments in HAPPENED:
            form = urlencode({"name": name, "arguments": json.dumps(arguments)}).encode()
            urlopen(f"{url}/event", form, timeout=5).close()  # noqa: S310 - ours
        yield url
    finally:
        child.terminate()
        child.wait(timeout=READY_SECONDS)


def _await(url: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - ours
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
