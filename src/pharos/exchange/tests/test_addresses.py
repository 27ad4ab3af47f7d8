from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

import pytest
from base58_bech32.base58 import b58encode, b58encode_check
from base58_bech32.bech32 import BECH32_1_CONST, bech32_encode, bech32_encode_bytes, convertbits
from base58_bech32.cashaddr import cashaddr_encode
from base58_bech32.ss58 import ss58_encode
from hypothesis import given
from hypothesis import strategies as st

from pharos.exchange.addresses import Recognised, recognise
from pharos.exchange.checksums import stellar_account
from pharos.exchange.families import mistyped, readings_of
from pharos.kernel.ids import new_case_number

BITCOIN = "bip122:000000000019d6689c085ae165831e93"
BITCOIN_CASH = "bip122:000000000000000000651ef99cb9fcbe"
LITECOIN = "bip122:12a765e31ffd4059bada1e25190f6e98"
HASH, KEY = bytes(range(20)), bytes(range(32))


def base58(version: str, payload: bytes = HASH) -> str:
    return b58encode_check(bytes.fromhex(version) + payload).decode()


def segwit(prefix: str, version: int, program: bytes) -> str:
    return bech32_encode(prefix, [version, *convertbits(program, 8, 5)]).decode()


def account(prefix: str, payload: bytes = HASH) -> str:
    return bech32_encode_bytes(prefix, payload, m=BECH32_1_CONST).decode()


# Each made here from bytes that count upwards, or published as an example of its form.
ADDRESSES: dict[str, tuple[str, tuple[str, ...]]] = {
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed": ("eip155", ()),
    base58("00"): ("bip122", (BITCOIN, BITCOIN_CASH)),
    base58("05"): ("bip122", (BITCOIN, BITCOIN_CASH, LITECOIN)),
    segwit("bc", 0, HASH): ("bip122", (BITCOIN,)),
    segwit("bc", 0, KEY): ("bip122", (BITCOIN,)),
    segwit("bc", 1, KEY): ("bip122", (BITCOIN,)),
    segwit("bc", 1, KEY).upper(): ("bip122", (BITCOIN,)),
    segwit("ltc", 0, HASH): ("bip122", (LITECOIN,)),
    cashaddr_encode("bitcoincash", 0, HASH).decode(): ("bip122", (BITCOIN_CASH,)),
    cashaddr_encode("bitcoincash", 1, HASH).decode()[12:]: ("bip122", (BITCOIN_CASH,)),
    base58("30"): ("bip122", (LITECOIN,)),
    base58("41"): ("tron", ("tron:0x2b6653dc",)),
    "rPEPPER7kfTD9w2To4CQk6UCfuHM9c6GDY": ("xrpl", ()),
    stellar_account(KEY): ("stellar", ()),
    account("cosmos"): ("cosmos", ("cosmos:cosmoshub-4",)),
    account("osmo", KEY): ("cosmos", ("cosmos:osmosis-1",)),
    account("addr", b"\x61" + bytes(28)): ("cip34", ("cip34:1-764824073",)),
    ss58_encode(0, KEY).decode(): ("polkadot", ("polkadot:91b171bb158e2d3848fa23a9f1c25182",)),
    base58("06a19f"): ("tezos", ("tezos:NetXdQprcVkpaWU",)),
    base58("025a79"): ("tezos", ("tezos:NetXdQprcVkpaWU",)),
}


def only(text: str) -> Recognised:
    (found,) = recognise(text)
    return found


@pytest.mark.parametrize(("text", "expected"), ADDRESSES.items())
def test_an_address_is_of_its_family_by_its_checksum(
    text: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    found = only(text)

    assert (found.kind, found.family, found.networks) == ("address", *expected)
    assert found.checked
    is_one_network = len(expected[1]) == 1 or expected[0] in {"eip155", "xrpl", "stellar"}
    assert found.certainty == ("CERTAIN" if is_one_network else "LIKELY")


@pytest.mark.parametrize("text", ADDRESSES)
def test_one_wrong_letter_makes_it_no_address(text: str) -> None:
    at = len(text) // 2
    letter = text[at]
    wrong = text[:at] + ("2" if letter not in "2zZ" else "3") + text[at + 1 :]
    if letter.isdigit() and text.startswith("0x"):
        wrong = text.swapcase().replace("0X", "0x")

    assert all(one.certainty == "MISTYPED" or not one.checked for one in recognise(wrong))


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "eip155"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "eip155"),
        ("rPEPPER7kfTD9w2To4CQk6UCfuHM9c6GDZ", "xrpl"),
        (segwit("bc", 0, HASH)[:-1] + "q", "bip122"),
        (stellar_account(KEY)[:-1], "stellar"),
        (base58("41")[:-1] + "1", "tron"),
    ],
)
def test_what_was_mistyped_is_told_as_such(text: str, family: str) -> None:
    found = only(text)

    assert (found.certainty, found.family, found.checked) == ("MISTYPED", family, False)


