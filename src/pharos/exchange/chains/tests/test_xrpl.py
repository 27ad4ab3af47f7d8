from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from pharos.exchange.chains.port import Transaction
from pharos.exchange.chains.tests.conftest import NOW
from pharos.exchange.chains.tests.hostile import HOSTILE, SLOW
from pharos.exchange.chains.tests.serving import Served, Server
from pharos.exchange.chains.xrpl import XrplSource
from pharos.exchange.chains.xrpl_addresses import Account, account_of
from pharos.exchange.errors import ExchangeError, Refusal

TXID = "E3FE6EA3D48F0C2B639448020EA4F03D4F4F8FFDB243A852A0F59177921B4879"
OURS = "rPEPPER7kfTD9w2To4CQk6UCfuHM9c6GDY"
SENDER = "rG1QQv2nh2gr7RCZ1P8YYcBUKCCN633jCn"
ISSUER = "rvYAfWj5gh67oV6fW32ZzP3Aw4Eubs59B"


def payment(**changes: Any) -> dict[str, Any]:
    return {
        "TransactionType": "Payment",
        "Account": SENDER,
        "Destination": OURS,
        "DestinationTag": 123456,
        "DeliverMax": "25000000",
        "Fee": "12",
        "Flags": 0,
        "date": 820_454_400,
        **changes,
    }


def found(tx: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "status": "success",
        "hash": TXID,
        "ledger_index": 90_000_000,
        "validated": True,
        "meta": {"TransactionResult": "tesSUCCESS", "delivered_amount": "25000000"},
        "tx_json": tx if tx is not None else payment(),
        **changes,
    }


LAST = {
    "status": "success",
    "ledger_index": 90_000_004,
    "validated": True,
    "ledger": {"close_time": 820_454_420, "closed": True},
}
INFO = {"status": "success", "info": {"network_id": 0, "build_version": "2.6.0"}}
MISSING = {"status": "error", "error": "txnNotFound", "error_code": 29}


def source(server: Server, tx: Any, **others: Any) -> XrplSource:
    results = {"tx": tx, "ledger": LAST, "server_info": INFO, **others}

    def answer(asked: dict[str, Any]) -> Any:
        result = results[asked["method"]]
        return result if isinstance(result, Served) else {"result": result}

    server.answer_post = answer
    return XrplSource(server.endpoint("east"), now=lambda: NOW)


def seen(server: Server, tx: Any) -> Transaction:
    told = source(server, tx).transaction("xrpl:0", TXID).data
    assert told is not None
    return told


def test_a_validated_payment_is_done_and_its_tag_is_the_memo(server: Server) -> None:
    told = seen(server, found())

    assert (told.status, told.height, told.confirmations) == ("SUCCESS", 90_000_000, 5)
    assert told.block_at == datetime(2025, 12, 31, tzinfo=UTC)
    (transfer,) = told.transfers
    assert (transfer.to, transfer.amount, transfer.symbol) == (OURS, Decimal(25), "XRP")
    assert (transfer.memo, transfer.sender, transfer.stated) == ("123456", SENDER, None)


def test_of_a_partial_payment_only_what_was_delivered_counts(server: Server) -> None:
    meta = {"TransactionResult": "tesSUCCESS", "delivered_amount": "1"}

    (transfer,) = seen(
        server, found(payment(DeliverMax="25000000000", Flags=0x20000), meta=meta)
    ).transfers

    assert transfer.amount == Decimal("0.000001")
    assert transfer.stated == Decimal(25_000)


def test_what_only_the_sender_states_is_never_believed(server: Server) -> None:
    meta = {"TransactionResult": "tesSUCCESS"}

    with pytest.raises(ExchangeError) as caught:
        seen(server, found(payment(Amount="25000000"), meta=meta))
    assert caught.value.refusal is Refusal.UNAVAILABLE


def test_what_an_old_ledger_does_not_know_is_not_made_up(server: Server) -> None:
    meta = {"TransactionResult": "tesSUCCESS", "delivered_amount": "unavailable"}

    with pytest.raises(ExchangeError):
        seen(server, found(meta=meta))


