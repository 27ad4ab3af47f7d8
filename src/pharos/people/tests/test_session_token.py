from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import jwt
import pytest
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from pharos.kernel.errors import DomainError
from pharos.kernel.time import frozen_at
from pharos.people.tests.exchange import NOON
from pharos.people.tokens.errors import SessionExpired, SessionInvalid
from pharos.people.tokens.session import (
    LIFE,
    SessionClaims,
    read_session_token,
    write_session_token,
)

DANA = SessionClaims(
    brand_id=1,
    customer_id=2,
    device_id=3,
    assurance=2,
    name="Dana",
    language="en",
    timezone="Europe/Lisbon",
    surface="web",
    expires_at=NOON + LIFE,
)


def test_a_session_token_says_what_was_written() -> None:
    with frozen_at(NOON):
        claims = read_session_token(write_session_token(DANA))

    assert claims == DANA
    assert claims.actor().brands == (1,)
    assert (claims.actor().kind, claims.actor().id, claims.actor().assurance) == ("customer", 2, 2)


def test_the_longest_name_fits() -> None:
    named = replace(DANA, name="\U0001f9ff" * 120, timezone="A" * 60)

    with frozen_at(NOON):
        assert read_session_token(write_session_token(named)) == named


def test_a_session_token_ends_even_when_it_was_just_read() -> None:
    token = write_session_token(DANA)
    with frozen_at(NOON + LIFE - timedelta(seconds=1)):
        read_session_token(token)

    with frozen_at(NOON + LIFE), pytest.raises(SessionExpired):
        read_session_token(token)


@pytest.mark.parametrize(
    "forged",
    [
        jwt.encode({"aud": "pharos-live", "b": 1}, settings.SECRET_KEY, algorithm="HS256"),
        jwt.encode({"aud": "pharos-live", "b": 1}, "", algorithm="none"),
        jwt.encode({"aud": "pharos-live", "b": 1}, "x" * 40, algorithm="HS256"),
        write_session_token(DANA)[:-2] + "AA",
        write_session_token(DANA) + "." + "x" * 4096,
        "",
    ],
    ids=["the secret itself", "none", "another key", "another signature", "too long", "empty"],
)
def test_what_we_did_not_write_is_refused(forged: str) -> None:
    with frozen_at(NOON):
        read_session_token(write_session_token(DANA))

        with pytest.raises(SessionInvalid):
            read_session_token(forged)


def test_a_token_for_another_purpose_is_refused() -> None:
    from pharos.people.tokens import session

    key = session._key(settings.SECRET_KEY)
    other = jwt.encode({"aud": "pharos-files", "b": 1}, key, algorithm="HS256")

    with pytest.raises(SessionInvalid):
        read_session_token(other)


def test_changing_the_secret_ends_all_sessions(settings: Settings) -> None:
    token = write_session_token(DANA)
    settings.SECRET_KEY = "another secret key of this installation"

    with frozen_at(NOON), pytest.raises(SessionInvalid):
        read_session_token(token)


@hypothesis_settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(DomainError):
        read_session_token(text)


def test_reading_asks_no_database_and_costs_little() -> None:
    """P1 spends 100 microseconds a message on our side; this is 4 of them when last measured."""
    tokens = [write_session_token(replace(DANA, device_id=n)) for n in range(100)]

    with frozen_at(NOON), connection.execute_wrapper(_refuse):
        began = time.perf_counter()
        for _ in range(10):
            for token in tokens:
                read_session_token(token)
        each = (time.perf_counter() - began) / 1000

    assert each < 200e-6


def _refuse(*_: object) -> object:
    raise AssertionError("a session token was looked up in the database")