@pytest.mark.parametrize("text", ["0x" + "ab" * 20, "0x" + "AB" * 20])
def test_without_capitals_and_small_letters_nothing_is_checked(text: str) -> None:
    found = only(text)

    assert (found.family, found.checked, found.certainty) == ("eip155", False, "LIKELY")
    assert found.plain == "0x" + "ab" * 20


def test_an_x_address_brings_its_tag() -> None:
    found = only("XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2q1qM6owqNbug8W6KV")

    assert (found.plain, found.memo) == ("rPEPPER7kfTD9w2To4CQk6UCfuHM9c6GDY", "495")
    assert found.networks == ("xrpl:0",)


def test_a_muxed_account_brings_its_number() -> None:
    # From the specification of the form (SEP-23).
    found = only("MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK")

    assert found.plain == "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"
    assert (found.memo, found.certainty) == ("9223372036854775808", "CERTAIN")


def test_a_ton_address_tells_which_network() -> None:
    import base64
    import binascii

    def made(flags: int) -> str:
        raw = bytes([flags, 0]) + KEY
        raw += binascii.crc_hqx(raw, 0).to_bytes(2, "big")
        return base64.urlsafe_b64encode(raw).decode()

    assert only(made(0x51)).networks == ("tvm:-239",)
    assert only(made(0x11)).networks == ("tvm:-239",)
    assert only(made(0x91)).networks == ("tvm:-3",)


def test_a_key_of_thirty_two_bytes_may_be_an_account_of_solana() -> None:
    found = only(b58encode(KEY[::-1]).decode())

    assert (found.family, found.checked) == ("solana", False)


def test_bech32_must_be_of_the_kind_that_its_version_asks_for() -> None:
    # BIP-350: version 1 with the older checksum is not an address.
    old = bech32_encode("bc", [1, *convertbits(KEY, 8, 5)], m=BECH32_1_CONST).decode()

    assert readings_of(old) == ()


def test_an_address_behind_its_network_is_of_that_network() -> None:
    found = only("eip155:137:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")

    assert (found.family, found.networks) == ("eip155", ("eip155:137",))


TXID = hashlib.sha256(b"a payment").hexdigest()


def test_a_hash_with_its_prefix_is_likely_of_ethereums_kind() -> None:
    found = recognise("0x" + TXID)

    assert (found[0].kind, found[0].family, found[0].certainty) == ("txid", "eip155", "LIKELY")
    assert {one.certainty for one in found[1:]} == {"POSSIBLE"}


def test_a_plain_hash_may_be_of_many_networks() -> None:
    found = recognise(TXID)

    assert {one.kind for one in found} == {"txid"}
    assert {"bip122", "tron", "xrpl", "stellar", "cosmos", "tvm", "eip155"} <= {
        one.family for one in found
    }
    by_family = {one.family: one.plain for one in found}
    assert by_family["xrpl"] == TXID.upper()
    assert by_family["eip155"] == "0x" + TXID


def test_capitals_speak_for_the_ledgers_that_write_them() -> None:
    likely = {one.family for one in recognise(TXID.upper()) if one.certainty == "LIKELY"}

    assert likely == {"xrpl", "cosmos"}


def test_a_signature_of_solana_is_its_transaction() -> None:
    found = only(b58encode(b"\x99" * 64).decode())

    assert (found.kind, found.family, found.certainty) == ("txid", "solana", "LIKELY")


def test_a_hash_of_ton_may_be_written_in_letters() -> None:
    import base64

    found = only(base64.b64encode(bytes.fromhex(TXID)).decode())

    assert (found.kind, found.family) == ("txid", "tvm")


def test_a_hash_that_lost_a_digit_is_mistyped() -> None:
    assert only("0x" + TXID[:-1]).certainty == "MISTYPED"
    assert only(TXID[:-1]).kind == "txid"