def test_an_issued_amount_keeps_its_issuer(server: Server) -> None:
    money = {"currency": "USD", "issuer": ISSUER, "value": "12.50"}
    meta = {"TransactionResult": "tesSUCCESS", "delivered_amount": money}

    (transfer,) = seen(server, found(payment(DeliverMax=money), meta=meta)).transfers

    assert (transfer.amount, transfer.symbol) == (Decimal("12.5"), "USD")
    assert (transfer.contract, transfer.stated) == (ISSUER, None)


def test_a_long_name_of_a_currency_is_read(server: Server) -> None:
    name = "524C555344000000000000000000000000000000"
    money = {"currency": name, "issuer": ISSUER, "value": "1"}
    meta = {"TransactionResult": "tesSUCCESS", "delivered_amount": money}

    assert seen(server, found(meta=meta)).transfers[0].symbol == "RLUSD"


@pytest.mark.parametrize("value", ["1e80", "1e-90"])
def test_an_amount_that_cannot_be_becomes_no_story(server: Server, value: str) -> None:
    money = {"currency": "USD", "issuer": ISSUER, "value": value}

    with pytest.raises(ExchangeError):
        seen(server, found(meta={"TransactionResult": "tesSUCCESS", "delivered_amount": money}))


def test_without_a_tag_there_is_no_memo(server: Server) -> None:
    tx = payment()
    del tx["DestinationTag"]

    assert seen(server, found(tx)).transfers[0].memo is None


def test_the_tag_nought_is_a_tag(server: Server) -> None:
    assert seen(server, found(payment(DestinationTag=0))).transfers[0].memo == "0"


@pytest.mark.parametrize("code", ["tecUNFUNDED_PAYMENT", "tecDST_TAG_NEEDED", "tefPAST_SEQ"])
def test_what_failed_moved_nothing(server: Server, code: str) -> None:
    told = seen(server, found(meta={"TransactionResult": code, "delivered_amount": "1"}))

    assert (told.status, told.failure, told.transfers) == ("FAILED", code, ())


def test_what_is_not_validated_is_not_done(server: Server) -> None:
    told = seen(server, found(validated=False))

    assert (told.status, told.transfers, told.confirmations) == ("PENDING", (), 0)


def test_nobody_knows_what_was_never_sent(server: Server) -> None:
    assert source(server, MISSING).transaction("xrpl:0", TXID).data is None


def test_what_cannot_be_a_hash_is_not_even_asked_for(server: Server) -> None:
    assert source(server, found()).transaction("xrpl:0", "r" + TXID).data is None
    assert "tx" not in server.asked


def test_small_letters_are_the_same_hash(server: Server) -> None:
    told = source(server, found()).transaction("xrpl:0", TXID.lower()).data

    assert told is not None
    assert told.txid == TXID.lower()


def test_a_cashed_check_pays_whoever_cashed_it(server: Server) -> None:
    tx = {"TransactionType": "CheckCash", "Account": OURS, "date": 820_454_400}

    assert seen(server, found(tx)).transfers[0].to == OURS


def test_of_a_kind_that_moves_nothing_nothing_is_told(server: Server) -> None:
    tx = {"TransactionType": "TrustSet", "Account": OURS, "date": 820_454_400}

    assert seen(server, found(tx)).transfers == ()


def test_of_a_kind_that_is_not_understood_no_story_is_told(server: Server) -> None:
    tx = {"TransactionType": "EscrowFinish", "Account": OURS, "date": 820_454_400}

    with pytest.raises(ExchangeError) as caught:
        seen(server, found(tx))
    assert caught.value.refusal is Refusal.UNSUPPORTED


def test_the_highest_ledger_is_told_with_its_time(server: Server) -> None:
    tip = source(server, found()).tip("xrpl:0").data

    assert (tip.height, tip.at) == (90_000_004, datetime(2025, 12, 31, 0, 0, 20, tzinfo=UTC))


