"""One PostgreSQL data folder: made by `initdb`, configured by us, never shared."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pharos.config.machine import disk
from pharos.config.machine.account import FOLDER, Account
from pharos.config.machine.binaries import Binaries
from pharos.config.machine.errors import MachineError

ADMIN = "postgres"
BUILTIN_LOCALES_SINCE = 17
LONGEST_SOCKET_PATH = 100
LARGEST_LOG = 20_000_000
IDENTITY = "pharos-cluster"
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "",
    "lc_messages": "C",
    # A failed statement carries what a customer wrote, its DETAIL a key: neither is for a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one server keeps its files. Everything is owned by `account` and closed to others."""

    account: Account
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The folder of the unix socket; elsewhere when the path would be too long for one."""
        beside = self.folder / "socket"
        if len(str(beside)) + len("/.s.PGSQL.12345") < LONGEST_SOCKET_PATH:
            return beside
        return Path(tempfile.gettempdir()) / f"pharos-{self.account.uid}-{fingerprint(beside)}"

    @property
    def identity(self) -> str:
        """A name made up when the cluster was created, to tell it from a later one."""
        try:
            return (self.data / IDENTITY).read_text().strip()
        except FileNotFoundError:
            return ""

    @property
    def made_by(self) -> int | None:
        """The major version that made the data folder, None before there is one."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def create(self, binaries: Binaries, *, fsync: bool) -> None:
        """Make the data folder unless it is there. A creation that was cut short leaves nothing.

        On the local socket the operating system vouches for the administrator, so there is no
        administrator's password to lose or to steal; over TCP everybody needs one (SCRAM).
        """
        if self.data.exists():
            return
        self.account.folder(self.folder)
        disk.require_room(self.folder, megabytes=disk.TO_CREATE_MB)
        for cut_short in self.folder.glob("data.*"):
            shutil.rmtree(cut_short)
        draft = self.folder / f"data.{secrets.token_hex(4)}"
        self._initdb(binaries, draft, fsync=fsync)
        self.write(
            draft / "pg_hba.conf",
            f"local all {ADMIN} peer map=admin\n"
            "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n",
        )
        mapped = {"root", self.account.name}
        self.write(draft / "pg_ident.conf", "".join(f"admin {name} {ADMIN}\n" for name in mapped))
        with (draft / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'pharos.conf'\n")
        self.write(draft / IDENTITY, secrets.token_hex(16))
        draft.rename(self.data)

    def configure(self, settings: Mapping[str, str]) -> None:
        """Write the settings of the next start."""
        self.account.folder(self.sockets)
        given = {**SETTINGS, "unix_socket_directories": str(self.sockets), **settings}
        lines = [
            f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in given.items()
        ]
        self.write(self.data / "pharos.conf", "\n".join(lines) + "\n")

    def open_log(self) -> IO[bytes]:
        """Open the server's log to append; one that has grown large makes way for a new one."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        if not self.log.exists():
            self.write(self.log, "")
        return self.log.open("ab")

    def write(self, path: Path, text: str) -> None:
        """Write a file that belongs to the server."""
        path.write_text(text)
        path.chmod(0o600)
        self.account.own(path)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program as the account, in a folder that it may enter, speaking English."""
        # Into a file, not a pipe: a server that `pg_ctl` leaves behind would hold the pipe open.
        with tempfile.TemporaryFile("w+") as said:
            result = subprocess.run(
                command,
                **self.account.process(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
            said.seek(0)
            return subprocess.CompletedProcess(command, result.returncode, said.read())

    def _initdb(self, binaries: Binaries, draft: Path, *, fsync: bool) -> None:
        if binaries.version >= BUILTIN_LOCALES_SINCE:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            locale = ["--locale=C.UTF-8"]
        result = self.run(
            binaries.path("initdb"),
            "-D",
            str(draft),
            f"--username={ADMIN}",
            "--encoding=UTF8",
            "--auth-local=peer",
            "--auth-host=scram-sha-256",
            "--data-checksums",
            "--no-instructions",
            *locale,
            *([] if fsync else ["--no-sync"]),
        )
        if result.returncode == 0:
            return
        shutil.rmtree(draft, ignore_errors=True)
        if disk.is_full(result.stdout):
            raise disk.full(self.folder)
        raise MachineError(
            "initdb_failed", f"PostgreSQL could not make {self.data}: {result.stdout}"
        )


def fingerprint(path: Path | str) -> str:
    """Shorten a path or address to ten characters that are its own."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def folder_for(home: Path, account: Account) -> Path:
    """Return where a home's database lives: in it, or for root where the account may enter."""
    if not account.switch:
        return home / "postgres"
    return FOLDER / f"{home.name.lstrip('.')}-{fingerprint(home)}"
