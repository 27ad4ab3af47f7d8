"""The real thing for tests that speak HTTP from outside: `pharos serve` and `pharos worker`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from pharos.config.machine.ports import free_port
from pharos.testing import resting
from pharos.testing.postgres import TestDatabase

SECRET_KEY = "a secret of the tests alone, and of nobody else"
READY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class DeskServer:
    """A running desk with the demo brand. Its people sign in with `password`."""

    url: str
    environment: dict[str, str]
    password: str = "lighthouse-demo"

    def email(self, name: str) -> str:
        return f"{name}@northmere.test"

    def session_cookie(self, name: str) -> dict[str, str]:
        """Sign somebody in without the form, whose throttle is for people and not for tests."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from pharos.people.models import Staff

        staff = Staff.objects.get(email=self.email(name))
        session = SessionStore()
        session[SESSION_KEY] = str(staff.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
        session.save()
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": str(session.session_key),
            "url": self.url,
        }


@contextmanager
def running_desk(database: TestDatabase, home: Path) -> Iterator[DeskServer]:
    """Start the desk on a database that is there already, and stop it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        **database.environment(),
        "PHAROS_HOME": str(home),
        "PHAROS_DEMO": "1",
        "PHAROS_BASE_URL": url,
        "PHAROS_PORT": str(port),
        "PHAROS_SECRET_KEY": SECRET_KEY,
        "PHAROS_LOG": "WARNING",
    }
    _pharos("demo", environment).wait(timeout=READY_SECONDS)
    children = [
        _pharos("serve", environment),
        _pharos("worker", environment | {"PGAPPNAME": resting.NAME}),
    ]
    worker = resting.RestingWorker(children[1].pid, database)
    resting.engage(worker)
    try:
        _await_answer(url)
        yield DeskServer(url, environment)
    finally:
        resting.dismiss(worker)
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=READY_SECONDS)


def _pharos(command: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "pharos.config.command", command],
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def _await_answer(url: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urlopen(f"{url}/live/brands/northmere/home", timeout=5):  # noqa: S310 - ours
                return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
