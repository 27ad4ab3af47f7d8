"""What a chain in the process cannot show: waiting, replaced and lying, as JSON-RPC writes it."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.exchange.chains.evm import EvmSource
from pharos.exchange.chains.evm_node import web3_at
from pharos.exchange.chains.port import Transaction
from pharos.exchange.chains.tests.conftest import NOW
from pharos.exchange.chains.tests.hostile import HOSTILE, SLOW
from pharos.exchange.chains.tests.serving import Served, Server
from pharos.exchange.errors import ExchangeError, Refusal

TXID, OTHER, BLOCK = ("0x" + "a1" * 32, "0x" + "b2" * 32, "0x" + "c3" * 32)
SENDER = "0x52908400098527886E0F7030069857D2E4169EE7"
CUSTOMER = "0x00000000000000000000000000000000000da0a1"
TOKEN = "0xdac17f958d2ee523a2206206994597c13d831ec7"


def waiting(**changes: Any) -> dict[str, Any]:
    return {
        "hash": TXID,
        "from": SENDER,
        "to": CUSTOMER,
        "nonce": "0x7",
        "value": "0xde0b6b3a7640000",
        "gas": "0x5208",
        "gasPrice": "0x3b9aca00",
        "input": "0x",
        "blockHash": None,
        "blockNumber": None,
        "transactionIndex": None,
        "type": "0x0",
        "v": "0x1",
        "r": "0x1",
        "s": "0x1",
        **changes,
    }


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "transactionHash": TXID,
        "transactionIndex": "0x0",
        "status": "0x1",
        "blockNumber": "0x64",
        "blockHash": BLOCK,
        "from": SENDER,
        "to": CUSTOMER,
        "gasUsed": "0x5208",
        "cumulativeGasUsed": "0x5208",
        "effectiveGasPrice": "0x1",
        "contractAddress": None,
        "logsBloom": "0x" + "00" * 256,
        "logs": [],
        "type": "0x0",
        **changes,
    }


def block(**changes: Any) -> dict[str, Any]:
    return {
        "number": "0x64",
        "hash": BLOCK,
        "timestamp": "0x6a000000",
        "baseFeePerGas": "0x3b9aca00",
        "transactions": [],
        **changes,
    }


class Node:
    """Answers by method; what is callable is called with the parameters."""

    def __init__(self, server: Server, **answers: Any) -> None:
        self.answers: dict[str, Any] = {
            "eth_chainId": "0x1",
            "eth_blockNumber": "0x69",
            "eth_getTransactionByHash": None,
            "eth_getTransactionReceipt": None,
            "eth_getTransactionCount": "0x7",
            "eth_getBlockByNumber": block(),
            **answers,
        }
        server.answer_post = self._answer
        self.source = EvmSource(
            web3_at(server.endpoint()), name="north", network="eip155:1", now=lambda: NOW
        )

    def _answer(self, asked: dict[str, Any]) -> Any:
        found = self.answers.get(asked["method"], KeyError)
        if callable(found) and found is not KeyError:
            found = found(*asked["params"])
        if isinstance(found, Served):
            return found
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": asked["id"]}
        if found is KeyError:
            return {**answer, "error": {"code": -32601, "message": "no such method"}}
        if isinstance(found, dict) and "code" in found:
            return {**answer, "error": found}
        return {**answer, "result": found}

    def read(self) -> Transaction | None:
        return self.source.transaction("eip155:1", TXID).data

    def told(self) -> Transaction:
        told = self.read()
        assert told is not None
        return told


def mined(server: Server, **answers: Any) -> Node:
    ready = {
        "eth_getTransactionByHash": waiting(blockHash=BLOCK, blockNumber="0x64"),
        "eth_getTransactionReceipt": receipt(),
    }
    return Node(server, **{**ready, **answers})


def test_a_coin_that_nobody_named_is_not_guessed(server: Server) -> None:
    with pytest.raises(ValueError, match="say what the coin of eip155:777 is called"):
        EvmSource(web3_at(server.endpoint()), name="north", network="eip155:777", now=lambda: NOW)


def test_a_node_is_read_over_http(server: Server) -> None:
    told = mined(server).told()

    assert (told.status, told.height, told.confirmations) == ("SUCCESS", 100, 6)


@pytest.mark.parametrize(
    ("price", "low"),
    [("0x3b9ac9ff", [True]), ("0x3b9aca00", [False]), ("0x3b9aca01", [False])],
)
def test_what_waits_below_the_price_of_the_block_has_a_low_fee(
    server: Server, price: str, low: list[bool]
) -> None:
    told = Node(server, eth_getTransactionByHash=waiting(gasPrice=price)).told()

    assert (told.status, told.low_fee, told.confirmations) == ("PENDING", *low, 0)
    assert told.transfers[0].to == CUSTOMER


def test_the_most_that_somebody_pays_counts(server: Server) -> None:
    paying = waiting(gasPrice="0x1", maxFeePerGas="0x77359400", maxPriorityFeePerGas="0x1")

    assert not Node(server, eth_getTransactionByHash=paying).told().low_fee


def test_a_waiting_token_transfer_is_read_from_the_call(server: Server) -> None:
    data = "0xa9059cbb" + CUSTOMER[2:].rjust(64, "0") + f"{2_500_000:064x}"

    def answer(call: dict[str, str], *_: Any) -> str:
        if call["data"] == "0x313ce567":
            return f"0x{6:064x}"
        return "0x" + b"USDT".hex().ljust(64, "0")

    node = Node(
        server, eth_getTransactionByHash=waiting(to=TOKEN, value="0x0", input=data), eth_call=answer
    )

    (transfer,) = node.told().transfers
    assert (transfer.to, str(transfer.amount)) == (CUSTOMER, "2.5")
    assert (transfer.symbol, transfer.contract) == ("USDT", TOKEN)


def counts_from(height: int) -> Any:
    """The sender's number goes from 7 to 8 in this block."""

    def count(_: str, at: str) -> str:
        return "0x8" if at == "latest" or int(at, 16) >= height else "0x7"

    return count