@pytest.mark.parametrize("info", [{"network_id": 1}, {}, {"network_id": "0"}])
def test_a_server_that_is_not_of_this_network_is_not_believed(
    server: Server, info: dict[str, Any]
) -> None:
    reader = source(server, found(), server_info={"status": "success", "info": info})

    with pytest.raises(ExchangeError) as caught:
        reader.transaction("xrpl:0", TXID)
    assert caught.value.refusal is Refusal.UNAVAILABLE
    assert "tx" not in server.asked


def test_a_busy_server_is_asked_later(server: Server) -> None:
    with pytest.raises(ExchangeError) as caught:
        seen(server, {"status": "error", "error": "slowDown"})
    assert caught.value.refusal is Refusal.RATE_LIMITED


WRONG: dict[str, Any] = {
    "another transaction": found(hash="0" * 64),
    "no result of it": found(meta={}),
    "no place": found(ledger_index=None),
    "no date": found({name: value for name, value in payment().items() if name != "date"}),
    "above the top": found(ledger_index=90_000_005),
    "below nothing": found(ledger_index=-1),
    "a place in words": found(ledger_index="90000000"),
    "validated by a word": found(validated="yes"),
    "drops as a number": found(
        meta={"TransactionResult": "tesSUCCESS", "delivered_amount": 25_000_000}
    ),
    "drops in parts": found(meta={"TransactionResult": "tesSUCCESS", "delivered_amount": "2.5"}),
    "drops without end": found(
        meta={"TransactionResult": "tesSUCCESS", "delivered_amount": "9" * 400}
    ),
    "a value of nowhere": found(
        meta={
            "TransactionResult": "tesSUCCESS",
            "delivered_amount": {"currency": "USD", "issuer": ISSUER, "value": "1e999999"},
        }
    ),
    "an account that is none": found(payment(Destination="rPEPPER7kfTD9w2To4CQk6UCfuHM9c6GDZ")),
    "a tag too large": found(payment(DestinationTag=2**32)),
    "a tag in words": found(payment(DestinationTag="123456")),
    "an unknown refusal": {"status": "error", "error": "lgrNotFound"},
    "a text": "success",
}


@pytest.mark.parametrize("tx", WRONG.values(), ids=WRONG.keys())
def test_what_contradicts_itself_becomes_no_story(server: Server, tx: Any) -> None:
    with pytest.raises(ExchangeError) as caught:
        seen(server, tx)
    assert caught.value.refusal is Refusal.UNAVAILABLE


@pytest.mark.parametrize("method", ["tx", "ledger", "server_info"])
@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_answer_becomes_no_story(server: Server, method: str, answer: Served) -> None:
    reader = source(server, found(), **({method: answer} if method != "tx" else {}))
    if method == "tx":
        reader = source(server, answer)

    with pytest.raises(ExchangeError) as caught:
        reader.transaction("xrpl:0", TXID)
    assert (caught.value.refusal, caught.value.source) == (Refusal.UNAVAILABLE, "east")


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW.keys())
def test_patience_ends(server: Server, answer: Served) -> None:
    server.always = answer
    reader = XrplSource(server.endpoint(seconds=0.3), now=lambda: NOW)

    with pytest.raises(ExchangeError) as caught:
        reader.transaction("xrpl:0", TXID)
    assert caught.value.refusal is Refusal.UNAVAILABLE


X_ADDRESSES = {
    "XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2q1qM6owqNbug8W6KV": Account(OURS, 495),
    "XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2m4Er6SnvjVLpMWPjR": Account(OURS, 0),
    "XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2gYsjNFQLKYW33DzBm": Account(OURS),
    "TVd2rqMkYL2AyS97NdELcpeiprNBjwLZzuUG5rZnaewsahi": Account(OURS, is_test=True),
}


@pytest.mark.parametrize(("text", "account"), X_ADDRESSES.items())
def test_an_x_address_is_an_account_and_its_tag(text: str, account: Account) -> None:
    assert account_of(text) == account


def test_an_x_address_with_one_wrong_letter_is_none() -> None:
    assert account_of("XV5sbjUmgPpvXv4ixFWZ5ptAYZ6PD2q1qM6owqNbug8W6KW") is None
