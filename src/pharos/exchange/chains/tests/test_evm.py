from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_tester import EthereumTester, PyEVMBackend
from eth_tester.exceptions import TransactionFailed
from web3 import EthereumTesterProvider, Web3

from pharos.exchange.chains.evm import EvmSource
from pharos.exchange.chains.evm_traces import Tracer
from pharos.exchange.chains.port import Transaction
from pharos.exchange.chains.tests.assembler import (
    CHANGES_ITS_MIND,
    FORWARDER,
    LOOKS_ELSEWHERE,
    REFUSES,
    TRIES,
    WASTES,
    deploying,
    token,
    traced,
)
from pharos.exchange.chains.tests.conftest import NOW
from pharos.exchange.errors import ExchangeError, Refusal

CUSTOMER = "0x00000000000000000000000000000000000da0a1"
OTHER = "0x000000000000000000000000000000000031214e"
ETHER = 10**18


class Provider(EthereumTesterProvider):
    """The tester, answering a refused call as every node does."""

    def make_request(self, method: Any, params: Any) -> Any:
        try:
            return super().make_request(method, params)
        except TransactionFailed as failed:
            data = failed.__context__.args[0] if failed.__context__ else b""
            said = "0x" + data.hex() if isinstance(data, bytes) else "0x"
            error = {"code": 3, "message": "execution reverted", "data": said}
            return {"jsonrpc": "2.0", "id": 1, "error": error}


@dataclass
class Chain:
    """A real machine in this process, with one account that has money."""

    tester: EthereumTester
    web3: Web3

    @property
    def sender(self) -> str:
        return str(self.web3.eth.accounts[0])

    def send(self, **fields: Any) -> str:
        fields = {"from": self.sender, "gas": 500_000, **fields}
        if "to" in fields:
            fields["to"] = Web3.to_checksum_address(fields["to"])
        return "0x" + bytes(self.web3.eth.send_transaction(fields)).hex()  # type: ignore[arg-type]

    def deploy(self, code: bytes) -> str:
        txid = self.send(data=deploying(code))
        address = self.web3.eth.get_transaction_receipt(txid)["contractAddress"]  # type: ignore[arg-type]
        assert address is not None
        return str(address)

    def pay_token(self, contract: str, to: str, value: int) -> str:
        data = bytes.fromhex("a9059cbb") + encode(["address", "uint256"], [to, value])
        return self.send(to=contract, data=data)

    def source(self, tracer: Tracer | None = None, network: str = "") -> EvmSource:
        return EvmSource(
            self.web3,
            name="north",
            network=network or self.network,
            now=lambda: NOW,
            symbol="ETH",
            tracer=tracer,
        )

    @property
    def network(self) -> str:
        return f"eip155:{self.web3.eth.chain_id}"

    def read(self, txid: str, tracer: Tracer | None = None) -> Transaction:
        told = self.source(tracer).transaction(self.network, txid).data
        assert told is not None
        return told

    def trace(self, txid: str) -> Mapping[str, Any]:
        """What the machine does when it runs this transaction's block again."""
        machine = self.tester.backend.chain
        number = self.web3.eth.get_transaction_receipt(txid)["blockNumber"]  # type: ignore[arg-type]
        block = machine.get_canonical_block_by_number(number)
        parent = machine.get_canonical_block_by_number(number - 1)
        state = machine.get_vm(machine.create_header_from_parent(parent.header)).state
        for transaction in block.transactions:
            computation = state.apply_transaction(transaction)
            if "0x" + transaction.hash.hex() == txid:
                return traced(computation)
        raise AssertionError(txid)


@pytest.fixture(scope="module")
def chain() -> Chain:
    tester = EthereumTester(PyEVMBackend())
    return Chain(tester, Web3(Provider(tester), middleware=[]))


