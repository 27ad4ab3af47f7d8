"""`pharos run`, all of it: a real process tree on an empty home, stopped, killed, begun again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from pharos.config.machine.leftovers import living_in
from pharos.config.machine.ports import free_port
from pharos.config.machine.postgres import Postgres
from pharos.config.machine.schema import REMEMBERED
from pharos.config.tests.machine import ask, own_home, tell
from pharos.testing.postgres import TestDatabase

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-P", "-m", "pharos.config.command", "run"]
OURS = ("PHAROS_DEMO", "DATABASE_URL", "DATABASE_OWNER_URL", "PHAROS_BASE_URL", "PHAROS_SECRET_KEY")


@dataclass
class House:
    """A home with a port of its own, on which `pharos run` is tried."""

    home: Path
    port: int
    database: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        with self.start() as process:
            try:
                self.wait_for_page(process)
                yield process
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=30)

    def start(self) -> subprocess.Popen[str]:
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        env |= {"PHAROS_HOME": str(self.home), "PHAROS_PORT": str(self.port), **self.database}
        pipe = subprocess.PIPE
        return subprocess.Popen(COMMAND, env=env, stdout=pipe, stderr=subprocess.STDOUT, text=True)

    def wait_for_page(self, process: subprocess.Popen[str]) -> None:
        deadline = time.monotonic() + 90
        while not self.answers():
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline, "no page in 90 seconds"
            time.sleep(0.05)

    def answers(self) -> bool:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            try:
                connection.request("GET", "/")
                return connection.getresponse().status == 200
            except OSError:
                return False


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A home on which everything has run once."""
    with own_home() as home:
        house = House(home, free_port())
        with house.running() as process:
            told = read_until(process, "Ctrl-C stops it.")
        assert f"http://127.0.0.1:{house.port}" in told
        yield house


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    told = ""
    while words not in told:
        line = process.stdout.readline()
        assert line, told
        told += line
    return told


def test_the_second_start_shows_a_page_within_five_seconds(house: House) -> None:
    # The best of three: a machine that is busy with something else proves nothing.
    assert any(seconds_to_page(house) < 5 for _ in range(3))


def seconds_to_page(house: House) -> float:
    began = time.monotonic()
    with house.running():
        return time.monotonic() - began


def test_an_interrupt_stops_everything(house: House) -> None:
    with house.running() as process:
        tree = psutil.Process(process.pid).children(recursive=True)

    assert process.returncode == 0
    assert len(tree) > 3
    assert [member for member in tree if member.is_running()] == []


def test_an_interrupt_asks_open_streams_to_come_again(house: House) -> None:
    with house.running() as process, open_stream(house) as stream:
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        told = stream.read().decode()
        process.wait(timeout=30)

    assert "event: bye" in told
    assert time.monotonic() - began < 5


def test_a_kill_of_the_whole_tree_is_recovered_from(house: House) -> None:
    server = Postgres(house.home)
    with house.start() as process:
        house.wait_for_page(process)
        tell(server.url("owner"), "CREATE TABLE survivor AS SELECT 42 AS answer")
        for member in [psutil.Process(process.pid), *living_in(server.cluster.data)]:
            # A server's processes go by themselves when the first of them is killed.
            with suppress(psutil.NoSuchProcess):
                member.kill()

    with house.running():
        assert ask(server.url("owner"), "SELECT answer FROM survivor") == 42
        tell(server.url("owner"), "DROP TABLE survivor")


def test_a_second_run_on_the_same_home_names_the_first(house: House) -> None:
    with house.running() as process, house.start() as second:
        told = second.communicate(timeout=30)[0]

    assert second.returncode == 1
    assert str(process.pid) in told


def test_the_demo_sign_ins_are_told_again_at_each_start(house: House) -> None:
    known = json.loads((house.home / "demo.json").read_text())["sign_ins"]

    with house.running() as process:
        told = read_until(process, "Ctrl-C stops it.")

    assert known.strip()
    assert known.strip() in told


def test_who_serves_does_not_know_the_owner(house: House) -> None:
    with house.running() as process:
        serving = psutil.Process(process.pid).children()
        known = [member for member in serving if "DATABASE_OWNER_URL" in environment(member)]

    assert known == []


def test_a_database_elsewhere_gets_neither_a_rival_nor_public_passwords(
    database: TestDatabase,
) -> None:
    with own_home() as home:
        house = House(home, free_port(), database.environment())
        with house.running():
            pass

        assert not Postgres(home).cluster.data.exists()
        assert not (home / "demo.json").exists()
    assert str(ask(database.owner_url, REMEMBERED)).startswith("pharos ")


@contextmanager
def open_stream(house: House) -> Iterator[HTTPResponse]:
    """Begin a conversation as a visitor and watch it."""
    with closing(HTTPConnection("127.0.0.1", house.port, timeout=30)) as connection:
        visitor = {"brand": "northmere", "device": "d" * 43, "language": "en"}
        session = post(connection, "/live/sessions", {**visitor, "timezone": "UTC"})
        bearer = {"Authorization": f"Bearer {session['token']}"}
        conversation = f"/live/conversations/{uuid4()}"
        message = {"client_token": str(uuid4()), "text": "Hello", "topic": "DEP.NOT_FOUND"}
        post(connection, f"{conversation}/messages", message, bearer)
        connection.request("GET", f"{conversation}/stream?after=0", headers=bearer)
        yield connection.getresponse()


def post(
    connection: HTTPConnection,
    path: str,
    body: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
) -> dict[str, str]:
    given = {"Content-Type": "application/json", **(headers or {})}
    connection.request("POST", path, json.dumps(body), given)
    return dict(json.loads(connection.getresponse().read()))


def environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.AccessDenied:
        return {}
