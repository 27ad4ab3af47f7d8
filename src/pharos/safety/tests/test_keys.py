# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import base64
import binascii

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from pharos.safety.base58 import RIPPLE
from pharos.safety.findings import MARKERS
from pharos.safety.screening import screen
from pharos.safety.tests.secrets import base58, base58_checked

MARKER = MARKERS["private_key"]
KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS, st.sampled_from([0x80, 0xEF, 0xB0, 0x9E, 0xCC]), st.sampled_from([b"", b"\1"]))
def test_a_key_for_import_is_found(key: bytes, coin: int, compressed: bytes) -> None:
    wif = base58_checked(bytes([coin]) + key + compressed)

    assert screen(f"here:{wif}.").text == f"here:{MARKER}."


@pytest.mark.parametrize("version", ["0488ade4", "049d7878", "04b2430c", "04358394"])
@given(key=st.binary(min_size=64, max_size=64))
def test_an_extended_key_is_found(version: str, key: bytes) -> None:
    extended = base58_checked(bytes.fromhex(version) + bytes(9) + key[:32] + b"\0" + key[32:])

    assert screen(extended).text == MARKER


def test_an_extended_public_key_stays() -> None:
    public = base58_checked(bytes.fromhex("0488b21e") + bytes(range(74)))

    assert public.startswith("xpub")
    assert screen(public).text == public


@given(KEYS)
def test_seeds_of_other_chains_are_found(key: bytes) -> None:
    stellar = bytes([18 << 3]) + key
    crc = binascii.crc_hqx(stellar, 0).to_bytes(2, "little")
    public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()

    for secret in (
        base64.b32encode(stellar + crc).decode(),
        base58_checked(b"\x21" + key[:16], RIPPLE),
        base58_checked(bytes([13, 15, 58, 7]) + key),
        base58(key + public),
        str(list(key + public)),
    ):
        assert screen(f"see {secret} please").text == f"see {MARKER} please"


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "ENCRYPTED ", "OPENSSH "])
def test_a_key_file_is_found(kind: str) -> None:
    block = (
        f"-----BEGIN {kind}PRIVATE KEY-----\nMC4CAQAw\nBQYDK2Vw\n-----END {kind}PRIVATE KEY-----"
    )

    assert screen(f"a\n{block}\nb").text == f"a\n{MARKER}\nb"
    assert screen(f"a\n{block[:50]}").text == f"a\n{MARKER}"


@pytest.mark.parametrize(
    "cue",
    [
        "private key:",
        "PrivKey=",
        "개인키는 ",
        "我的私钥是",
        "我的私鑰：",
        "clave privada ",
        "秘密鍵 ",
    ],
)
@given(key=KEYS, prefix=st.sampled_from(["", "0x"]))
def test_hexadecimal_digits_called_a_key_are_found(cue: str, key: bytes, prefix: str) -> None:
    assert screen(f"{cue}{prefix}{key.hex()}").text == f"{cue}{MARKER}"


@given(KEYS)
def test_the_nearest_word_decides(key: bytes) -> None:
    digits = key.hex()
    hash_near = f"I never told my private key. The transaction is {digits}"
    key_near = f"for this transaction my private key is {digits}"

    assert screen(hash_near).text == hash_near
    assert screen(key_near).text == f"for this transaction my private key is {MARKER}"
    assert screen(f"{digits} (private key)").text == f"{MARKER} (private key)"


@pytest.mark.parametrize(
    "around", ["{}", "0x{}", "tx {} please", "txid:{}", "订单 {}", "해시 {} 입니다"]
)
@given(digits=KEYS)
def test_hashes_survive(around: str, digits: bytes) -> None:
    text = around.format(digits.hex())

    assert screen(text).text == text


@given(
    st.one_of(
        st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex()),
        st.binary(min_size=20, max_size=20).map(lambda raw: base58_checked(b"\0" + raw)),
        st.binary(min_size=20, max_size=20).map(lambda raw: base58_checked(b"\5" + raw)),
        st.binary(min_size=20, max_size=20).map(lambda raw: base58_checked(b"\x41" + raw)),
        st.binary(min_size=20, max_size=20).map(lambda raw: base58_checked(b"\0" + raw, RIPPLE)),
        st.binary(min_size=32, max_size=32).map(base58),
        st.binary(min_size=64, max_size=64).map(base58),
        st.text("qpzry9x8gf2tvdw0s3jn54khce6mua7l", min_size=38, max_size=58).map("bc1q".__add__),
        st.integers(1, 10**20).map(str),
        st.uuids().map(str),
    )
)
def test_addresses_signatures_and_numbers_survive(value: str) -> None:
    text = f"My deposit to {value} did not arrive."

    assert screen(text).text == text
    assert screen(value).text == value
