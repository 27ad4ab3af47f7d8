"""`pharos public`: what an exchange tells everybody, asked of a server on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pharos.config.command import main
from pharos.exchange.chains.tests.serving import served
from pharos.exchange.public.sites import sites_in

FILE = Path(__file__).parents[4] / "profiles/public/exchanges.yaml"
OWN = next(site for site in sites_in(FILE) if site.status == "rest")
LEAST = {"status": "0000", "data": [{"currency": "ETH", "net_type": "ARB", "minimum": "0.015"}]}
STATUS = {
    "status": "0000",
    "data": [
        {"currency": "BTC", "net_type": "BTC", "deposit_status": 1, "withdrawal_status": 0},
        {"currency": "ETH", "net_type": "ARB", "deposit_status": 0, "withdrawal_status": 1},
    ],
}


def test_what_is_open_is_told_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert OWN.rest is not None
    with served() as server:
        server.paths = {
            OWN.rest.page: STATUS,
            OWN.rest.minimum_page: LEAST,
        }
        all_of_it = main(["public", str(FILE), OWN.slug, "--base", server.url])
        whole = capsys.readouterr().out.splitlines()
        one = main(["public", str(FILE), OWN.slug, "--base", server.url, "--asset", "ETH"])
        narrowed = capsys.readouterr().out.splitlines()

    assert (all_of_it, one) == (0, 0), capsys.readouterr().err
    assert whole[0].startswith(f"public.{OWN.slug}, as of ")
    assert [line.split() for line in whole[2:]] == [
        ["BTC", "BTC", "open", "closed", "-"],
        ["ETH", "ARB", "closed", "open", "-"],
    ]
    assert narrowed[2:] == whole[3:]


def test_an_exchange_that_does_not_answer_or_is_not_there_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served() as server:
        away = main(["public", str(FILE), OWN.slug, "--base", server.url])
    assert away == 1
    assert "UNAVAILABLE" in capsys.readouterr().err

    assert main(["public", str(FILE), "nobody"]) == 1
    assert OWN.slug in capsys.readouterr().err
