from __future__ import annotations

import base64
import hashlib
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.kernel.errors import Invalid
from pharos.people.browser import device_hash_of, known_language, known_zone


@given(st.binary(min_size=32, max_size=32))
def test_a_device_is_known_by_the_digest_of_its_secret(raw: bytes) -> None:
    secret = base64.urlsafe_b64encode(raw).decode().rstrip("=")

    assert device_hash_of(secret) == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    "secret",
    ["", "short", "a" * 42, "a" * 44, "é" * 43, "a" * 42 + "\n"],
)
def test_a_device_secret_of_less_or_more_than_256_bits_is_refused(secret: str) -> None:
    device_hash_of(secrets.token_urlsafe(32))

    with pytest.raises(Invalid) as refusal:
        device_hash_of(secret)

    assert refusal.value.code == "device_invalid"


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("Asia/Seoul", "Asia/Seoul"),
        ("UTC", "UTC"),
        ("America", ""),
        ("../../etc/passwd", ""),
        ("Mars/Olympus", ""),
        ("/etc/localtime", ""),
        ("", ""),
        ("A" * 300, ""),
    ],
)
def test_only_a_time_zone_that_exists_is_taken(said: str, taken: str) -> None:
    assert known_zone(said) == taken


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("ko", "ko"),
        ("zh-Hans", "zh-Hans"),
        ("pt-BR", "pt-BR"),
        ("", ""),
        ("<b>", ""),
        ("english", ""),
        ("en-\n", ""),
        ("en-" + "a" * 30, ""),
    ],
)
def test_only_a_language_tag_is_taken(said: str, taken: str) -> None:
    assert known_language(said) == taken
