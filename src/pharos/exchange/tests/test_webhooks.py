"""Signed events: what is believed, and what was stolen, replayed, late, tampered or unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from pharos.exchange.webhooks import (
    ID,
    KINDS,
    SIGNATURE,
    TIMESTAMP,
    CustomerMoved,
    DepositMoved,
    Event,
    Unknown,
    WebhookRefused,
    dump_event,
    read_webhook,
    signed_headers,
)

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRET, OLD, OTHERS = b"n" * 32, b"o" * 32, b"m" * 32
DEPOSIT = DepositMoved(
    id="evt-1",
    at=AT,
    customer="dana",
    deposit="dep-1",
    network="eip155:1",
    txid="0x1",
    state="CREDITED",
)


def sent(
    event: Event = DEPOSIT, secrets: tuple[bytes, ...] = (SECRET,)
) -> tuple[dict[str, str], bytes]:
    body = dump_event(event)
    return signed_headers(event.id, body, secrets, AT), body


def why(headers: Mapping[str, str], body: bytes, at: datetime = AT) -> str:
    with pytest.raises(WebhookRefused) as caught:
        read_webhook(headers, body, [SECRET], at)
    return caught.value.why


def test_a_true_event_is_read() -> None:
    headers, body = sent()

    assert read_webhook(headers, body, [SECRET], AT) == DEPOSIT


def test_header_names_are_read_in_any_case() -> None:
    headers, body = sent()
    low = {name.lower(): value for name, value in headers.items()}

    assert read_webhook(low, body, [SECRET], AT) == DEPOSIT


def test_the_signature_is_the_documented_one() -> None:
    import hashlib
    import hmac

    headers, body = sent()
    wanted = hmac.new(SECRET, headers[TIMESTAMP].encode() + b"." + body, hashlib.sha256)

    assert headers[SIGNATURE] == f"v1={wanted.hexdigest()}"


def test_while_a_secret_is_replaced_both_are_believed() -> None:
    headers, body = sent(secrets=(OLD,))
    assert read_webhook(headers, body, [SECRET, OLD], AT) == DEPOSIT

    headers, body = sent(secrets=(OLD, SECRET))
    assert read_webhook(headers, body, [SECRET], AT) == DEPOSIT


def test_a_tampered_body_is_refused() -> None:
    headers, body = sent()

    assert "signature" in why(headers, body.replace(b"dana", b"evil"))
    assert "signature" in why(headers, body + b" ")


def test_a_signature_stolen_from_another_event_is_refused() -> None:
    headers, _body = sent()
    other = dump_event(CustomerMoved(id="evt-1", at=AT, type="tier.changed", customer="dana"))

    assert "signature" in why(headers, other)


def test_another_brand_s_secret_signs_nothing_here() -> None:
    headers, body = sent(secrets=(OTHERS,))

    assert "signature" in why(headers, body)


@pytest.mark.parametrize("minutes", [5, -5])
def test_at_the_edge_of_the_window_an_event_is_still_read(minutes: int) -> None:
    headers, body = sent()

    assert read_webhook(headers, body, [SECRET], AT + timedelta(minutes=minutes)) == DEPOSIT


@pytest.mark.parametrize("seconds", [301, -301, 86_400])
def test_what_is_late_or_replayed_after_the_window_is_refused(seconds: int) -> None:
    headers, body = sent()

    assert "too long ago" in why(headers, body, AT + timedelta(seconds=seconds))


def test_a_replay_cannot_be_made_younger() -> None:
    headers, body = sent()
    later = AT + timedelta(hours=1)
    headers[TIMESTAMP] = str(int(later.timestamp()))

    assert "signature" in why(headers, body, later)


def test_a_replay_within_the_window_has_the_same_id_to_be_known_by() -> None:
    headers, body = sent()
    first = read_webhook(headers, body, [SECRET], AT)
    again = read_webhook(headers, body, [SECRET], AT + timedelta(minutes=1))

    assert first.id == again.id == headers[ID]


def test_a_header_that_names_another_event_is_refused() -> None:
    headers, body = sent()
    headers[ID] = "evt-2"

    assert "another event" in why(headers, body)


@pytest.mark.parametrize(
    "changed",
    [
        {SIGNATURE: ""},
        {SIGNATURE: "v1="},
        {SIGNATURE: "v2=00"},
        {SIGNATURE: "é"},
        {TIMESTAMP: ""},
        {TIMESTAMP: "soon"},
        {TIMESTAMP: "-1"},
    ],
)
def test_headers_that_are_missing_or_odd_are_refused(changed: dict[str, str]) -> None:
    headers, body = sent()

    assert "signature" in why({**headers, **changed}, body)


def signed(body: bytes) -> tuple[dict[str, str], bytes]:
    return signed_headers("evt-1", body, [SECRET], AT), body


@pytest.mark.parametrize("timestamp", ["soon", "999999999999999999999", "²"])
def test_an_odd_timestamp_that_is_signed_is_refused(timestamp: str) -> None:
    import hashlib
    import hmac

    body = dump_event(DEPOSIT)
    signature = hmac.new(SECRET, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {ID: "evt-1", TIMESTAMP: timestamp, SIGNATURE: f"v1={signature}"}

    assert "timestamp" in why(headers, body)


def test_a_signed_text_that_is_no_event_is_refused() -> None:
    assert "no event" in why(*signed(b"[]"))
    assert "no event" in why(*signed(b"{"))
    assert "no event" in why(*signed(json.dumps({"id": "evt-1", "type": "deposit.state"}).encode()))


def test_a_huge_body_is_refused_before_it_is_read() -> None:
    assert why(*signed(b" " * 70_000)) == "too large"


def test_an_event_of_a_later_version_is_taken_and_passed_over() -> None:
    told = {"id": "evt-1", "at": "2026-11-25T12:00:00Z", "type": "market.volatility", "level": 3}

    event = read_webhook(*signed(json.dumps(told).encode()), [SECRET], AT)

    assert event == Unknown(id="evt-1", at=AT, type="market.volatility")


EXAMPLES: dict[str, dict[str, Any]] = {
    "deposit": {"customer": "dana", "deposit": "d", "network": "xrpl:0", "txid": "t"},
    "withdrawal": {"customer": "dana", "withdrawal": "w"},
    "restriction": {"customer": "dana", "restriction": "r"},
    "hold": {"customer": "dana", "started_at": "2026-11-25T11:00:00Z"},
    "asset_network": {"asset": "XRP", "network": "xrpl:0"},
    "incident": {"incident": "i"},
    "job": {"customer": "dana", "job": "j"},
    "official_directory": {},
}
STATES = {"deposit": "CREDITED", "withdrawal": "SIGNING", "job": "DONE"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_as_its_own_object(kind: str) -> None:
    subject = kind.partition(".")[0]
    told = {"id": "evt-1", "at": "2026-11-25T12:00:00Z", "type": kind}
    told |= EXAMPLES.get(subject, {"customer": "dana"})
    if subject in STATES:
        told["state"] = STATES[subject]

    event = read_webhook(*signed(json.dumps(told).encode()), [SECRET], AT)

    assert type(event) is KINDS[kind]
    assert event.type == kind
    assert json.loads(dump_event(event)) == told


def test_all_kinds_are_in_the_union() -> None:
    assert {*KINDS.values(), Unknown} == set(get_args(Event))


def test_a_short_secret_is_a_mistake_of_ours() -> None:
    headers, body = sent()

    with pytest.raises(AssertionError, match="too short"):
        read_webhook(headers, body, [b"short"], AT)
