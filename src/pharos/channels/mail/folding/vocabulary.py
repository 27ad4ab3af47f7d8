"""The words by which quotes and endings are known, of all languages together.

A mail is seldom in one language only: the program speaks its owner's, the quoted mail another. So
all languages are looked for at once. A new language is one more file in `languages`, nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LANGUAGES = HERE / "languages"
ROLES = ("from", "sent", "to", "copy", "subject")
NEVER = "(?!)"
# Stars that mail programs put for bold, and marks of direction or width that nobody sees.
UNSEEN = re.compile("[*\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def plain(text: str) -> str:
    """Return `text` as it is compared: one width, one case, single spaces, no bold."""
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().split())


def one_of(phrases: Iterable[str]) -> str:
    """Return a pattern for any of the phrases as whole words, the longest first."""
    known = sorted({plain(each) for each in phrases if each}, key=lambda each: (-len(each), each))
    return f"(?:{'|'.join(_whole(each) for each in known)})" if known else NEVER


def _whole(phrase: str) -> str:
    """Scripts without spaces have no edges of words."""
    before = r"(?<!\w)" if _has_edges(phrase[0]) else ""
    after = r"(?!\w)" if _has_edges(phrase[-1]) else ""
    return f"{before}{re.escape(phrase)}{after}"


def _has_edges(letter: str) -> bool:
    return letter.isalnum() and letter < "\u0e00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Patterns over plain text. None repeats what already repeats, so each is quick on any line."""

    opens: re.Pattern[str]
    wrote: re.Pattern[str]
    wrote_last: re.Pattern[str]
    wrote_before_name: re.Pattern[str]
    wrote_after_name: re.Pattern[str]
    self_wrote: re.Pattern[str]
    label: re.Pattern[str]
    roles: dict[str, str]
    original: frozenset[str]
    forwarded: frozenset[str]
    device_starts: re.Pattern[str]
    device_loose: re.Pattern[str]
    device_ends: re.Pattern[str]
    device_around: re.Pattern[str]
    device: re.Pattern[str]
    not_a_device: re.Pattern[str]
    sign_off: frozenset[str]
    sign_off_ends: tuple[str, ...]
    disclaimer: re.Pattern[str]
    write_above: frozenset[str]


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Return what stands in each file of `languages`, by its name."""
    files = sorted(LANGUAGES.glob("*.yaml"))
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files}


@cache
def vocabulary() -> Vocabulary:
    """Return the words of all languages. They are read once in a process."""
    devices = yaml.safe_load((HERE / "devices.yaml").read_text("utf-8"))["devices"]
    wrote = one_of(_all("wrote"))
    labels = {plain(label): role for role in ROLES for label in _all(role)}
    return Vocabulary(
        opens=re.compile(_beginning()),
        wrote=re.compile(wrote),
        wrote_last=re.compile(wrote + "$"),
        wrote_before_name=re.compile(one_of(_all("wrote", having="verb_first"))),
        wrote_after_name=re.compile(one_of(_all("wrote", having="name_first")) + "$"),
        self_wrote=re.compile(one_of(_all("self_wrote"))),
        label=re.compile(f"({one_of(labels)}) ?[:|]"),
        roles=labels,
        original=_set("original"),
        forwarded=_set("forwarded"),
        device_starts=re.compile(one_of(_device("starts"))),
        device_loose=re.compile(one_of(_device("loose"))),
        device_ends=re.compile(f"(?:{_any(_device('ends'))})$"),
        device_around=re.compile("|".join(_between(each) for each in _device("around"))),
        device=re.compile(_any(devices)),
        not_a_device=re.compile(_any(_all("not_a_device"))),
        sign_off=_set("sign_off"),
        sign_off_ends=tuple(plain(each) for each in _all("sign_off_ends")),
        disclaimer=re.compile(_any(_all("disclaimer"))),
        write_above=_set("write_above"),
    )


def _beginning() -> str:
    """How a line begins that says who wrote when: with a word, a day of the week or a date."""
    opening = f"{one_of(_all('opens'))}.{{0,60}}?[0-9]"
    weekday = f"{one_of(_all('weekdays'))}[., ].{{0,30}}?[0-9]"
    date = r"[0-9]{1,4} ?(?:[./:-]|[年年월月]|년|thg|de |[^\W0-9_]{2,12}[., ])"
    return rf"[\W_]{{0,3}}(?:{opening}|{weekday}|{date})"


def _all(key: str, *, having: str = "") -> list[str]:
    read = [words for words in languages().values() if not having or words.get(having)]
    return [str(each) for words in read for each in words.get(key, ())]


def _set(key: str) -> frozenset[str]:
    return frozenset(plain(each) for each in _all(key))


def _device(place: str) -> list[str]:
    return [str(each) for words in languages().values() for each in words["device"].get(place, ())]


def _any(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(plain(each)) for each in phrases)


def _between(phrase: str) -> str:
    """Return the pattern of a line that has one part before the device and one after it."""
    before, after = phrase.split("|")
    return f"{re.escape(plain(before))}.*{re.escape(plain(after))}$"
