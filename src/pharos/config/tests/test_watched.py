"""What machines that watch are told, by a real server, and that no log or metric tells more.

The words planted here are in bodies, headers, addresses, cookies and passwords, on the way that
works and on ways that fail; then everything that the processes have said is searched for them.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from pharos.config.machine.ports import answers, free_port
from pharos.testing.desk_server import SECRET_KEY
from pharos.testing.postgres import TestDatabase, test_server

pytestmark = pytest.mark.slow

READY_SECONDS = 40
TOKEN = "who-watches-may-read-this"
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
# Each of these is private, and must stand in nothing that a process says.
PLANTED = {
    "words": "quixotic-deposit-question",
    "path": "planted-in-a-path",
    "query": "planted-in-a-query",
    "header": "planted-in-a-header",
    "cookie": "planted-in-a-cookie",
    "address": "planted.person@northmere.test",
    "password": "planted-password-92841",
    "json": "planted-in-broken-json",
    "token": "planted-bearer-token",
    "device": secrets.token_urlsafe(32),
}
KILL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND usename = 'pharos_app'
"""


@dataclass(frozen=True)
class Watched:
    """A server and a worker of one test, and the file into which both of them speak."""

    port: int
    log: Path
    database: TestDatabase

    def ask(
        self, path: str, body: str | None = None, method: str = "", **headers: str
    ) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method or ("GET" if body is None else "POST"), path, body, sent)
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        line.close()
        return answer.status, text


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    home = tmp_path_factory.mktemp("watched")
    with test_server().clone("watched") as database:
        port = free_port()
        environment = {
            **os.environ,
            **database.environment(),
            "PHAROS_HOME": str(home),
            "PHAROS_DEMO": "1",
            "PHAROS_BASE_URL": f"http://127.0.0.1:{port}",
            "PHAROS_PORT": str(port),
            "PHAROS_SECRET_KEY": SECRET_KEY,
            "PHAROS_LOG": "DEBUG",
            "PHAROS_LOG_FORMAT": "json",
            "PHAROS_METRICS_TOKEN": TOKEN,
        }
        command = [sys.executable, "-m", "pharos.config.command"]
        subprocess.run([*command, "demo"], env=environment, check=True, capture_output=True)
        with (home / "said.log").open("wb") as said:
            running = [
                subprocess.Popen([*command, name], env=environment, stdout=said, stderr=said)
                for name in ("serve", "worker")
            ]
            server = Watched(port, home / "said.log", database)
            try:
                _await(server)
                yield server
            finally:
                for process in running:
                    process.terminate()
                for process in running:
                    process.wait(READY_SECONDS)


def _await(server: Watched) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not answers(server.port) or server.ask("/readyz")[0] != 200:
        assert time.monotonic() < deadline, server.log.read_text()[-2000:]
        time.sleep(0.2)


@pytest.mark.parametrize("path", ["/healthz", "/live/healthz"])
def test_a_process_that_lives_says_so(watched: Watched, path: str) -> None:
    assert watched.ask(path) == (200, '{"alive":true}')


@pytest.mark.parametrize("path", ["/readyz", "/live/readyz"])
def test_a_process_that_can_serve_says_what_it_looked_at(watched: Watched, path: str) -> None:
    status, text = watched.ask(path)

    told = json.loads(text)
    assert (status, told["ready"]) == (200, True)
    assert {"database", "schema"} <= set(told["checks"])


@pytest.mark.parametrize(
    ("given", "status"), [("", 401), ("Bearer wrong", 401), (f"Bearer {TOKEN}", 200)]
)
def test_metrics_are_for_whoever_shows_the_token(watched: Watched, given: str, status: int) -> None:
    watched.ask("/desk/")

    answer, text = watched.ask("/metrics", Authorization=given)

    assert answer == status
    assert ("pharos_" in text) is (status == 200)


def _talk(server: Watched) -> None:
    """Words and secrets on the way that works."""
    opened = {
        "brand": "northmere",
        "device": PLANTED["device"],
        "token": None,
        "language": "en",
        "timezone": "Europe/Lisbon",
        "surface": "web",
    }
    kind = "application/json"
    status, text = server.ask("/live/sessions", json.dumps(opened), Content_Type=kind)
    assert status in (200, 201), text
    bearer = f"Bearer {json.loads(text)['token']}"
    for words in (PLANTED["words"], PHRASE):
        message = {"client_token": str(uuid4()), "text": words, "topic": "DEP.NOT_FOUND"}
        status, text = server.ask(
            f"/live/conversations/{uuid4()}/messages",
            json.dumps(message),
            Content_Type=kind,
            Authorization=bearer,
        )
        assert status == 201, text


def _stumble(server: Watched) -> list[int]:
    """The same on ways that fail."""
    form = "application/x-www-form-urlencoded"
    page = server.ask("/sign-in/")[1]
    csrf = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sign_in = f"login={PLANTED['address']}&password={PLANTED['password']}"
    return [
        server.ask(f"/{PLANTED['path']}/")[0],
        server.ask(f"/desk/search/?q={PLANTED['query']}", X_Planted=PLANTED["header"])[0],
        server.ask("/desk/", Cookie=f"pharos_session={PLANTED['cookie']}")[0],
        server.ask("/desk/", Host=f"{PLANTED['header']}.test")[0],
        server.ask("/sign-in/", f"{sign_in}&csrfmiddlewaretoken={csrf}", Content_Type=form)[0],
        server.ask("/live/sessions", '{"device": "' + PLANTED["json"])[0],
        server.ask(
            f"/live/conversations/{uuid4()}/messages",
            json.dumps({"text": PLANTED["words"]}),
            Authorization=f"Bearer {PLANTED['token']}",
        )[0],
        server.ask(f"/files/{PLANTED['token']}")[0],
    ]


def _break(server: Watched) -> None:
    """Take the database's connections away in the middle, so that errors are told."""
    with psycopg.connect(server.database.admin_url, autocommit=True) as connection:
        for _ in range(5):
            connection.execute(KILL, [server.database.name])
            server.ask(f"/desk/search/?q={PLANTED['query']}", Cookie="pharos_session=" + "k" * 32)
            server.ask("/live/sessions", '{"device": "' + PLANTED["json"])
    _await(server)


def test_no_log_and_no_metric_holds_what_is_private(watched: Watched) -> None:
    _talk(watched)
    refused = _stumble(watched)
    _break(watched)
    time.sleep(1.5)

    assert all(status >= 300 for status in refused[:3]), refused
    said = watched.log.read_text()
    metrics = watched.ask("/metrics", Authorization=f"Bearer {TOKEN}")[1]
    # The search must be able to fail: the processes have spoken, of these requests and of trouble.
    assert '"route"' in said
    assert '"level":"warning"' in said.lower().replace(" ", "")
    assert "pharos_" in metrics
    private = [*PLANTED.values(), PHRASE, "sausage", TOKEN, SECRET_KEY]
    assert [words for words in private if words in said] == []
    assert [words for words in private if words in metrics] == []
