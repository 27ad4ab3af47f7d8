"""Tests run on a real PostgreSQL as the application role.

Nothing is emptied between them: each test that needs rows has a brand of its own (`world`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from pharos.testing.desk_server import SECRET_KEY, DeskServer, running_desk
from pharos.testing.postgres import TestDatabase, test_server
from pharos.testing.resting import let_work

# Everything that would look for hosts outside is off: tests talk to this machine alone.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Reading pictures costs a second each; tests of that switch it on.
os.environ.setdefault("PHAROS_OCR", "off")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Iterator[TestDatabase]:
    """A fresh migrated database for this worker, dropped afterwards."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with test_server().clone(worker) as clone:
        yield clone


@pytest.fixture(scope="session")
def django_db_setup(database: TestDatabase, django_db_blocker: Any) -> Iterator[None]:
    """Point Django at this worker's database and let every test use it, with real commits."""
    from django.conf import settings
    from django.db import connections

    from pharos.config.settings import database as read

    for alias, url in (("default", database.url), ("owner", database.owner_url)):
        connections[alias].close()
        connections[alias].settings_dict.update(read(url))
        settings.DATABASES[alias].update(read(url))
    settings.LISTEN_URL = settings.DATABASE_URL = database.url
    settings.DATABASE_OWNER_URL = database.owner_url
    settings.SECRET_KEY = SECRET_KEY
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def db(django_db_setup: None) -> None:
    """Real transactions that really commit: an action is durable in tests too."""


@pytest.fixture(autouse=True)
def desk_s_worker(request: pytest.FixtureRequest) -> None:
    """Only a test that uses the desk has its worker: others do a worker's part themselves."""
    let_work(needed="desk_server" in request.fixturenames)


@pytest.fixture(scope="session", autouse=True)
def pictures_are_not_read() -> None:
    """Settings are read before this file is."""
    from django.conf import settings

    settings.OCR = os.environ["PHAROS_OCR"]


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Each test client has middleware of its own; looking for the same files took half its time."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, Any] = {}

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture
def world(db: None) -> Iterator[Any]:
    from pharos.testing.world import World

    world = World()
    yield world
    world.leave()


@pytest.fixture(scope="session")
def desk_server(
    django_db_setup: None, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DeskServer]:
    """The running desk with the demo brand, one for all tests of this worker."""
    with running_desk(database, tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """For one module at a time: while it lives, nothing else here can run an event loop."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "no chromium: `make test` installs it, or says how"
    browser = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of its own for each person; options as for a Playwright context."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"locale": "en-GB", **options})
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
