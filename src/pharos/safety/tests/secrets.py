"""Secrets that belong to nobody, drawn for one test, and the ways in which people write them."""

from __future__ import annotations

import hashlib

from hypothesis import strategies as st
from mnemonic import Mnemonic

from pharos.safety.base58 import BITCOIN
from pharos.safety.words import CHINESE, LANGUAGES

STRENGTHS = (128, 160, 192, 224, 256)
SEPARATORS = (" ", "  ", "\n", ", ", "\u3000", " - ", "|", "_", ";\n")


@st.composite
def phrase_words(draw: st.DrawFn, languages: tuple[str, ...] = LANGUAGES) -> list[str]:
    language = draw(st.sampled_from(languages))
    size = draw(st.sampled_from(STRENGTHS)) // 8
    words = Mnemonic(language).to_mnemonic(draw(st.binary(min_size=size, max_size=size)))
    return str(words).replace("\u3000", " ").replace("\ufffd\ufffd", "в").split(" ")


def chinese_words() -> st.SearchStrategy[list[str]]:
    return phrase_words(CHINESE)


def base58(raw: bytes, alphabet: str = BITCOIN) -> str:
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, place = divmod(number, 58)
        text = alphabet[place] + text
    return alphabet[0] * (len(raw) - len(raw.lstrip(b"\0"))) + text


def base58_checked(payload: bytes, alphabet: str = BITCOIN) -> str:
    checksum = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    return base58(payload + checksum, alphabet)
