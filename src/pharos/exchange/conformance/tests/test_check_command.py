"""`pharos connector check`: what it prints, and with what it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.config.command import main
from pharos.exchange.conformance.tests.test_check import at
from pharos.exchange.conformance.tests.wrong import simulated


def test_the_command_says_each_wrong_and_leaves_with_1(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated(at("get_tier", "data.since", ...)) as (base, key, _kept):
        key_file = tmp_path / "northmere.pem"
        key_file.write_text(key.pem())

        status = main(["connector", "check", base, "--key", str(key_file), "--quiet"])

    printed = capsys.readouterr().out
    assert status == 1
    assert "BAD   get_tier: data.since: is missing" in printed
    assert "1 bad" in printed


def test_the_command_leaves_with_0_where_all_is_well(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated() as (base, key, _kept):
        key_file = tmp_path / "northmere.pem"
        key_file.write_text(key.pem())
        examples = tmp_path / "examples.yaml"
        examples.write_text("resolve_customer:\n- hint: dana\n")

        options = ["--key", str(key_file), "--examples", str(examples)]
        status = main(["connector", "check", base, *options])

    printed = capsys.readouterr().out
    assert status == 0
    assert "GOOD  resolve_customer: has the contract's shape, times and masks" in printed
    assert " 0 bad" in printed


@pytest.mark.parametrize("url", ["ftp://a.example", "http://a.example", "https://u:p@a.example"])
def test_an_address_that_would_not_be_safe_is_refused(
    url: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from pharos.exchange.http.token import BrandKey

    key_file = tmp_path / "northmere.pem"
    key_file.write_text(BrandKey.new("k").pem())

    assert main(["connector", "check", url, "--key", str(key_file)]) == 1
    assert "not_to_check" in capsys.readouterr().err