def test_a_payment_is_told_with_its_block_and_its_confirmations(chain: Chain) -> None:
    txid = chain.send(to=CUSTOMER, value=3 * ETHER // 2, gas=21_000)
    chain.tester.mine_blocks(4)

    told = chain.read(txid)

    assert (told.status, told.confirmations, told.internal_read) == ("SUCCESS", 5, True)
    assert told.height == chain.web3.eth.block_number - 4
    block = chain.web3.eth.get_block(told.height)
    assert told.block_at == datetime.fromtimestamp(block["timestamp"], UTC)
    (transfer,) = told.transfers
    assert (transfer.to, transfer.amount, transfer.symbol) == (CUSTOMER, Decimal("1.5"), "ETH")
    assert (transfer.sender, transfer.contract) == (chain.sender.lower(), None)


def test_the_smallest_amount_is_told_exactly(chain: Chain) -> None:
    txid = chain.send(to=CUSTOMER, value=123456789012345678901)

    assert chain.read(txid).transfers[0].amount == Decimal("123.456789012345678901")


def test_where_a_token_went_is_in_the_log_and_not_in_the_call(chain: Chain) -> None:
    contract = chain.deploy(token("USDT", 6))

    told = chain.read(chain.pay_token(contract, CUSTOMER, 25_500_000))

    (transfer,) = told.transfers
    assert (transfer.to, transfer.amount, transfer.symbol) == (CUSTOMER, Decimal("25.5"), "USDT")
    assert (transfer.contract, transfer.log_index) == (contract.lower(), 0)
    assert transfer.sender == chain.sender.lower()


def test_a_token_of_the_same_name_is_another_token(chain: Chain) -> None:
    real, fake = chain.deploy(token("USDT", 6)), chain.deploy(token("USDT", 18))
    source = chain.source()
    paid = [chain.pay_token(one, CUSTOMER, 25_000_000) for one in (real, fake)]

    told = [source.transaction(chain.network, txid).data for txid in paid]

    transfers = [one.transfers[0] for one in told if one]
    assert [one.symbol for one in transfers] == ["USDT", "USDT"]
    assert [one.contract for one in transfers] == [real.lower(), fake.lower()]
    assert [one.amount for one in transfers] == [Decimal(25), Decimal("0.000000000025")]


def test_a_token_is_asked_for_its_name_once(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = chain.deploy(token("ONCE", 2))
    paid = [chain.pay_token(contract, CUSTOMER, 100) for _ in range(2)]
    source = chain.source()
    source.transaction(chain.network, paid[0])
    calls: list[Any] = []
    monkeypatch.setattr(chain.web3.eth, "call", calls.append)

    told = source.transaction(chain.network, paid[1]).data

    assert told is not None
    assert (told.transfers[0].symbol, calls) == ("ONCE", [])


def test_whoever_has_no_name_is_told_in_whole_units(chain: Chain) -> None:
    contract = chain.deploy(token("\n\n", 99))

    (transfer,) = chain.read(chain.pay_token(contract, CUSTOMER, 7)).transfers

    assert (transfer.symbol, transfer.amount) == ("UNKNOWN", Decimal(7))


def test_a_log_that_says_more_than_there_can_be_says_nothing(chain: Chain) -> None:
    contract = chain.deploy(token("ALL", 0))

    assert chain.read(chain.pay_token(contract, CUSTOMER, 10**40)).transfers == ()
    assert chain.read(chain.pay_token(contract, CUSTOMER, 10**40 - 1)).transfers != ()


def test_a_contract_does_not_choose_whom_we_ask(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up(*_: Any) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr("web3.eth.eth.handle_offchain_lookup", looked_up)
    contract = chain.deploy(LOOKS_ELSEWHERE)

    assert chain.source()._tokens.of(contract) == ("UNKNOWN", 0)


def test_what_failed_moved_nothing(chain: Chain) -> None:
    contract = chain.deploy(REFUSES)

    told = chain.read(chain.send(to=contract, value=ETHER))

    assert (told.status, told.failure, told.transfers) == ("FAILED", "reverted", ())
    assert told.confirmations >= 1


def test_what_ran_out_of_gas_is_told_so(chain: Chain) -> None:
    contract = chain.deploy(WASTES)

    told = chain.read(chain.send(to=contract, gas=60_000))

    assert (told.status, told.failure) == ("FAILED", "out_of_gas")


def test_what_a_contract_passes_on_is_an_internal_transfer(chain: Chain) -> None:
    contract = chain.deploy(FORWARDER)
    txid = chain.send(to=contract, value=ETHER, data=encode(["address"], [CUSTOMER]))

    told = chain.read(txid, tracer=chain.trace)

    outer, inner = told.transfers
    assert (outer.to, outer.internal) == (contract.lower(), False)
    assert (inner.to, inner.internal, inner.amount) == (CUSTOMER, True, Decimal(1))
    assert (inner.sender, told.internal_read) == (contract.lower(), True)


def test_what_was_undone_within_did_not_move(chain: Chain) -> None:
    fickle, outer = chain.deploy(CHANGES_ITS_MIND), chain.deploy(TRIES)
    data = encode(["address", "address"], [fickle, CUSTOMER])

    told = chain.read(chain.send(to=outer, value=ETHER, data=data), tracer=chain.trace)

    assert [(one.to, one.internal) for one in told.transfers] == [(outer.lower(), False)]


def test_what_passes_through_two_contracts_is_told_twice(chain: Chain) -> None:
    inner, outer = chain.deploy(FORWARDER), chain.deploy(TRIES)
    data = encode(["address", "address"], [inner, CUSTOMER])

    told = chain.read(chain.send(to=outer, value=ETHER, data=data), tracer=chain.trace)

    assert [one.to for one in told.transfers if one.internal] == [inner.lower(), CUSTOMER]


def test_a_node_that_cannot_trace_says_that_nobody_looked(chain: Chain) -> None:
    contract = chain.deploy(FORWARDER)
    txid = chain.send(to=contract, value=ETHER, data=encode(["address"], [CUSTOMER]))

    told = chain.read(txid)

    assert told.internal_read is False
    assert [one.to for one in told.transfers] == [contract.lower()]


def test_whoever_makes_a_contract_pays_it(chain: Chain) -> None:
    txid = chain.send(data=deploying(FORWARDER), value=5)

    (transfer,) = chain.read(txid).transfers

    receipt = chain.web3.eth.get_transaction_receipt(txid)  # type: ignore[arg-type]
    assert transfer.to == str(receipt["contractAddress"]).lower()


def test_nobody_knows_what_was_never_sent(chain: Chain) -> None:
    assert chain.source().transaction(chain.network, "0x" + "ab" * 32).data is None
    assert chain.source().transaction(chain.network, "not a hash").data is None


def test_a_hash_is_found_as_somebody_wrote_it(chain: Chain) -> None:
    txid = chain.send(to=CUSTOMER, value=1)
    written = txid[2:].upper()

    told = chain.source().transaction(chain.network, written).data

    assert told is not None
    assert told.txid == written


def test_a_node_of_another_network_is_not_believed(chain: Chain) -> None:
    txid = chain.send(to=CUSTOMER, value=1)

    with pytest.raises(ExchangeError) as caught:
        chain.source(network="eip155:56").transaction("eip155:56", txid)
    assert (caught.value.refusal, caught.value.source) == (Refusal.UNAVAILABLE, "north")


def test_another_network_is_not_offered(chain: Chain) -> None:
    with pytest.raises(ExchangeError) as caught:
        chain.source().tip("eip155:56")
    assert caught.value.refusal is Refusal.UNSUPPORTED


def test_the_highest_block_is_told_with_its_time(chain: Chain) -> None:
    chain.tester.mine_blocks(1)

    tip = chain.source().tip(chain.network).data

    block = chain.web3.eth.get_block("latest")
    assert tip.height == block["number"]
    assert tip.at == datetime.fromtimestamp(block["timestamp"], UTC)
