"""The state folder: PHAROS_HOME, by default `.pharos` beside the checkout, for its owner only."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pharos.config.machine.errors import MachineError

CHECKOUT = Path(__file__).resolve().parents[4]


def default_home() -> Path:
    """Return the folder named by PHAROS_HOME, or the one beside the checkout."""
    if named := os.environ.get("PHAROS_HOME"):
        return Path(named).expanduser().absolute()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / ".pharos"
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "pharos"


class Home:
    """One state folder: keys, passwords and locks; as an ordinary user the data as well."""

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = Path(folder).absolute() if folder else default_home()

    def ensure(self) -> Home:
        """Make the folder, closed to everyone else."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
        except OSError as error:
            raise MachineError(
                "home_not_writable",
                f"The state folder {self.folder} cannot be used ({error.strerror}). "
                "Set PHAROS_HOME to a folder of your own.",
            ) from error
        return self

    def secret(self, name: str) -> str:
        """Return the secret kept under this name, made up on the first call."""
        path = self.folder / name
        if not path.exists():
            self.write(name, secrets.token_urlsafe(48) + "\n")
        return path.read_text().strip()

    def write(self, name: str, text: str) -> None:
        """Replace a file of the folder in one step, readable by its owner only."""
        path = self.folder / name
        draft = path.with_name(f".{name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def state(self, name: str) -> dict[str, Any]:
        """Read one of our small JSON files; one that is missing or torn is empty."""
        try:
            found = json.loads((self.folder / name).read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @contextmanager
    def lock(self, name: str, *, wait_seconds: float) -> Iterator[None]:
        """Hold a lock that the kernel releases when its holder dies, however it dies."""
        descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _wait_for(descriptor, name, self.folder, wait_seconds)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            yield
        finally:
            os.close(descriptor)


def _wait_for(descriptor: int, name: str, folder: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
                raise MachineError(
                    "home_in_use",
                    f"Another Pharos (process {holder}) already works in {folder} and holds "
                    f"{name}. Stop it first, or set PHAROS_HOME to another folder.",
                ) from None
            time.sleep(0.05)
        else:
            return
