"""The account that PostgreSQL runs under.

PostgreSQL refuses to run as root. Started by an ordinary user it runs as that user; started
by root it gets a system account of its own, and everything it must read lies under that
account's folder, since no other account can look into a home folder of mode 0700.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from pharos.config.machine.errors import MachineError

NAME = "pharos"
FOLDER = Path("/var/lib/pharos")


class Identity(TypedDict):
    """What `subprocess` must be told to start a process as somebody."""

    env: dict[str, str]
    user: int | None
    group: int | None
    extra_groups: list[int] | None


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns the data files and runs the server; `switch` says whether we must become it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def process(self) -> Identity:
        """Return the arguments that start a process under this account."""
        # A clean environment: nothing of ours leaks in, and messages come in English.
        env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        if not self.switch:
            return Identity(env=env, user=None, group=None, extra_groups=None)
        return Identity(env=env, user=self.uid, group=self.gid, extra_groups=[])

    def own(self, path: Path) -> None:
        """Hand one file or folder to the account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def folder(self, path: Path) -> Path:
        """Make a folder that only the account may enter."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.own(path)
        path.chmod(0o700)
        return path


def database_account() -> Account:
    """Return the account to run PostgreSQL as, creating the system account for root."""
    if os.geteuid() != 0:
        entry = _me()
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=False)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(NAME)
    account = Account(NAME, entry.pw_uid, entry.pw_gid, switch=True)
    account.folder(FOLDER)
    return account


def _me() -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise MachineError(
            "no_account",
            f"User id {os.geteuid()} has no entry in the password file, and PostgreSQL needs a "
            "name to run under. Add the account, or set DATABASE_URL to a database elsewhere.",
        ) from None


def _create() -> None:
    if shutil.which("useradd"):
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        command += ["--home-dir", str(FOLDER), "--shell", "/usr/sbin/nologin", NAME]
    else:
        command = ["adduser", "-S", "-D", "-H", "-h", str(FOLDER), NAME]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip()
        if "already exists" in said:  # two first starts at once
            return
        raise MachineError(
            "no_account",
            f"PostgreSQL cannot run as root, and the system account '{NAME}' could not be "
            f"created ({said}). Create it, run Pharos as another user, or set DATABASE_URL.",
        ) from error
