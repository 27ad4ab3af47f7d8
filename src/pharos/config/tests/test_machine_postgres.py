"""Our own PostgreSQL: who may enter, what is found again, what is told when it cannot start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pharos.config.machine import binaries
from pharos.config.machine.errors import MachineError
from pharos.config.machine.postgres import Postgres
from pharos.config.tests.machine import ask, own_home, tell

NOBODY = 65_534


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with own_home() as home:
        yield Postgres(home, fsync=False).ensure_running()


def test_the_application_role_is_bound_by_every_rule(server: Postgres) -> None:
    rights = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = "

    assert ask(server.url("app"), "SELECT current_user") == "pharos_app"
    assert ask(server.url("owner"), rights + "'pharos_app'") is False
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tell(server.url("app"), "CREATE TABLE mine (id int)")


def test_the_owner_owns_its_database_and_no_more(server: Postgres) -> None:
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'pharos'"

    assert ask(server.url("owner"), owner) == "pharos_owner"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tell(server.url("owner"), "CREATE ROLE another")


def test_a_wrong_password_is_refused_beside_the_right_one(server: Postgres) -> None:
    good = server.url("app")
    password = good.split(":")[2].split("@")[0]

    assert ask(good, "SELECT 1") == 1
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(good.replace(password, "guessed"), "SELECT 1")


def test_the_administrator_comes_in_by_the_socket_only(server: Postgres) -> None:
    by_network = f"postgresql://postgres:guessed@127.0.0.1:{server.port}/pharos"

    assert ask(server.url("admin"), "SELECT current_user") == "postgres"
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        ask(by_network, "SELECT 1")


def test_nobody_else_can_look_into_the_folders(server: Postgres) -> None:
    folders = [server.home.folder, server.cluster.folder, server.cluster.sockets]

    modes = {path.stat().st_mode & 0o777 for path in folders}

    assert modes == {0o700}
    assert (server.home.folder / "postgres.json").stat().st_mode & 0o777 == 0o600


def test_what_is_acknowledged_is_written_unless_a_test_says_otherwise() -> None:
    with own_home() as home:
        durable = Postgres(home).ensure_running()

        assert ask(durable.url("app"), "SHOW fsync") == "on"
        assert ask(durable.url("app"), "SHOW synchronous_commit") == "on"


def test_several_processes_that_start_it_at_once_get_the_same_server() -> None:
    script = "import sys; from pharos.config.machine.postgres import Postgres; "
    script += "print(Postgres(sys.argv[1], fsync=False).ensure_running().pid)"
    with own_home() as home:
        command = [sys.executable, "-c", script, str(home)]
        starters = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
        answers = {starter.communicate(timeout=60)[0] for starter in starters}

        assert len(answers) == 1
        assert answers.pop().strip().isdigit()


def test_a_taken_port_is_exchanged_for_a_free_one(server: Postgres) -> None:
    before = server.port
    server.stop()
    with socket.create_server(("127.0.0.1", before)):
        server.ensure_running()

    assert server.port != before
    assert ask(server.url("app"), "SELECT 1") == 1


@pytest.mark.parametrize("is_stopped", [True, False])
def test_lost_passwords_are_made_anew_and_the_data_stays(
    server: Postgres, *, is_stopped: bool
) -> None:
    tell(server.url("owner"), "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    if is_stopped:
        server.stop()
    (server.home.folder / "postgres.json").unlink()

    server.ensure_running()

    assert ask(server.url("owner"), "SELECT answer FROM kept") == 42


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_keeps_everything_in_the_home() -> None:
    script = (
        "import os, sys, psycopg\n"
        "from pharos.config.machine.postgres import Postgres\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "server = Postgres(sys.argv[1], fsync=False)\n"
        "server.ensure_running()\n"
        "connection = psycopg.connect(server.url('app'))\n"
        "print(server.cluster.folder, connection.info.user)\n"
        "connection.close(); server.stop()\n"
    )
    if not binaries.find_wheel().stat().st_mode & 0o001:  # type: ignore[union-attr]
        pytest.skip("the checkout is closed to other users")
    with own_home() as home:
        home.parent.chmod(0o777)
        command = [sys.executable, "-c", script, str(home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert done.stdout.split() == [str(home / "postgres"), "pharos_app"], done.stderr
        assert (home / "postgres" / "data").stat().st_uid == NOBODY


def test_an_installed_postgresql_serves_where_the_wheel_has_no_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_wheel")
    if not binaries.installed():
        pytest.skip("no PostgreSQL is installed beside the wheel")
    with own_home() as home:
        server = Postgres(home, fsync=False).ensure_running()

        assert ask(server.url("app"), "SELECT current_user") == "pharos_app"
        assert server.binaries.folder == binaries.installed()[0]


def test_without_any_postgresql_the_message_names_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_wheel")
    monkeypatch.setattr(binaries, "INSTALLED", ())
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MachineError, match="DATABASE_URL") as refusal:
        Postgres(tmp_path).binaries  # noqa: B018 -- looking is the act

    assert refusal.value.code == "no_postgresql"
