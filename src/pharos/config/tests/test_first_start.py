"""The first start, without the demo: a real server on an empty database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext

from pharos.config.machine import ports
from pharos.testing.axe import complaints
from pharos.testing.desk_server import SECRET_KEY
from pharos.testing.postgres import test_server

READY_SECONDS = 40
CODE = re.compile(r"within a day: ([0-9A-Z-]+)")
FORM = {
    "name": "Ada",
    "email": "Ada@northmere.test",
    "password": "a lighthouse on a calm night",
    "brand": "northmere",
}


@dataclass
class Fresh:
    url: str
    words: Path

    def code(self) -> str:
        found = CODE.search(self.words.read_text())
        assert found, self.words.read_text()
        return found[1]

    def send(self, code: str, **more: str) -> tuple[requests.Session, requests.Response]:
        browser = requests.Session()
        page = browser.get(f"{self.url}/setup/", timeout=10)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.text)
        if token is None:
            return browser, page
        form = {**FORM, **more, "code": code, "csrfmiddlewaretoken": token[1]}
        return browser, browser.post(f"{self.url}/setup/", form, timeout=20)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    """A desk that nobody has an account at."""
    port, words = ports.free_port(), tmp_path / "said"
    url = f"http://127.0.0.1:{port}"
    with test_server().clone(f"first{os.getpid()}") as database, words.open("w") as said:
        environment = {
            **os.environ,
            **database.environment(),
            "PHAROS_HOME": str(tmp_path),
            "PHAROS_DEMO": "0",
            "PHAROS_BASE_URL": url,
            "PHAROS_PORT": str(port),
            "PHAROS_SECRET_KEY": SECRET_KEY,
        }
        command = [sys.executable, "-m", "pharos.config.command", "serve"]
        with subprocess.Popen(command, env=environment, stdout=said) as server:
            until = time.monotonic() + READY_SECONDS
            while not ports.answers(port, "127.0.0.1"):
                assert time.monotonic() < until, "the server does not start"
                time.sleep(0.1)
            yield Fresh(url, words)
            server.terminate()


def test_whoever_reads_the_code_becomes_the_owner_once_with_a_brand(fresh: Fresh) -> None:
    _browser, refused = fresh.send("2222-2222-2222")
    assert refused.status_code == 422

    owner, desk = fresh.send(fresh.code().lower())

    assert desk.url == f"{fresh.url}/desk/"
    assert desk.status_code == 200
    brand = owner.get(f"{fresh.url}/admin/brands/northmere/", timeout=10)
    assert brand.status_code == 200
    assert "Northmere" in brand.text
    assert requests.get(f"{fresh.url}/setup/", timeout=10).status_code == 404
    _again, gone = fresh.send(fresh.code())
    assert gone.status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_nobody_is_kept_out_of_the_first_page(
    visitor: Callable[..., BrowserContext], fresh: Fresh, theme: str, width: int
) -> None:
    options = {"color_scheme": theme, "viewport": {"width": width, "height": 900}}

    assert complaints(visitor(**options).new_page(), f"{fresh.url}/setup/") == []


def test_guessing_the_code_is_stopped(fresh: Fresh) -> None:
    for _ in range(5):
        assert fresh.send("2222-2222-2222")[1].status_code == 422

    _browser, answer = fresh.send(fresh.code())

    assert answer.status_code == 422
    assert "Too many tries" in answer.text


def test_the_demo_s_people_are_strangers_without_the_demo(fresh: Fresh) -> None:
    browser = requests.Session()
    page = browser.get(f"{fresh.url}/sign-in/", timeout=10)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    form = {"login": "amara@northmere.test", "password": "lighthouse-demo"}
    form["csrfmiddlewaretoken"] = token[1]

    answer = browser.post(f"{fresh.url}/sign-in/", form, timeout=10)

    assert answer.url.endswith("/sign-in/")
    assert requests.get(f"{fresh.url}/northmere/", timeout=10).status_code == 404
