"""Whether this process can do its work now, for whoever decides if it gets requests."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from pharos.health.queries import MEGABYTE, pulse_age
from pharos.health.schema import schema_state

OK = "ok"
WORKER_SECONDS = 30.0
# Anybody may ask, so the database is asked this often and no oftener.
FRESH_SECONDS = 1.0


class Readiness:
    """One process's answer, with what only it knows (`also`: whether it hears wake-ups)."""

    def __init__(self, also: dict[str, Callable[[], bool]] | None = None) -> None:
        self._also = also or {}
        self._lock = Lock()
        self._asked_at = float("-inf")
        self._answer: dict[str, str] = {}

    def checks(self) -> dict[str, str]:
        """Return each check by name: `ok`, or one word for what is wrong. Blocks for a moment."""
        with self._lock:
            if time.monotonic() - self._asked_at > FRESH_SECONDS:
                self._answer = self._ask()
                self._asked_at = time.monotonic()
            return self._answer

    def _ask(self) -> dict[str, str]:
        close_old_connections()
        found = {"database": OK, "schema": "unknown", "worker": "unknown", "disk": _disk()}
        try:
            state = schema_state()
            found["schema"] = OK if state == "current" else state
            found["worker"] = _worker(pulse_age("worker"))
        except (OperationalError, InterfaceError):
            found["database"] = "away"
        except Exception:  # noqa: BLE001 - a database without our tables is no reason to fall over
            found["schema"] = found["schema"] if found["schema"] != OK else "older"
        return found | {name: OK if well() else "away" for name, well in self._also.items()}


def is_ready(checks: dict[str, str]) -> bool:
    return all(word == OK for word in checks.values())


def _worker(age: float | None) -> str:
    if age is None:
        return "absent"
    return OK if age <= WORKER_SECONDS else "late"


def _disk() -> str:
    folder = Path(settings.HOME)
    while not folder.exists():
        folder = folder.parent
    return OK if shutil.disk_usage(folder).free // MEGABYTE >= settings.MIN_FREE_MB else "full"
