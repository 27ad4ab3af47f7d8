from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from pharos.exchange.chains.bitcoin import BitcoinSource
from pharos.exchange.chains.port import Transaction
from pharos.exchange.chains.tests.conftest import NOW
from pharos.exchange.chains.tests.hostile import HOSTILE, SLOW
from pharos.exchange.chains.tests.serving import Served, Server
from pharos.exchange.errors import ExchangeError, Refusal

BITCOIN = "bip122:000000000019d6689c085ae165831e93"
GENESIS = b"000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
TXID, OTHER, SPENT, BLOCK = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)
DANA = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
SHOP = "3FyVFsEyyBPzHjD3qUEgX7Jsn4tcHNZFkn"
SENDER = "12QeMLzSrB8XH8FvEzPMVoRxVAzTr5XM2y"


def tx(**changes: Any) -> dict[str, Any]:
    """A transaction as Esplora documents it: one input, two payments and a note."""
    return {
        "txid": TXID,
        "version": 2,
        "locktime": 0,
        "vin": [
            {
                "txid": SPENT,
                "vout": 1,
                "prevout": {
                    "scriptpubkey": "76a9",
                    "scriptpubkey_type": "p2pkh",
                    "scriptpubkey_address": SENDER,
                    "value": 2_000_500,
                },
                "is_coinbase": False,
                "sequence": 4294967293,
            }
        ],
        "vout": [
            {"scriptpubkey_type": "v0_p2wpkh", "scriptpubkey_address": DANA, "value": 1_500_000},
            {"scriptpubkey_type": "p2sh", "scriptpubkey_address": SHOP, "value": 500_000},
            {"scriptpubkey_type": "op_return", "value": 0},
        ],
        "size": 250,
        "weight": 800,
        "fee": 500,
        "status": {"confirmed": False},
        **changes,
    }


MINED = {
    "confirmed": True,
    "block_height": 900_000,
    "block_hash": BLOCK,
    "block_time": 1_790_000_000,
}


def source(server: Server) -> BitcoinSource:
    server.paths.setdefault("/block-height/0", Served(GENESIS))
    server.paths.setdefault("/blocks/tip/height", Served(b"900002"))
    server.paths.setdefault("/blocks/tip/hash", Served(BLOCK.encode()))
    server.paths.setdefault(f"/block/{BLOCK}", {"height": 900_002, "timestamp": 1_790_001_000})
    server.paths.setdefault("/fee-estimates", {"1": 20.5, "3": 2.5, "144": 1.0})
    server.paths.setdefault(f"/tx/{SPENT}/outspend/1", {"spent": False})
    return BitcoinSource(server.endpoint("north"), network=BITCOIN, now=lambda: NOW)


def seen(server: Server, found: dict[str, Any]) -> Transaction:
    server.paths[f"/tx/{TXID}"] = found
    told = source(server).transaction(BITCOIN, TXID).data
    assert told is not None
    return told


def test_every_output_of_a_mined_transaction_is_a_transfer(server: Server) -> None:
    told = seen(server, tx(status=MINED))

    assert (told.status, told.height, told.confirmations) == ("SUCCESS", 900_000, 3)
    assert told.block_at == datetime.fromtimestamp(1_790_000_000, UTC)
    assert [(one.to, one.amount, one.log_index) for one in told.transfers] == [
        (DANA, Decimal("0.015"), 0),
        (SHOP, Decimal("0.005"), 1),
    ]
    assert {one.sender for one in told.transfers} == {SENDER}
    assert {one.symbol for one in told.transfers} == {"BTC"}


def test_what_pays_nobody_in_particular_is_named_by_its_form(server: Server) -> None:
    outputs = [{"scriptpubkey_type": "p2pk", "value": 5_000_000_000}]

    told = seen(server, tx(vout=outputs, status=MINED))

    assert [(one.to, one.amount) for one in told.transfers] == [("p2pk", Decimal(50))]


def test_its_own_block_counts_as_the_first_confirmation(server: Server) -> None:
    server.paths["/blocks/tip/height"] = Served(b"900000")

    assert seen(server, tx(status=MINED)).confirmations == 1


@pytest.mark.parametrize(("fee", "low"), [(499, [True]), (500, [False]), (501, [False])])
def test_a_waiting_one_with_less_than_the_next_blocks_take_has_a_low_fee(
    server: Server, fee: int, low: list[bool]
) -> None:
    # 800 units of weight are 200 of size, so 500 is exactly 2.5 for each.
    told = seen(server, tx(fee=fee))

    assert (told.status, told.low_fee, told.confirmations) == ("PENDING", *low, 0)


def test_a_server_that_estimates_nothing_calls_no_fee_low(server: Server) -> None:
    server.paths["/fee-estimates"] = {}

    assert not seen(server, tx(fee=1)).low_fee


def test_nobody_knows_what_was_never_sent(server: Server) -> None:
    assert source(server).transaction(BITCOIN, TXID).data is None


def test_what_cannot_be_a_hash_is_not_even_asked_for(server: Server) -> None:
    assert source(server).transaction(BITCOIN, "../blocks/tip/height").data is None
    assert server.asked == ["/block-height/0"]


def test_a_payment_whose_coins_went_elsewhere_was_replaced(server: Server) -> None:
    server.paths[f"/tx/{SPENT}/outspend/1"] = {"spent": True, "txid": OTHER, "vin": 0}

    told = seen(server, tx())

    assert (told.status, told.replaced_by) == ("REPLACED", OTHER)
    assert told.transfers[0].to == DANA


