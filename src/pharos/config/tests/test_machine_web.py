"""`pharos web`: pages from several processes that stop, and die, together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from pharos.config.machine import ports
from pharos.testing.desk_server import SECRET_KEY
from pharos.testing.postgres import TestDatabase

pytestmark = pytest.mark.slow

KEY = {"PHAROS_SECRET_KEY": SECRET_KEY}
COMMAND = [sys.executable, "-P", "-m", "pharos.config.command", "web", "--workers", "2"]


@contextmanager
def web(database: TestDatabase) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start the pages on a port of their own; yields when both workers are there."""
    port = ports.free_port()
    env = {
        **os.environ,
        **database.environment(),
        "PHAROS_SECRET_KEY": SECRET_KEY,
        "PHAROS_PORT": str(port),
    }
    with subprocess.Popen(COMMAND, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: len(workers(process)) == 2 and ports.answers(port))
            yield process, port
        finally:
            process.kill()


def workers(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children()


def wait_until(is_reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_reached():
        assert time.monotonic() < deadline, "not in 30 seconds"
        time.sleep(0.05)


def are_gone(processes: list[psutil.Process]) -> bool:
    return not any(
        process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_its_server(database: TestDatabase, how: signal.Signals) -> None:
    with web(database) as (process, port):
        members = workers(process)

        process.send_signal(how)
        process.wait(timeout=20)
        wait_until(lambda: are_gone(members) and ports.is_free(port))


def test_the_owner_may_not_serve_pages(database: TestDatabase) -> None:
    env = {
        **os.environ,
        **database.environment(),
        "PHAROS_SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database.owner_url,
    }

    done = subprocess.run(COMMAND, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "role_owns_tables" in done.stderr
    assert "Traceback" not in done.stderr
