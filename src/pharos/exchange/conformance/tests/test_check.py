"""The simulated exchange keeps to its own contract, and every wrong one is told what is wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from pharos.exchange.conformance.tests.wrong import Sent, Spoil, bad, checked, simulated
from pharos.kernel.time import now


def at(operation: str, path: str, value: Any) -> Spoil:
    """Change one field of one operation's answers."""

    def spoil(sent: Sent) -> None:
        if sent.operation == operation and sent.status == 200:
            sent.change(path, value)

    return spoil


def test_the_simulated_exchange_keeps_to_the_contract() -> None:
    report = checked()

    assert bad(report) == []
    assert report.count("GOOD") > 100


def test_sealed_customers_look_ordinary_at_the_simulated_exchange() -> None:
    with simulated() as (base, key, kept):
        sealed = {"scope": ["all"], "disclosure": "SEALED", "imposed_by": "AUTHORITY"}
        order = {"id": "res-7", "code": "LEGAL_ORDER", "imposed_at": "-1h"}
        kept.do("put", {"customer": "minjun", "what": "restrictions", **order, **sealed})
        report = check_again(base, key, sealed=("minjun",))

    assert bad(report) == []
    assert any("of minjun looks like OTHER_REVIEW" in line.words for line in report.lines)


def check_again(base: str, key: Any, **plan: Any) -> Any:
    from pharos.exchange.conformance.checking import check
    from pharos.exchange.conformance.probing import Plan, Prober
    from pharos.exchange.http.calling import Caller

    return check(Prober(Caller(base), key, Plan(**plan), now))


def long_ago(sent: Sent) -> None:
    at("get_kyc", "as_of", "2026-01-01T00:00:00Z")(sent)
    at("get_kyc", "stale_after", "2026-01-01T01:00:00Z")(sent)


def error_with_200(sent: Sent) -> None:
    if sent.operation == "get_kyc":
        sent.status = 200
        sent.body = b'{"error": {"code": "UNAVAILABLE"}}'


def web_page(sent: Sent) -> None:
    if sent.operation == "get_tier":
        sent.media = "text/html"


def elsewhere(sent: Sent) -> None:
    if sent.operation == "get_limits":
        sent.status, sent.more = 302, {"Location": "/v1/get_tier"}


async def slow(sent: Sent) -> None:
    if sent.operation == "get_security":
        await asyncio.sleep(1)


async def dead(sent: Sent) -> None:
    if sent.operation != "meta":
        await asyncio.sleep(1)


def huge(sent: Sent) -> None:
    if sent.operation == "list_logins" and sent.status == 200:
        sent.body += b" " * 3_000_000


def proxy_page(sent: Sent) -> None:
    if sent.operation == "get_kyc":
        sent.status, sent.body, sent.media = 404, b"<h1>Not found</h1>", "text/html"


def not_json(sent: Sent) -> None:
    if sent.operation == "get_kyc" and sent.status == 200:
        sent.body = b"{" + sent.body


def sealed_reason(sent: Sent) -> None:
    at("get_restrictions", "data.items.0.code", "LEGAL_ORDER")(sent)


def telling_review(sent: Sent) -> None:
    at("get_restrictions", "data.items.0.code", "OTHER_REVIEW")(sent)


def flagged(sent: Sent) -> None:
    at("review_address", "data.flag", "SANCTIONS_REVIEW")(sent)


def repeating(sent: Sent) -> None:
    if sent.operation == "list_deposits" and sent.status == 200:
        sent.change("data.next_cursor", "again")


def never_ending(sent: Sent) -> None:
    at("list_withdrawals", "data.next_cursor", "again")(sent)


def found_anyway(sent: Sent) -> None:
    """What does not exist is answered with an error that is not the contract's for it."""
    if sent.operation == "get_order" and sent.status == 404:
        sent.status, sent.body = 503, b'{"error": {"code": "UNAVAILABLE"}}'


def untranslated(sent: Sent) -> None:
    if sent.operation == "get_campaign" and sent.status == 404:
        sent.body = b'{"message": "no such campaign"}'