def test_another_transaction_with_its_number_has_replaced_it(server: Server) -> None:
    others = [
        {**waiting(hash="0x" + "d4" * 32), "nonce": "0x6"},
        waiting(hash=OTHER),
    ]
    blocks: dict[str, Any] = {"0x42": block(number="0x42", transactions=others)}
    node = Node(
        server,
        eth_getTransactionByHash=waiting(),
        eth_getTransactionCount=counts_from(0x42),
        eth_getBlockByNumber=lambda number, _: blocks.get(number, block()),
    )

    told = node.told()

    assert (told.status, told.replaced_by) == ("REPLACED", OTHER)


def test_one_that_the_node_dropped_is_still_told_as_replaced(server: Server) -> None:
    node = Node(server, eth_getTransactionByHash=waiting())
    assert node.told().status == "PENDING"

    node.answers |= {
        "eth_getTransactionByHash": None,
        "eth_getTransactionCount": counts_from(0x69),
        "eth_getBlockByNumber": block(transactions=[waiting(hash=OTHER)]),
    }

    assert (node.told().status, node.told().replaced_by) == ("REPLACED", OTHER)


def test_by_what_is_left_open_where_old_states_are_gone(server: Server) -> None:
    def count(_: str, at: str) -> Any:
        return "0x8" if at == "latest" else {"code": -32000, "message": "missing trie node"}

    node = Node(server, eth_getTransactionByHash=waiting(), eth_getTransactionCount=count)

    assert (node.told().status, node.told().replaced_by) == ("REPLACED", None)


def test_one_that_was_dropped_and_not_replaced_is_unknown(server: Server) -> None:
    node = Node(server, eth_getTransactionByHash=waiting())
    node.told()
    node.answers["eth_getTransactionByHash"] = None

    assert node.read() is None


def test_a_trace_of_the_node_itself_is_read(server: Server) -> None:
    trace = {
        "type": "CALL",
        "from": SENDER,
        "to": TOKEN,
        "value": "0x1",
        "calls": [
            {"type": "CALL", "from": TOKEN, "to": CUSTOMER, "value": "0xde0b6b3a7640000"},
            {"type": "DELEGATECALL", "from": TOKEN, "to": SENDER, "value": "0x5"},
            {"type": "STATICCALL", "from": TOKEN, "to": SENDER},
            {
                "type": "CALL",
                "from": TOKEN,
                "to": SENDER,
                "value": "0x9",
                "error": "execution reverted",
                "calls": [{"type": "CALL", "from": SENDER, "to": CUSTOMER, "value": "0x9"}],
            },
        ],
    }
    node = mined(
        server,
        eth_getTransactionReceipt=receipt(gasUsed="0x9999"),
        debug_traceTransaction=trace,
    )

    told = node.told()

    inner = [one for one in told.transfers if one.internal]
    assert [(one.to, str(one.amount)) for one in inner] == [(CUSTOMER, "1")]
    assert told.internal_read is True


def test_a_node_without_traces_says_so(server: Server) -> None:
    node = mined(server, eth_getTransactionReceipt=receipt(gasUsed="0x9999"))

    assert node.told().internal_read is False


