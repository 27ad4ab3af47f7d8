"""After a power cut, a kill or a full disk: what was acknowledged is there, and it starts again."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from pharos.config.machine import leftovers
from pharos.config.machine.errors import MachineError
from pharos.config.machine.postgres import Postgres
from pharos.config.tests.machine import ask, own_home, tell


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with own_home() as home:
        server = Postgres(home).ensure_running()
        tell(server.url("owner"), "CREATE TABLE written (number int PRIMARY KEY)")
        yield server


@pytest.fixture(autouse=True)
def _up(server: Postgres) -> None:
    server.ensure_running()


def write_until_it_dies(url: str, acknowledged: list[int], first: int) -> None:
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            for number in range(first, first + 100_000):
                connection.execute("INSERT INTO written VALUES (%s)", [number])
                acknowledged.append(number)
    except psycopg.OperationalError:
        return


def test_every_acknowledged_row_survives_a_kill_of_all_processes(server: Postgres) -> None:
    acknowledged: list[int] = []
    url = server.url("owner")
    writers = [
        threading.Thread(target=write_until_it_dies, args=(url, acknowledged, first))
        for first in (1, 1_000_000)
    ]
    for writer in writers:
        writer.start()
    while len(acknowledged) < 200:
        writers[0].join(0.01)

    server.kill()
    for writer in writers:
        writer.join()
    server.ensure_running()

    with psycopg.connect(server.url("owner")) as connection:
        found = {number for (number,) in connection.execute("SELECT number FROM written")}
    assert set(acknowledged) <= found


def test_children_that_outlive_their_server_do_not_keep_the_next_from_starting(
    server: Postgres,
) -> None:
    pid = server.pid
    assert pid is not None
    child = psutil.Process(pid).children()[0]
    child.suspend()

    os.kill(pid, signal.SIGKILL)
    assert child.is_running()
    server.ensure_running()

    assert server.pid not in {None, pid}
    assert not leftovers.lives_in(child.pid, server.cluster.data)


def test_a_process_id_that_somebody_else_has_now_is_no_obstacle(server: Postgres) -> None:
    pid_file = server.cluster.data / "postmaster.pid"
    server.kill()
    lines = pid_file.read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

        server.ensure_running()

        assert server.pid not in {None, stranger.pid}
        assert stranger.poll() is None
        stranger.kill()


def test_stopping_leaves_no_process_behind(server: Postgres) -> None:
    server.stop()

    assert server.pid is None
    assert leftovers.living_in(server.cluster.data) == []


def test_a_creation_that_was_cut_short_is_begun_again() -> None:
    with own_home() as home:
        server = Postgres(home, fsync=False)
        half = server.cluster.account.folder(server.cluster.folder) / "data.0a1b2c3d"
        half.mkdir()

        server.ensure_running()

        assert ask(server.url("app"), "SELECT 1") == 1
        assert not half.exists()


def test_too_little_room_is_told_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PHAROS_MIN_FREE_MB", "1000000000")
    with own_home() as home, pytest.raises(MachineError, match="PHAROS_HOME") as refusal:
        Postgres(home, fsync=False).ensure_running()

    assert refusal.value.code == "disk_full"


@pytest.fixture
def small_disk() -> Iterator[Postgres]:
    """A server whose folder is a file system of ten megabytes."""
    with own_home() as home:
        server = Postgres(home, fsync=False)
        folder = server.cluster.account.folder(server.cluster.folder)
        mount = ["mount", "-t", "tmpfs", "-o", "size=10m,mode=0777", "tmpfs", str(folder)]
        if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
            pytest.skip("may not mount a small file system here")
        yield server
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_while_creating_is_named_as_the_reason(
    small_disk: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHAROS_MIN_FREE_MB", "0")

    with pytest.raises(MachineError) as refusal:
        small_disk.ensure_running()

    assert refusal.value.code == "disk_full"
    assert remains(small_disk.cluster.folder) == []


def remains(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_dir() and path.name != "socket"]