@pytest.mark.parametrize(
    "link",
    [
        "https://explorer.example/tx/{}",
        "https://explorer.example/transaction?hash={}&lang=ko",
        "explorer.example/#/tx/{}",
        "({}).",
        "TxID:{}",
        "「{}」",
    ],
)
def test_a_hash_is_found_in_a_link(link: str) -> None:
    text = link.format(TXID)

    found = recognise(text)

    assert {one.text for one in found} == {TXID}
    assert {one.position for one in found} == {text.index(TXID)}


def test_everything_in_a_message_is_found_in_its_order() -> None:
    number = new_case_number()
    address = segwit("bc", 0, HASH)
    text = f"Case {number}: I sent 0x{TXID} to {address}. Write to dana@mail.example, order-77812."

    found = [(one.kind, one.text) for one in recognise(text) if one.certainty != "POSSIBLE"]

    assert found == [
        ("case", number),
        ("txid", "0x" + TXID),
        ("address", address),
        ("mail", "dana@mail.example"),
        ("order", "order-77812"),
    ]


def test_a_case_number_is_read_however_it_is_spoken() -> None:
    number = new_case_number()

    for spoken in (number, number.lower(), number.replace("-", " "), number.replace("-", "")):
        found = only(spoken)
        assert (found.kind, found.plain) == ("case", number)


def test_a_misheard_case_number_is_none() -> None:
    number = new_case_number()
    wrong = ("8" if number[0] != "8" else "9") + number[1:]

    assert not [one for one in recognise(wrong) if one.kind == "case"]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("6f1d2c9e-30a1-4c65-9d35-0b7f1f6a8d11", "LIKELY"),
        ("wd-20261124-17", "LIKELY"),
        ("2026112408001234567", "POSSIBLE"),
    ],
)
def test_numbers_of_orders_are_kept_for_whoever_knows_them(text: str, certainty: str) -> None:
    found = only(text)

    assert (found.kind, found.certainty) == ("order", certainty)


SECRETS = {
    "twelve words": "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "a key for import": base58("80", KEY),
    "a compressed key for import": base58("80", KEY + b"\x01"),
    "a key that is called one": f"my private key is {TXID}",
    "a key that is called one, in Korean": f"개인키 0x{TXID}",
    "an extended key": base58("0488ade4", bytes(74)),
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_nothing_to_look_up(text: str) -> None:
    assert recognise(text) == ()


def test_a_seed_of_stellar_is_nothing_to_look_up() -> None:
    import base64
    import binascii

    raw = bytes([18 << 3]) + KEY
    raw += binascii.crc_hqx(raw, 0).to_bytes(2, "little")

    assert recognise(base64.b32encode(raw).decode()) == ()


def test_what_stands_beside_a_secret_is_still_found() -> None:
    address = segwit("bc", 0, HASH)

    found = recognise(f"{SECRETS['twelve words']}\n{address}")

    assert [one.text for one in found] == [address]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I have been waiting since yesterday and nobody answers me.",
        "제 입금이 아직 도착하지 않았습니다.",
        "Version 1.0.123 of the app shows 12,500.00 USDT",
        "internationalization and counterproductive misunderstandings",
        "%%@ 6xAff4d6793F584a473348EbA058deb8ca",
    ],
)
def test_ordinary_words_are_nothing(text: str) -> None:
    assert recognise(text) == ()


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    for found in recognise(text):
        assert found.text


@given(
    st.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", min_size=4, max_size=128)
)
def test_no_word_of_base58_is_proved_by_chance(text: str) -> None:
    assert not [one for one in readings_of(text) if one.checked]


def test_a_very_long_paste_is_read_quickly() -> None:
    import time

    text = " ".join(secrets.token_hex(32) for _ in range(300)) + "1" * 50_000
    began = time.process_time()

    assert recognise(text)
    assert time.process_time() - began < 2


def test_ordinary_addresses_are_not_called_mistyped() -> None:
    assert [text for text in ADDRESSES if mistyped(text)] == []


CASES = Path(__file__).parents[5] / "shared/data/security/address_cases.json"


@pytest.mark.skipif(not CASES.exists(), reason="the data to measure with is not laid beside")
def test_of_the_cases_that_others_collected_nearly_all_are_told_right() -> None:
    cases = json.loads(CASES.read_text())

    known = [bool(readings_of(case["address"].strip())) for case in cases if case["valid"]]

    # Two that are no addresses at all, and two that break the rules of their own chain.
    assert known.count(False) <= 4
    assert len(known) > 500
