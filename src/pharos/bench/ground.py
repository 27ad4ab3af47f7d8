"""The ground a benchmark stands on: its own PostgreSQL, database and processes."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from pharos.config.machine import ports, roles
from pharos.config.machine.child import end_group, program
from pharos.config.machine.errors import MachineError
from pharos.config.machine.postgres import Postgres

START_SECONDS = 30.0
# Room for a thousand listeners and for what the peers keep open, and no checkpoint in the
# middle of a round.
SETTINGS = {
    "max_connections": "2500",
    "shared_buffers": "256MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
}


@dataclass(slots=True)
class Ground:
    """One run's server and database; what `start` starts ends with the run."""

    postgres: Postgres
    folder: Path
    database: str
    processes: ExitStack
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def url(self, role: str = "app") -> str:
        return self.postgres.url(role, self.database)

    def environment(self) -> dict[str, str]:
        """Return what a process of ours needs to work here."""
        return {
            **os.environ,
            "DATABASE_URL": self.url("app"),
            "DATABASE_OWNER_URL": self.url("owner"),
            "PHAROS_SECRET_KEY": self.secret,
            "PHAROS_HOME": str(self.folder),
            "PHAROS_LOG": "WARNING",
        }

    def start(
        self, command: Sequence[str], port: int, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program and wait until it answers on its port; it ends with the run."""
        log = self.processes.enter_context((self.folder / f"{port}.log").open("wb"))
        process = program(command, env or self.environment(), stdout=log)
        self.processes.callback(_end, process)
        deadline = time.monotonic() + START_SECONDS
        while not ports.answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                said = process.stderr.read().decode() if process.stderr else ""
                raise MachineError(
                    "bench_process", f"{' '.join(command)} did not start: {said[-1500:]}"
                )
            time.sleep(0.05)
        return process

    def start_live(self) -> tuple[subprocess.Popen[bytes], int]:
        """Start `pharos live` and return it with its port."""
        port = ports.free_port()
        return self.start([*PHAROS, "live", "--port", str(port)], port), port

    def administration(self) -> psycopg.Connection:
        return psycopg.connect(self.url("admin"), autocommit=True)


PHAROS = [sys.executable, "-m", "pharos.config.command"]


@contextmanager
def ground() -> Iterator[Ground]:
    """Lend a migrated, empty database on a durable server of its own; all of it goes again."""
    folder = Path(tempfile.mkdtemp(prefix="pharos-bench-"))
    server = Postgres(folder, fsync=True, settings=SETTINGS)
    database = f"pharos_bench_{os.getpid()}"
    try:
        server.ensure_running()
        _create(server, database)
        with ExitStack() as processes:
            made = Ground(server, folder, database, processes)
            _migrate(made)
            yield made
    finally:
        server.stop()
        shutil.rmtree(server.cluster.folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _create(server: Postgres, database: str) -> None:
    with psycopg.connect(server.url("admin", "postgres"), autocommit=True) as connection:
        names = map(sql.Identifier, (database, roles.OWNER))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _migrate(made: Ground) -> None:
    result = subprocess.run(
        [*PHAROS, "migrate", "--quiet"],
        env=made.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise MachineError("bench_migrate", f"The database was not made: {result.stderr[-1500:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        pass
    finally:
        end_group(process.pid)
        process.wait()
    if process.stderr:
        process.stderr.close()
