"""Secrets that belong to nobody, drawn from a seed, and what looks like one and is none."""

from __future__ import annotations

import base64
import hashlib
import string
from random import Random
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from mnemonic import Mnemonic

LANGUAGES: Final = tuple(sorted(Mnemonic.list_languages()))
SIZES: Final = (16, 20, 24, 28, 32)
BITCOIN: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LETTERS: Final = string.ascii_letters + string.digits
# Prefix and number of digits.
CARDS: Final = (
    ("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15),
    ("6011", 16), ("65", 16), ("3528", 16), ("3589", 16), ("36", 14), ("305", 14), ("62", 16),
    ("6222", 19), ("2200", 16),
)  # fmt: skip


def phrase(rng: Random, language: str) -> list[str]:
    """The words of a valid recovery phrase."""
    made = str(Mnemonic(language).to_mnemonic(rng.randbytes(rng.choice(SIZES))))
    return made.replace("\u3000", " ").replace("\ufffd\ufffd", "в").split(" ")


def mistyped(rng: Random, words: list[str]) -> list[str]:
    """The words with one letter of one word wrong, missing, doubled or swapped with the next."""
    at = rng.randrange(len(words))
    word, place = words[at], rng.randrange(len(words[at]))
    letter = rng.choice("".join(words))
    changed = rng.choice(
        (
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        )
    )
    return [*words[:at], *([changed] if changed else []), *words[at + 1 :]]


def missing(rng: Random, words: list[str]) -> list[str]:
    at = rng.randrange(len(words))
    return words[:at] + words[at + 1 :]


def shuffled(rng: Random, words: list[str]) -> list[str]:
    return rng.sample(words, len(words))


def base58(raw: bytes) -> str:
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, place = divmod(number, 58)
        text = BITCOIN[place] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def base58_checked(payload: bytes) -> str:
    return base58(payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4])


def private_key(rng: Random) -> str:
    """A key in one of the forms that prove themselves."""
    raw = rng.randbytes(32)
    version = rng.choice(("0488ade4", "049d7878", "04b2430c", "04358394", "044a4e28", "045f18bc"))
    pair = raw + Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    block = base64.encodebytes(rng.randbytes(120)).decode()
    return rng.choice(
        (
            base58_checked(bytes([rng.choice((0x80, 0xEF, 0xB0))]) + raw + b"\1"),
            base58_checked(bytes([rng.choice((0x80, 0xEF, 0xB0))]) + raw),
            base58_checked(bytes.fromhex(version) + rng.randbytes(9) + raw + b"\0" + raw),
            base58(pair),
            str(list(pair)),
            f"-----BEGIN EC PRIVATE KEY-----\n{block}-----END EC PRIVATE KEY-----",
        )
    )


def with_check_digit(digits: str) -> str:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-1::-2])
    total = sum(doubled) + sum(int(digit) for digit in digits[-2::-2])
    return digits + str(-total % 10)


def numerals(rng: Random, length: int) -> str:
    return "".join(rng.choices(string.digits, k=length))


def card_number(rng: Random) -> str:
    """A valid number, in one or in groups of four."""
    prefix, length = rng.choice(CARDS)
    number = with_check_digit(prefix + numerals(rng, length - len(prefix) - 1))
    separator = rng.choice(("", "", " ", "-"))
    if not separator or length != 16:
        return number
    return separator.join(number[at : at + 4] for at in range(0, length, 4))


def password(rng: Random) -> str:
    """As people choose them: a word with digits or signs, or drawn by lot."""
    word = rng.choice(("dragon", "Sunshine", "liverpool", "Minjun", "qwerty", "hello", "Bitcoin"))
    by_lot = "".join(rng.choices(LETTERS + "!@#$%^&*", k=rng.randint(8, 20)))
    chosen = word + rng.choice(("", "!", "#", "@")) + numerals(rng, rng.randint(2, 4))
    return rng.choice((chosen, by_lot[:-2] + "7a"))


def token(rng: Random) -> str:
    made = "".join(rng.choices(LETTERS, k=rng.choice((32, 40, 43, 64)))) + "4d9"
    return rng.choice((made, rng.randbytes(24).hex(), base64.b64encode(rng.randbytes(32)).decode()))


def base32(rng: Random) -> str:
    made = base64.b32encode(rng.randbytes(rng.choice((10, 20, 20)))).decode()
    return rng.choice((made, made, " ".join(made[at : at + 4] for at in range(0, len(made), 4))))


def harmless(rng: Random) -> str:
    """A hash, an address, or a number of an order, a user or a telephone."""
    kind = rng.randrange(13)
    raw = rng.randbytes(32)
    bech32 = "".join(rng.choices("qpzry9x8gf2tvdw0s3jn54khce6mua7l", k=rng.choice((38, 58))))
    return (
        raw.hex,
        lambda: "0x" + raw.hex(),
        lambda: "0x" + raw[:20].hex(),
        lambda: base58_checked(b"\0" + raw[:20]),
        lambda: base58_checked(b"\x41" + raw[:20]),
        lambda: "bc1q" + bech32,
        lambda: base58(raw),
        lambda: base58(rng.randbytes(64)),
        lambda: numerals(rng, rng.randint(6, 20)),
        lambda: f"ORD-{numerals(rng, rng.randint(6, 16))}",
        lambda: f"+{rng.randint(1, 99)} {numerals(rng, 3)} {numerals(rng, 4)} {numerals(rng, 4)}",
        lambda: str(rng.randint(10**7, 10**10)),
        lambda: "-".join(
            (raw[:4].hex(), raw[4:6].hex(), "4a1c", raw[8:10].hex(), raw[10:16].hex())
        ),
    )[kind]()
