"""Both error rates of the screening: `pharos bench secrets`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final

from pharos.bench.results import Result
from pharos.bench.secrets import drawing, prose, sentences
from pharos.safety.findings import Kind
from pharos.safety.screening import screen

DRAWN: Final = 20_000
FOUND, FOUND_DAMAGED, FALSE_ALARMS = 0.999, 0.98, 0.001
SEED: Final = 6
# How many messages are screened for the figure of speed, each of this many characters.
TIMED, LENGTH = 2_000, 200

Make = Callable[[Random], str]


def measure(drawn: int = DRAWN, data: Path | None = None) -> Iterator[Result]:
    """The figures of T6 on `drawn` texts of each sort, and on the real ones below `data`."""
    for language in drawing.LANGUAGES:
        yield from _phrases(language, drawn)
    for name, kind, make in _others():
        yield _found(name, kind, (make(Random(f"{SEED} {name} {nr}")) for nr in range(drawn)))
    texts = (_harmless(Random(f"{SEED} harmless {nr}")) for nr in range(drawn * 2))
    yield _alarms("hashes, addresses, numbers of orders and users", texts)
    if data is not None:
        yield from _real(data)
    yield _speed()


def _phrases(language: str, drawn: int) -> Iterator[Result]:
    damages: tuple[tuple[str, Callable[[Random, list[str]], list[str]] | None, float], ...] = (
        ("valid", None, FOUND),
        ("one word mistyped", drawing.mistyped, FOUND_DAMAGED),
        ("one word missing", drawing.missing, FOUND_DAMAGED),
        ("in another order", drawing.shuffled, FOUND_DAMAGED),
    )
    for damage, change, goal in damages:
        texts = []
        for nr in range(drawn // 10):
            rng = Random(f"{SEED} {language} {damage} {nr}")
            words = drawing.phrase(rng, language)
            words = change(rng, words) if change else words
            texts.append(sentences.around(rng, sentences.written(rng, words)))
        yield _found(f"recovery phrases, {language}, {damage}", "recovery_phrase", texts, goal)


def _others() -> tuple[tuple[str, Kind, Make], ...]:
    draw, put, around = drawing, sentences.put, sentences.around
    return (
        ("keys that prove themselves", "private_key", lambda r: around(r, draw.private_key(r))),
        (
            "hexadecimal keys after a cue",
            "private_key",
            lambda r: around(r, put(r, sentences.KEYS, r.randbytes(32).hex())),
        ),
        ("card numbers", "card_number", lambda r: around(r, draw.card_number(r))),
        (
            "codes of cards",
            "card_code",
            lambda r: around(r, put(r, sentences.CARD_CODES, draw.numerals(r, 3))),
        ),
        (
            "one-time codes",
            "one_time_code",
            lambda r: around(r, put(r, sentences.CODES, draw.numerals(r, r.choice((6, 6, 8))))),
        ),
        (
            "passwords",
            "password",
            lambda r: around(r, put(r, sentences.PASSWORDS, draw.password(r))),
        ),
        ("API secrets", "api_secret", lambda r: around(r, put(r, sentences.TOKENS, draw.token(r)))),
        (
            "keys of authenticator apps",
            "authenticator_key",
            lambda r: around(r, put(r, sentences.APPS, draw.base32(r))),
        ),
    )


def _harmless(rng: Random) -> str:
    return sentences.put(rng, sentences.HARMLESS, drawing.harmless(rng))


def _real(data: Path) -> Iterator[Result]:
    for language, phrases in prose.phrases_in(data).items():
        yield _found(f"recovery phrases of the folder, {language}", "recovery_phrase", phrases)
    if addresses := prose.addresses_in(data):
        yield _alarms("addresses of the folder", addresses)
    for name, texts in prose.prose_in(data).items():
        yield _alarms(f"{name} of the folder", texts)


def _found(name: str, kind: Kind, texts: Iterable[str], goal: float = FOUND) -> Result:
    total, missed = 0, []
    for text in texts:
        total += 1
        if kind not in screen(text).kinds:
            missed.append(text)
    share = 1 - len(missed) / max(total, 1)
    return Result(
        id="T6",
        name=f"secrets: {name}, found",
        value=share,
        unit=f"of {total:,}",
        peer="limit",
        peer_value=goal,
        ratio=share / goal,
        goal=1,
        note="; ".join(" ".join(text.split())[:100] for text in missed[:3]),
    )


def _alarms(name: str, texts: Iterable[str]) -> Result:
    total, false = 0, []
    for text in texts:
        total += 1
        screened = screen(text)
        if screened.removed:
            false.append((screened.kinds, text))
    share = len(false) / max(total, 1)
    return Result(
        id="T6",
        name=f"secrets: {name}, false alarms",
        value=share,
        unit=f"of {total:,}",
        peer="limit",
        peer_value=FALSE_ALARMS,
        ratio=FALSE_ALARMS / max(share, 1e-9),
        goal=1,
        note="; ".join(f"{kinds[0]}: {' '.join(text.split())[:100]}" for kinds, text in false[:3]),
    )


def _speed() -> Result:
    """How long a message without a secret takes, which nearly all are."""
    texts = []
    for nr in range(TIMED):
        rng, text = Random(f"{SEED} timed {nr}"), ""
        while len(text) < LENGTH:
            text += _harmless(rng) + ". "
        texts.append(text[:LENGTH])
    began = perf_counter()
    for text in texts:
        screen(text)
    microseconds = (perf_counter() - began) / TIMED * 1e6
    return Result(
        id="T6",
        name="secrets: a message of 200 characters screened",
        value=microseconds,
        unit="us",
        peer="no limit",
        peer_value=None,
        ratio=None,
        goal=None,
    )