def test_one_that_disappeared_is_told_as_replaced_by_what_took_its_coins(server: Server) -> None:
    reader = source(server)
    server.paths[f"/tx/{TXID}"] = tx()
    assert reader.transaction(BITCOIN, TXID).data is not None

    del server.paths[f"/tx/{TXID}"]
    server.paths[f"/tx/{SPENT}/outspend/1"] = {"spent": True, "txid": OTHER, "vin": 0}
    told = reader.transaction(BITCOIN, TXID).data

    assert told is not None
    assert (told.status, told.replaced_by) == ("REPLACED", OTHER)


def test_one_that_disappeared_and_whose_coins_are_still_there_is_unknown(server: Server) -> None:
    reader = source(server)
    server.paths[f"/tx/{TXID}"] = tx()
    reader.transaction(BITCOIN, TXID)
    del server.paths[f"/tx/{TXID}"]

    assert reader.transaction(BITCOIN, TXID).data is None


def test_the_highest_block_is_told_with_its_time(server: Server) -> None:
    tip = source(server).tip(BITCOIN).data

    assert (tip.height, tip.at) == (900_002, datetime.fromtimestamp(1_790_001_000, UTC))


def test_a_server_of_another_network_is_not_believed(server: Server) -> None:
    server.paths["/block-height/0"] = Served(b"0" * 8 + b"933ea01ad0ee984209779ba" + b"a" * 33)
    reader = source(server)

    for _ in range(2):
        with pytest.raises(ExchangeError) as caught:
            reader.transaction(BITCOIN, TXID)
        assert caught.value.refusal is Refusal.UNAVAILABLE
    assert f"/tx/{TXID}" not in server.asked


def test_another_network_is_not_offered(server: Server) -> None:
    with pytest.raises(ExchangeError) as caught:
        source(server).tip("eip155:1")
    assert caught.value.refusal is Refusal.UNSUPPORTED


WRONG: dict[str, dict[str, Any]] = {
    "another transaction": tx(txid=OTHER),
    "mined without a height": tx(status={"confirmed": True}),
    "mined above the top": tx(status={**MINED, "block_height": 900_003}),
    "a negative height": tx(status={**MINED, "block_height": -1}),
    "a time of nowhere": tx(status={**MINED, "block_time": 10**15}),
    "confirmed by a word": tx(status={**MINED, "confirmed": "true"}),
    "no outputs at all": {name: value for name, value in tx().items() if name != "vout"},
    "more coins than there are": tx(vout=[{"scriptpubkey_address": DANA, "value": 10**17}]),
    "coins as text": tx(vout=[{"scriptpubkey_address": DANA, "value": "1500000"}]),
    "coins in parts": tx(vout=[{"scriptpubkey_address": DANA, "value": 1.5}]),
    "coins below nothing": tx(vout=[{"scriptpubkey_address": DANA, "value": -1}]),
    "an address of thousands": tx(vout=[{"scriptpubkey_address": "b" * 5000, "value": 1}]),
    "a weight of nothing": tx(weight=0),
}


@pytest.mark.parametrize("found", WRONG.values(), ids=WRONG.keys())
def test_what_contradicts_itself_becomes_no_story(server: Server, found: dict[str, Any]) -> None:
    server.paths[f"/tx/{TXID}"] = found

    with pytest.raises(ExchangeError) as caught:
        source(server).transaction(BITCOIN, TXID)
    assert caught.value.refusal is Refusal.UNAVAILABLE


@pytest.mark.parametrize("path", ["/tx/" + TXID, "/blocks/tip/height", "/block-height/0"])
@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_answer_becomes_no_story(server: Server, path: str, answer: Served) -> None:
    server.paths[f"/tx/{TXID}"] = tx(status=MINED)
    reader = source(server)
    server.paths[path] = answer

    with pytest.raises(ExchangeError) as caught:
        reader.transaction(BITCOIN, TXID)
    assert (caught.value.refusal, caught.value.source) == (Refusal.UNAVAILABLE, "north")


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW.keys())
def test_patience_ends(server: Server, answer: Served) -> None:
    server.paths["/block-height/0"] = answer
    reader = BitcoinSource(server.endpoint(seconds=0.3), network=BITCOIN, now=lambda: NOW)

    with pytest.raises(ExchangeError) as caught:
        reader.transaction(BITCOIN, TXID)
    assert caught.value.refusal is Refusal.UNAVAILABLE


def test_a_server_that_asks_for_patience_is_given_it(server: Server) -> None:
    server.always = Served(b"slower", status=429, headers={"Retry-After": "7"})

    with pytest.raises(ExchangeError) as caught:
        source(server).tip(BITCOIN)
    assert (caught.value.refusal, caught.value.retry_after_seconds) == (Refusal.RATE_LIMITED, 7)


def test_nobody_there_is_no_answer() -> None:
    from pharos.exchange.chains.reading import Endpoint

    gone = Endpoint("http://127.0.0.1:9", source="north", seconds=1)

    with pytest.raises(ExchangeError) as caught:
        BitcoinSource(gone, network=BITCOIN, now=lambda: NOW).tip(BITCOIN)
    assert caught.value.refusal is Refusal.UNAVAILABLE
