from __future__ import annotations

from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.exchange.chains.reading import in_units, one_question
from pharos.exchange.chains.tests.serving import Served, Server
from pharos.exchange.errors import ExchangeError, Refusal


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1_500_000, 6, "1.5"),
        (1, 18, "0.000000000000000001"),
        (10**18, 18, "1"),
        (0, 8, "0"),
        (7, 0, "7"),
        (2**256 - 1, 0, str(2**256 - 1)),
        (-150, 2, "-1.5"),
    ],
)
def test_an_amount_is_told_exactly_and_without_empty_places(
    value: int, places: int, text: str
) -> None:
    assert f"{in_units(value, places):f}" == text


@given(st.integers(0, 2**256), st.integers(0, 77))
def test_nothing_is_lost_of_the_largest_numbers(value: int, places: int) -> None:
    told = in_units(value, places)

    digits = told.as_tuple()
    assert isinstance(digits.exponent, int)
    whole = int("".join(map(str, digits.digits))) * 10 ** (places + digits.exponent)
    assert whole == value


def test_all_calls_of_one_question_share_its_time(server: Server) -> None:
    server.always = Served(silent=True)
    endpoint = server.endpoint(seconds=5)
    began = monotonic()

    with one_question(0.4):
        for _ in range(3):
            with pytest.raises(ExchangeError):
                endpoint.get("/")

    assert monotonic() - began < 2
    assert len(server.asked) == 1


def test_an_answer_as_long_as_allowed_is_read_and_a_longer_one_is_not(server: Server) -> None:
    endpoint = server.endpoint(most_bytes=1_000)
    server.always = Served(b"x" * 1_000)
    assert len(endpoint.get("/").body) == 1_000

    server.always = Served(b"x" * 1_001)
    with pytest.raises(ExchangeError) as caught:
        endpoint.get("/")
    assert caught.value.refusal is Refusal.UNAVAILABLE


def test_a_trickle_ends_when_patience_does(server: Server) -> None:
    server.always = Served(b"x" * 100, trickle=0.1)
    began = monotonic()

    with pytest.raises(ExchangeError):
        server.endpoint(seconds=0.5).get("/")
    assert monotonic() - began < 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_sends_us_elsewhere(server: Server, other_server: Server, status: int) -> None:
    headers = {"Location": other_server.url}
    server.always = Served(b"", status=status, headers=headers)

    with pytest.raises(ExchangeError):
        server.endpoint().get("/")
    assert other_server.asked == []


def test_an_error_tells_the_source_and_never_its_address(server: Server) -> None:
    server.always = Served(b"secret", status=500)

    with pytest.raises(ExchangeError) as caught:
        server.endpoint("north").get("/with-a-key")
    assert caught.value.source == "north"
    assert server.url not in str(caught.value)
    assert "with-a-key" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("999999", 3600.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)],
)
def test_a_wait_is_believed_within_reason(server: Server, said: str, seconds: float | None) -> None:
    server.always = Served(b"", status=429, headers={"Retry-After": said})

    with pytest.raises(ExchangeError) as caught:
        server.endpoint().get("/")
    assert caught.value.retry_after_seconds == seconds