TRACES: dict[str, Any] = {
    "no call": [],
    "a list of numbers": {"type": "CALL", "calls": [1]},
    "calls that are none": {"type": "CALL", "calls": "many"},
    "a value in words": {
        "type": "CALL",
        "calls": [{"type": "CALL", "from": SENDER, "to": CUSTOMER, "value": "much"}],
    },
    "a value without end": {
        "type": "CALL",
        "calls": [{"type": "CALL", "from": SENDER, "to": CUSTOMER, "value": "0x" + "f" * 65}],
    },
    "to nobody": {"type": "CALL", "calls": [{"type": "CALL", "from": SENDER, "value": "0x1"}]},
    "of a failure": {"type": "CALL", "error": "execution reverted"},
}


@pytest.mark.parametrize("trace", TRACES.values(), ids=TRACES.keys())
def test_a_trace_that_is_none_becomes_no_story(server: Server, trace: Any) -> None:
    node = mined(
        server,
        eth_getTransactionReceipt=receipt(gasUsed="0x9999"),
        debug_traceTransaction=trace,
    )

    with pytest.raises(ExchangeError) as caught:
        node.read()
    assert caught.value.refusal is Refusal.UNAVAILABLE


LOG = {
    "address": TOKEN,
    "topics": ["0x" + "11" * 32],
    "data": "0x",
    "logIndex": "0x0",
    "blockNumber": "0x64",
    "blockHash": BLOCK,
    "transactionHash": TXID,
    "transactionIndex": "0x0",
    "removed": False,
}
WRONG: dict[str, dict[str, Any]] = {
    "another transaction": {"eth_getTransactionByHash": waiting(hash=OTHER, blockHash=BLOCK)},
    "another receipt": {"eth_getTransactionReceipt": receipt(transactionHash=OTHER)},
    "two blocks": {"eth_getTransactionReceipt": receipt(blockHash=OTHER)},
    "a block that was replaced": {"eth_getBlockByNumber": block(hash=OTHER)},
    "above the top": {"eth_blockNumber": "0x63"},
    "no result": {"eth_getTransactionReceipt": receipt(status=None)},
    "a result of its own": {"eth_getTransactionReceipt": receipt(status="0x2")},
    "a value without end": {
        "eth_getTransactionByHash": waiting(value="0x" + "f" * 70, blockHash=BLOCK)
    },
    "a value in words": {"eth_getTransactionByHash": waiting(value="much", blockHash=BLOCK)},
    "a value as a list": {"eth_getTransactionByHash": waiting(value=[], blockHash=BLOCK)},
    "from nobody": {"eth_getTransactionByHash": waiting(**{"from": None}, blockHash=BLOCK)},
    "a text": {"eth_getTransactionByHash": "a transaction"},
    "a short topic": {"eth_getTransactionReceipt": receipt(logs=[{**LOG, "topics": ["0x11"]}])},
    "logs that are none": {"eth_getTransactionReceipt": receipt(logs="many")},
    "a time of nowhere": {"eth_getBlockByNumber": block(timestamp="0xffffffffffffff")},
    "no block": {"eth_getBlockByNumber": None},
    "a height in words": {"eth_blockNumber": "high"},
    "a node in trouble": {"eth_getTransactionByHash": {"code": -32000, "message": "busy"}},
    "another network": {"eth_chainId": "0x38"},
}


@pytest.mark.parametrize("answers", WRONG.values(), ids=WRONG.keys())
def test_what_contradicts_itself_becomes_no_story(server: Server, answers: dict[str, Any]) -> None:
    with pytest.raises(ExchangeError) as caught:
        mined(server, **answers).read()
    assert (caught.value.refusal, caught.value.source) == (Refusal.UNAVAILABLE, "north")


METHODS = [
    "eth_chainId",
    "eth_getTransactionByHash",
    "eth_getTransactionReceipt",
    "eth_blockNumber",
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_answer_becomes_no_story(server: Server, method: str, answer: Served) -> None:
    with pytest.raises(ExchangeError) as caught:
        mined(server, **{method: answer}).read()
    assert caught.value.refusal is Refusal.UNAVAILABLE


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW.keys())
def test_patience_ends(server: Server, answer: Served) -> None:
    server.always = answer
    source = EvmSource(
        web3_at(server.endpoint(seconds=0.3)), name="north", network="eip155:1", now=lambda: NOW
    )

    with pytest.raises(ExchangeError) as caught:
        source.tip("eip155:1")
    assert caught.value.refusal is Refusal.UNAVAILABLE
