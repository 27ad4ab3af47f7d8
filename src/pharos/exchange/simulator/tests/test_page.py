"""The simulator's page: what it shows, what it does, and from whom it takes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from pharos.exchange.http.tests.serving import served
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.serving import SimulatorServer

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """As much of a browser as forms without script need."""

    def __init__(self, base: str, kept: Kept) -> None:
        self.base = base
        self.kept = kept
        self._pool = urllib3.PoolManager()

    def get(self, path: str = "/", **headers: str) -> urllib3.BaseHTTPResponse:
        return self._pool.request("GET", self.base + path, headers=headers, redirect=False)

    def post(self, path: str, form: Any, **headers: str) -> urllib3.BaseHTTPResponse:
        return self._pool.request(
            "POST",
            self.base + path,
            body=urlencode(form),
            headers={**FORM, **{name.replace("_", "-"): one for name, one in headers.items()}},
            redirect=False,
        )

    def text(self, path: str = "/") -> str:
        return self.get(path).data.decode()

    def close(self) -> None:
        self._pool.clear()


@pytest.fixture
def browser() -> Iterator[Browser]:
    kept = Kept()
    with served(SimulatorServer(kept, keys={}, audience="northmere")) as base:
        made = Browser(base, kept)
        yield made
        made.close()


def test_the_page_shows_accounts_networks_chains_and_sources(browser: Browser) -> None:
    page = browser.text()

    for words in ("dana", "XRP Ledger", "eip155:1", "chain.north", "Freeze by court order"):
        assert words in page


def test_a_pressed_button_does_it_and_says_so(browser: Browser) -> None:
    pressed = browser.post("/ready", {"do": "no_withdrawals", "on": "XRP xrpl:0"})

    assert pressed.status == 303
    row = browser.kept.world.asset_network("XRP", "xrpl:0")
    assert row is not None
    assert row.withdraw == "PAUSED"
    page = browser.text(pressed.headers["Location"].partition("#")[0])
    assert "Done:" in page
    assert "Pause withdrawals (XRP xrpl:0)" in page


def test_advanced_time_makes_a_deposit_confirmed(browser: Browser) -> None:
    browser.post("/ready", {"do": "deposit", "on": "dana"})
    assert "CONFIRMING" in browser.text()

    browser.post("/ready", {"do": "minutes"})

    page = browser.text()
    assert '<span class="mark credited">CREDITED</span>' in page
    assert "0 h 10 min 0 s" in page


def test_the_free_form_does_anything(browser: Browser) -> None:
    yaml = "customer: minjun\nwhat: tier\ncode: plus\nsince: -1h"

    assert browser.post("/event", {"name": "put", "arguments": yaml}).status == 303
    assert browser.kept.world.accounts["minjun"].tier.code == "plus"


@pytest.mark.parametrize(
    ("name", "yaml", "words"),
    [
        ("put", "customer: [", "this is no YAML in line 1"),
        ("put", "customer: nobody\nwhat: kyc", "there is no &#x27;nobody&#x27;"),
        ("explode", "", "there is no event &#x27;explode&#x27;"),
        ("put", "customer: dana\nwhat: limits\ndaily: 5", "decimal in a string"),
        ("put", "customer: dana\nwhat: kyc\nexpires_at: 2026-01-01 10:00:00", "has no zone"),
        ("put", "!!python/object:os.system {}", "this is no YAML"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    browser: Browser, name: str, yaml: str, words: str
) -> None:
    answer = browser.post("/event", {"name": name, "arguments": yaml})
    page = answer.data.decode()

    assert answer.status == 422
    assert "Nothing happened." in page
    assert words in page
    assert yaml.partition("\n")[0].replace("'", "&#x27;") in page
    assert browser.kept.happened == []


def test_a_button_that_does_not_exist_is_said(browser: Browser) -> None:
    assert b"there is no such button" in browser.post("/ready", {"do": "rob"}).data


def test_what_comes_from_the_world_is_escaped(browser: Browser) -> None:
    title = "<script>alert(1)</script>"
    arguments = f"id: i1\ntitle: '{title}'\nkind: ALL\nstarted_at: -1m"
    assert browser.post("/event", {"name": "incident", "arguments": arguments}).status == 303

    page = browser.text("/?said=%3Cscript%3E")

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_nothing_comes_from_elsewhere_and_no_script_runs(browser: Browser) -> None:
    answer = browser.get()
    page = answer.data.decode()
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
    assert not re.search(r"<script|<style|style=|\bon\w+=", page)
    style = browser.get("/simulator.css")
    assert style.headers["Content-Type"].startswith("text/css")
    assert b"url(" not in style.data
    assert b"light-dark(" in style.data


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
    ],
)
def test_another_site_in_the_same_browser_can_do_nothing(
    browser: Browser, headers: dict[str, str]
) -> None:
    answer = browser.post("/ready", {"do": "day"}, **headers)

    assert answer.status == 403
    assert browser.kept.happened == []


def test_a_name_that_points_at_this_machine_does_not_even_see_the_page(browser: Browser) -> None:
    assert browser.get("/", Host="rebound.example").status == 403
    assert browser.get("/", Host="localhost:1").status == 200


def test_an_unknown_page_is_said(browser: Browser) -> None:
    assert browser.get("/admin").status == 404