WRONGS: list[tuple[str, Spoil, str]] = [
    ("a missing field", at("get_tier", "data.since", ...), "get_tier: data.since: is missing"),
    (
        "a time without a zone",
        at("get_customer", "data.created_at", "2025-01-02T03:04:05"),
        "get_customer: data.created_at: has no zone",
    ),
    (
        "seconds instead of a time",
        at("get_customer", "data.created_at", 1_732_500_000),
        "get_customer: data.created_at: is no time of RFC 3339",
    ),
    (
        "an amount as a number with a point",
        at("list_deposits", "data.items.0.amount", 0.5),
        "list_deposits: data.items.0.amount: is not right: an amount is a decimal in a string",
    ),
    (
        "an amount as a whole number",
        at("get_limits", "data.daily", 10_000),
        "get_limits: data.daily: is not right: an amount is a decimal in a string",
    ),
    (
        "a state that nobody knows",
        at("list_deposits", "data.items.0.state", "COMPLETED"),
        'list_deposits: data.items.0.state: is "COMPLETED" and not one of',
    ),
    (
        "an unmasked mail address",
        at("get_customer", "data.mail", "dana@northmere.example"),
        "get_customer: data.mail: is not right: this is shown masked",
    ),
    (
        "a mask that hides one letter",
        at("get_customer", "data.mail", "dana.northmer•@northmere.example"),
        "get_customer: data.mail: shows 12 letters or digits; 3 are enough",
    ),
    (
        "an unmasked phone number",
        at("get_customer", "data.phone", "+351912345678"),
        "get_customer: data.phone: is not right: this is shown masked",
    ),
    (
        "an unmasked name",
        at("get_customer", "data.name", "Dana"),
        "get_customer: data.name: is not right: this is shown masked",
    ),
    ("no as_of", at("get_balances", "as_of", ...), "get_balances: as_of: is missing"),
    ("no source", at("get_balances", "source", ""), "get_balances: source: does not have the"),
    (
        "an answer from the future",
        at("get_balances", "as_of", "2099-01-01T00:00:00Z"),
        "get_balances: as_of: is in the future",
    ),
    (
        "stale_after in the past",
        long_ago,
        "get_kyc: stale_after: is in the past",
    ),
    (
        "stale_after before as_of",
        at("get_kyc", "stale_after", "2026-01-01T00:00:00Z"),
        "get_kyc: stale_after: is not after as_of",
    ),
    (
        "good for ever",
        at("get_kyc", "stale_after", "2099-01-01T00:00:00Z"),
        "get_kyc: stale_after: is more than a day after as_of",
    ),
    (
        "a number as text",
        at("get_kyc", "data.level", "2"),
        'get_kyc: data.level: is "2", of another kind',
    ),
    ("an error with status 200", error_with_200, "get_kyc: an error came with status 200"),
    ("a wrong content type", web_page, 'get_tier: the content type is "text/html"'),
    ("a redirect", elsewhere, "get_limits: has to be answered; it gave it sends us elsewhere"),
    ("one that hangs", slow, "get_security: has to be answered; it gave no answer in time"),
    ("everything hangs", dead, "exchange: no answer in time, several times in a row"),
    ("a huge answer", huge, "list_logins: has to be answered; it gave the answer is too large"),
    ("no JSON", not_json, "get_kyc: the body is not JSON"),
    ("a proxy's 404", proxy_page, "get_kyc: has to be answered; it gave status 404 without"),
    (
        "a sealed reason without clearance",
        sealed_reason,
        "get_restrictions: data.items.0.code: the sealed reason LEGAL_ORDER of dana came without",
    ),
    (
        "a review that gives itself away",
        telling_review,
        "get_restrictions: data.items.0.ends_at: tells OTHER_REVIEW apart",
    ),
    ("a flag without clearance", flagged, "review_address: data.flag: is for clearance only"),
    ("away instead of NOT_FOUND", found_anyway, "get_order: what does not exist has to be"),
    (
        "an error of its own",
        untranslated,
        "get_campaign: what does not exist has to be NOT_FOUND; it gave status 404 without",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "words"), [wrong[1:] for wrong in WRONGS], ids=[wrong[0] for wrong in WRONGS]
)
def test_a_wrong_exchange_is_told_what_is_wrong_and_where(spoil: Spoil, words: str) -> None:
    about = words.partition(":")[0]
    only = frozenset() if about == "exchange" else frozenset({about, "network_status"})
    found = bad(checked(spoil, only=only))

    assert any(words in line for line in found), found


