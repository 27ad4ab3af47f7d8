"""`pharos simulate` serves a world that outlives it, on this machine only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
import urllib3

from pharos.config.command import main
from pharos.config.machine.ports import free_port
from pharos.exchange.http.token import BrandKey

PATIENCE = 30


@contextmanager
def simulating(home: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command until the block ends, and end it as an operator would."""
    words = ["simulate", "--port", str(port), "--home", str(home), *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "pharos.config.command", *words],
        env={**os.environ, "PHAROS_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_for(port, process)
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[0]
        try:
            page(port)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it did not begin to serve")


def page(port: int) -> str:
    with urllib3.PoolManager(retries=False) as pool:
        return pool.request("GET", f"http://127.0.0.1:{port}/").data.decode()


def press(port: int, **fields: str) -> int:
    with urllib3.PoolManager(retries=False) as pool:
        url = f"http://127.0.0.1:{port}/ready"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(fields)
        return pool.request("POST", url, body=body, headers=headers, redirect=False).status


def test_its_world_comes_back_and_its_own_check_finds_nothing_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHAROS_HOME", str(tmp_path))
    port = free_port()
    with simulating(tmp_path, port, "--seed", "7"):
        assert press(port, do="deposit", on="dana") == 303
        assert press(port, do="hour") == 303
        assert main(["connector", "check", f"http://127.0.0.1:{port}", "--quiet"]) == 0
        before = page(port)

    with simulating(tmp_path, port):
        after = page(port)

    assert " 0 bad" in capsys.readouterr().out
    for words in ("<dd>7</dd>", "Deposit 0.5 ETH (dana)", "CREDITED", "1 h 0 min 0 s"):
        assert words in before
        assert words in after
    key = tmp_path / "simulator" / "northmere.pem"
    assert key.stat().st_mode & 0o077 == 0
    assert BrandKey.read(key).id == "northmere"


def test_a_port_that_is_taken_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["simulate", "--port", port, "--home", str(tmp_path)]) == 1

    assert "port_taken" in capsys.readouterr().err


def test_a_world_that_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "simulator"
    folder.mkdir()
    (folder / "world.jsonl").write_text("nonsense\n")

    assert main(["simulate", "--port", str(free_port()), "--home", str(tmp_path)]) == 1
    assert "line 1 is not a line of a world's history" in capsys.readouterr().err


def test_a_webhook_s_address_has_to_be_safe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["simulate", "--port", str(free_port()), "--home", str(tmp_path)]

    assert main([*words, "--webhook", "http://hooks.example/"]) == 1
    assert "without TLS we talk to this machine only" in capsys.readouterr().err
