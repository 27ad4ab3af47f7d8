# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.safety.advice import NAMES, WHAT_TO_DO
from pharos.safety.findings import KINDS, MARKERS
from pharos.safety.screening import screen
from pharos.safety.tests.secrets import base58_checked, chinese_words, phrase_words

KEY = base58_checked(b"\x80" + bytes(range(32)) + b"\1")
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"

secret_texts = st.one_of(
    phrase_words().map(" ".join),
    chinese_words().map("".join),
    st.just(KEY),
    st.sampled_from(["password: Hunter2!", "code 123456", "4111 1111 1111 1111", "cvv 123"]),
    st.sampled_from(list(MARKERS.values())),
    st.text(max_size=40),
    st.text("abc,. \n123", max_size=40),
)


@given(st.text(max_size=400))
def test_any_text_can_be_screened(text: str) -> None:
    assert screen(text).text == text or screen(text).removed


@given(st.lists(secret_texts, max_size=5), st.sampled_from(["", " ", "\n", ": "]))
def test_screening_again_changes_nothing(parts: list[str], separator: str) -> None:
    once = screen(separator.join(parts))

    again = screen(once.text)

    assert (again.text, again.removed) == (once.text, ())


@given(st.lists(secret_texts, max_size=5))
def test_findings_say_where_their_markers_stand(parts: list[str]) -> None:
    screened = screen(" ".join(parts))

    for finding in screened.removed:
        assert screened.text.startswith(MARKERS[finding.kind], finding.start)


def test_a_key_inside_a_phrase_hides_neither() -> None:
    screened = screen(f"{PHRASE} {KEY} {PHRASE}")

    assert screened.text == " ".join(
        [MARKERS["recovery_phrase"], MARKERS["private_key"], MARKERS["recovery_phrase"]]
    )
    assert screened.kinds == ("recovery_phrase", "private_key")


def test_a_text_without_secrets_is_not_rewritten() -> None:
    decomposed = "¿Co\u0301mo esta\u0301s? 한국"

    assert screen(decomposed).text is decomposed


def test_every_kind_has_words_for_the_customer() -> None:
    assert set(NAMES) == set(WHAT_TO_DO) == set(MARKERS) == set(KINDS)


@pytest.mark.parametrize(
    "unit", ["a", "1", "abandon ", "abandon the ", "的", "的 ", "ａ", "0x", "-----BEGIN ", "[1,",
             "[removed:", "私钥", "private key ", "A" * 130 + " ", "가격 ", "f" * 64 + " pk ",
             "password: ", "password for my ", "code 123456", "cvv (", "4111 ", "api secret ",
             "A2B3 ", "eyJa.", "a1", "pass a b c d ", "认，", '"a', "otp - ", "1 "]
)  # fmt: skip
def test_no_text_takes_long(unit: str) -> None:
    text = (unit * 10_000)[:10_000]

    begun = time.process_time()
    screen(text)

    assert time.process_time() - begun < 1