def test_only_what_is_wrong_is_told() -> None:
    found = bad(checked(at("get_tier", "data.since", ...)))

    assert found == ["get_tier: data.since: is missing"]


def test_a_field_that_the_contract_does_not_have_is_something_to_look_at() -> None:
    report = checked(at("get_customer", "data.full_name", "Dana Example"))

    assert bad(report) == []
    looked = [str(line) for line in report.lines if line.level == "LOOK"]
    assert any("get_customer: data.full_name: is no field of the contract" in one for one in looked)


def answering_without(check_of: str) -> Callable[[Sent], None]:
    """Answers although a token is wrong: as an exchange that forgot one check would."""

    def spoil(sent: Sent) -> None:
        if sent.status in (401, 403) and check_of in json.loads(sent.body)["error"]["detail"]:
            sent.status = 200
            sent.body = json.dumps({"data": {"items": []}}).encode()

    return spoil


@pytest.mark.parametrize(
    ("forgotten", "words"),
    [
        ("has expired", "meta: an expired token is accepted or not refused as FORBIDDEN"),
        ("there is no token", "meta: a question without a token is accepted"),
        ("somebody else", "meta: a token for another audience is accepted"),
        ("signature does not hold", "meta: a token signed with another key is accepted"),
        ("names no key", 'meta: a token with the algorithm "none" is accepted'),
        ("no case of a customer", "list_deposits: a question without a case has to be FORBIDDEN"),
        (
            "not this customer's case",
            "get_kyc: a question about another customer than the case's has to be FORBIDDEN",
        ),
    ],
)
def test_an_exchange_that_forgets_to_look_at_the_grounds_is_found_out(
    forgotten: str, words: str
) -> None:
    only = frozenset({words.partition(":")[0]})
    found = bad(checked(answering_without(forgotten), only=only))

    assert any(words in line for line in found), found


def test_an_empty_list_is_no_way_to_say_unsupported() -> None:
    def spoil(sent: Sent) -> None:
        if sent.operation == "meta" and sent.status == 200:
            offered = json.loads(sent.body)["data"]["capabilities"]
            sent.change("data.capabilities", [one for one in offered if one != "list_fiat"])

    found = bad(checked(spoil))

    assert found == [
        "list_fiat: is not offered and has to be UNSUPPORTED; it gave an answer with status 200"
    ]


def test_an_unknown_operation_that_is_answered_is_found() -> None:
    def spoil(sent: Sent) -> None:
        if sent.operation == "no_such_operation":
            sent.status, sent.body = 200, b'{"data": {"items": []}}'

    assert "no_such_operation: is not offered and has to be UNSUPPORTED" in bad(checked(spoil))[0]


def first_page_again(_: Any, body: bytes) -> bytes:
    asked = json.loads(body or b"{}")
    asked.pop("cursor", None)
    return json.dumps(asked).encode()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (repeating, "list_deposits: data.items: page 2 repeats what came before"),
        (never_ending, "list_withdrawals: data.next_cursor: is the same again: it never ends"),
    ],
)
def test_a_list_that_cannot_be_read_to_its_end_is_found(spoil: Spoil, words: str) -> None:
    found = bad(checked(spoil, mislead=first_page_again))

    assert found == [words]


def test_a_page_that_does_not_come_is_found() -> None:
    assert bad(checked(repeating, only=frozenset({"list_deposits"}))) == [
        "list_deposits: page 2 did not come: NOT_FOUND (status 404)"
    ]


def test_a_list_that_is_not_narrowed_is_found() -> None:
    def mislead(scope: Any, body: bytes) -> bytes:
        asked = json.loads(body or b"{}")
        asked.pop("txid", None) if scope["path"].endswith("/list_deposits") else None
        return json.dumps(asked).encode()

    found = bad(checked(mislead=mislead))

    assert found == [
        "list_deposits: data.items.0.txid: was not asked for: the list is not narrowed by txid"
    ]


def test_without_meta_nothing_else_is_asked() -> None:
    report = checked(at("meta", "data.capabilities", ...))

    assert bad(report) == [
        "meta: data.capabilities: is missing",
        "meta: says what there is; without it nothing else was asked",
    ]
    assert len(report.lines) == 2
