"""What is recognised while somebody writes: every family, and not without end."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.channels.widget import gate
from pharos.channels.widget.tests.caller import Caller
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


@pytest.fixture
def visitor(desk_server: DeskServer, world: World) -> Caller:
    caller = Caller(desk_server.url, world.brand.slug)
    caller.open()
    return caller


def named(caller: Caller, word: str) -> Any:
    return caller.call("POST", "/live/naming", {"word": word}).json


@pytest.mark.requirement("IN-08")
@pytest.mark.parametrize(
    ("word", "words"),
    [
        (TRON, "We recognise an address of TRON."),
        (TRON[:-1] + "u", "This looks like an address of TRON with a slip in it."),
        ("0x00000000000000000000000000000000000000b1", "We recognise an address of Ethereum."),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "We recognise an address of Bitcoin."),
        ("0x" + "ab" * 32, "We recognise a transaction."),
        ("0x" + "ab" * 31, "This looks like a transaction with a slip in it."),
        ("p2p-4711", "We recognise the number of an order."),
        ("4711471147", ""),
        ("Donaudampfschifffahrtsgesellschaft", ""),
    ],
)
def test_a_word_is_recognised_by_its_content(visitor: Caller, word: str, words: str) -> None:
    assert named(visitor, word) == {"words": words, "slip": "slip" in words}


def test_who_has_no_session_is_not_answered(visitor: Caller) -> None:
    visitor.bearer = ""

    assert visitor.call("POST", "/live/naming", {"word": TRON}).status == 401


def test_nobody_has_words_without_end(visitor: Caller) -> None:
    answers = [
        visitor.call("POST", "/live/naming", {"word": "x"}).status
        for _ in range(gate.WORDS_A_MINUTE + 1)
    ]

    assert answers[: gate.WORDS_A_MINUTE] == [200] * gate.WORDS_A_MINUTE
    assert answers[-1] == 429
    assert visitor.call("POST", "/live/naming", {"word": "x" * 201}).refusal == (422, "too_long")
