"""A PostgreSQL of our own, for machines where nobody set DATABASE_URL.

    server = Postgres("/path/to/home")
    server.ensure_running()         # creates, starts or finds it; safe from several processes
    server.url("app")               # postgresql://pharos_app:...@127.0.0.1:21345/pharos
    server.kill()                   # SIGKILL to the server and all its children, for drills
    server.stop()

What is acknowledged is on the disk (`fsync` and `synchronous_commit` are on), so the server may
be killed at any moment: the next `ensure_running` waits until the old processes are gone, removes
what they left behind and starts again. There is no state in this object that could be stale; it
looks at the processes and files each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

from psycopg.pq import PGconn, Ping

from pharos.config.machine import binaries, cluster, disk, leftovers, ports, roles
from pharos.config.machine.account import database_account
from pharos.config.machine.binaries import Binaries
from pharos.config.machine.cluster import Cluster
from pharos.config.machine.errors import MachineError
from pharos.config.machine.home import Home
from pharos.config.machine.lifeline import die_with_parent

# Recovery after a crash replays what was written since the last checkpoint.
START_SECONDS = 300
STOP_SECONDS = 20
# "Fast": disconnect everybody, roll back, write a checkpoint.
STOP_SIGNAL = signal.SIGINT
LOGINS = {"owner": roles.OWNER, "app": roles.APP}
STATE = "postgres.json"


class Postgres:
    """One server with its own data folder, chosen by the home it belongs to."""

    def __init__(
        self,
        home: Home | Path | str | None = None,
        *,
        fsync: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home if isinstance(home, Home) else Home(home)
        self.fsync = fsync
        self.settings = dict(settings or {})
        self._log_begins = 0

    @cached_property
    def cluster(self) -> Cluster:
        """Where the files are, and whose."""
        account = database_account()
        return Cluster(account, cluster.folder_for(self.home.folder, account))

    @cached_property
    def binaries(self) -> Binaries:
        """The programs, for benches that want `pgbench` or `psql` as well."""
        return binaries.find(self.cluster.account, made_by=self.cluster.made_by)

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1: chosen once, chosen again only when it is taken."""
        return leftovers.port(self.cluster.data) or int(self.home.state(STATE)["port"])

    @property
    def pid(self) -> int | None:
        """The id of the running server, None when there is none."""
        return leftovers.postmaster_pid(self.cluster.data)

    def url(self, role: str = "app", database: str = roles.DATABASE) -> str:
        """Return the address for `app`, `owner` or `admin`.

        The administrator comes in over the unix socket, vouched for by the operating system.
        """
        if role == "admin":
            folder = quote(str(self.cluster.sockets), safe="")
            return f"postgresql://{cluster.ADMIN}@/{database}?host={folder}&port={self.port}"
        login = LOGINS[role]
        password = self.home.state(STATE)["passwords"][login]
        return f"postgresql://{login}:{password}@127.0.0.1:{self.port}/{database}"

    def ensure_running(self) -> Postgres:
        """Start the server as a process of its own that outlives us, unless it runs already."""
        with self._locked():
            if not self._await_answer():
                self._prepare()
                self._start_detached()
                if not self._await_answer():
                    raise self._failure(self.last_words())
            self._ensure_roles()
        return self

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server as our child, for a supervisor that watches it, and do not wait.

        A server that an earlier process left running is stopped first. Killed with us, it stops
        by itself.
        """
        with self._locked():
            self._stop()
            self._prepare()
            with self._begin_log() as log:
                return subprocess.Popen(
                    [self.binaries.path("postgres"), "-D", str(self.cluster.data)],
                    **self.cluster.account.process(),
                    cwd=self.cluster.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    process_group=0,
                    preexec_fn=die_with_parent(STOP_SIGNAL),  # noqa: PLW1509 -- no threads
                )

    def is_up(self, process: subprocess.Popen[bytes]) -> bool:
        """Tell whether the spawned server takes connections; raises when it has ended."""
        if leftovers.is_ready(self.cluster.data):
            with self._locked():
                self._ensure_roles()
            return True
        if process.poll() is not None:
            raise self._failure(self.last_words())
        return False

    def stop(self) -> None:
        """Stop the server; its clients are disconnected, their transactions rolled back."""
        with self._locked():
            self._stop()

    def kill(self) -> None:
        """End the server and all its children at once, as a power cut would."""
        leftovers.kill(self.cluster.data)

    def last_words(self, lines: int = 5) -> str:
        """Return the end of what the server has logged since we started it, for messages."""
        try:
            logged = self.cluster.log.read_bytes()[self._log_begins :]
        except FileNotFoundError:
            return ""
        return "\n".join(logged.decode(errors="replace").splitlines()[-lines:])

    def _locked(self) -> contextlib.AbstractContextManager[None]:
        return self.home.ensure().lock("postgres.lock", wait_seconds=START_SECONDS)

    def _prepare(self) -> None:
        self.cluster.create(self.binaries, fsync=self.fsync)
        disk.require_room(self.cluster.folder, megabytes=disk.TO_START_MB)
        leftovers.clear(self.cluster.data, self.cluster.sockets)
        self._keep_state(port=self._choose_port())
        durable = "on" if self.fsync else "off"
        durability = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), durable)
        self.cluster.configure({"port": str(self.port), **durability, **self.settings})

    def _choose_port(self) -> int:
        stored = self.home.state(STATE).get("port")
        return stored if isinstance(stored, int) and ports.is_free(stored) else ports.free_port()

    def _start_detached(self) -> None:
        data, log = str(self.cluster.data), str(self.cluster.log)
        command = [self.binaries.path("pg_ctl"), "start", "-D", data, "-l", log, "-W", "-s"]
        self._begin_log().close()
        result = self.cluster.run(*command)
        if result.returncode != 0:
            raise self._failure(result.stdout)
        deadline = time.monotonic() + 5
        while self.pid is None and time.monotonic() < deadline:
            time.sleep(0.01)

    def _begin_log(self) -> IO[bytes]:
        log = self.cluster.open_log()
        self._log_begins = log.seek(0, os.SEEK_END)
        return log

    def _await_answer(self) -> bool:
        """Wait for the server that runs, if one does, until it takes connections.

        It is asked, since one that has just been killed may still be listed as running.
        """
        deadline = time.monotonic() + START_SECONDS
        while self.pid and time.monotonic() < deadline:
            if leftovers.is_ready(self.cluster.data) and self._answers():
                return True
            time.sleep(0.01)
        return False

    def _answers(self) -> bool:
        address = f"{self.url('admin', cluster.ADMIN)}&connect_timeout=2"
        return PGconn.ping(address.encode()) == Ping.OK

    def _failure(self, said: str) -> MachineError:
        if disk.is_full(said + self.last_words()):
            return disk.full(self.cluster.folder)
        return MachineError(
            "postgres_failed",
            f"PostgreSQL did not start ({said.strip() or 'no message'}). Its log is "
            f"{self.cluster.log}.",
        )

    def _ensure_roles(self) -> None:
        state = self.home.state(STATE)
        if state.get("cluster") == self.cluster.identity:
            return
        passwords = {login: secrets.token_urlsafe(24) for login in LOGINS.values()}
        roles.ensure(self.url("admin", cluster.ADMIN), passwords)
        self._keep_state(port=self.port, passwords=passwords, cluster=self.cluster.identity)

    def _keep_state(self, **changes: object) -> None:
        state = self.home.state(STATE)
        if {**state, **changes} != state:
            self.home.write(STATE, json.dumps({**state, **changes}) + "\n")

    def _stop(self) -> None:
        if pid := self.pid:
            _signal(pid, STOP_SIGNAL)
            deadline = time.monotonic() + STOP_SECONDS
            while self.pid == pid and time.monotonic() < deadline:
                time.sleep(0.01)
        if self.pid:
            leftovers.kill(self.cluster.data)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
