"""Northmere on its first morning: networks, assets, and the demo's customers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from base58_bech32.base58 import b58encode_check
from base58_bech32.bech32 import bech32_encode, convertbits

from pharos.exchange.objects import (
    AssetNetwork,
    CustomerCard,
    Kyc,
    Limits,
    OfficialChannel,
    Security,
    Tier,
)
from pharos.exchange.simulator.chain import SimulatedChain
from pharos.exchange.simulator.world import Account, Address, World

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BITCOIN = "bip122:000000000019d6689c085ae165831e93"
SOLANA = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"
# Seconds between two blocks.
CHAINS = {
    BITCOIN: 600,
    "eip155:1": 12,
    "eip155:56": 3,
    "eip155:137": 2,
    "eip155:8453": 2,
    "tron:0x2b6653dc": 3,
    "xrpl:0": 4,
    "stellar:pubnet": 5,
    SOLANA: 1,
    "cosmos:cosmoshub-4": 6,
    "tvm:-239": 5,
}
USDT = {
    "eip155:1": "0xdac17f958d2ee523a2206206994597c13d831ec7",
    "tron:0x2b6653dc": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
}
# asset, network, alias, places, confirmations to credit and to unlock, minimum, fee, memo
ROWS: tuple[tuple[str, str, str, int, int, int, str, str, str], ...] = (
    ("BTC", BITCOIN, "Bitcoin", 8, 1, 2, "0.0001", "0.00015", "NONE"),
    ("ETH", "eip155:1", "ERC20", 18, 12, 32, "0.001", "0.0008", "NONE"),
    ("USDT", "eip155:1", "ERC20", 6, 12, 32, "1", "3", "NONE"),
    ("USDT", "tron:0x2b6653dc", "TRC20", 6, 20, 20, "1", "1", "NONE"),
    ("BNB", "eip155:56", "BEP20", 18, 15, 15, "0.002", "0.0005", "NONE"),
    ("XRP", "xrpl:0", "XRP Ledger", 6, 1, 1, "1", "0.2", "REQUIRED"),
    ("XLM", "stellar:pubnet", "Stellar", 7, 1, 1, "1", "0.02", "REQUIRED"),
    ("SOL", SOLANA, "Solana", 9, 32, 32, "0.01", "0.005", "NONE"),
    ("ATOM", "cosmos:cosmoshub-4", "Cosmos Hub", 6, 1, 1, "0.1", "0.01", "REQUIRED"),
    ("TON", "tvm:-239", "TON", 9, 1, 1, "0.1", "0.05", "REQUIRED"),
)
EVM_OF = {
    "dana": "0x00000000000000000000000000000000000da0a1",
    "minjun": "0x000000000000000000000000000000000031214e",
}
HOT = "0x000000000000000000000000000000000000a0a0"


def morning(seed: int = 0, *, at: datetime = MORNING) -> World:
    """A world with nothing in it yet but its networks, Dana and Minjun."""
    began = at - timedelta(days=30)
    world = World(now=at, seed=seed)
    world.chains = {name: SimulatedChain(name, seconds, began) for name, seconds in CHAINS.items()}
    world.networks = [_row(*row) for row in ROWS]
    world.hot_wallets = [Address(network="eip155:1", address=HOT, asset="ETH")]
    world.channels = [
        OfficialChannel(kind="website", value="northmere.example", support_role="full"),
        OfficialChannel(kind="mail", value="support@northmere.example", support_role="full"),
    ]
    for ref, name, language in (("dana", "Dana", "en"), ("minjun", "Minjun", "ko")):
        world.accounts[ref] = account(ref, name, language, at)
    return world


def account(ref: str, name: str, language: str, at: datetime) -> Account:
    """A customer in good order, with an address on each kind of chain."""
    card = CustomerCard(
        ref=ref,
        name=f"{name[:1]}•••",
        mail=f"{name[:1].lower()}•••@•••.example",
        phone="•••••12",
        locale=language,
        timezone="Asia/Seoul" if language == "ko" else "Europe/Lisbon",
        country="KR" if language == "ko" else "PT",
        legal_entity="Northmere Test Ltd",
        created_at=at - timedelta(days=400),
        tier="standard",
        kyc_level=2,
        balance_band="1,000 to 10,000 USD",
    )
    limits = Limits(
        currency="USDT",
        daily=Decimal(10_000),
        used=Decimal(0),
        resets_at=(at + timedelta(days=1)).replace(hour=0, minute=0),
        tier_code="standard",
        next_tier_code="plus",
        next_tier_daily=Decimal(100_000),
    )
    made = Account(
        card=card,
        tier=Tier(code="standard", since=at - timedelta(days=400), rule="Everybody begins here."),
        kyc=Kyc(level=2, state="APPROVED", expires_at=at + timedelta(days=300)),
        security=Security(factors=("TOTP", "MAIL")),
        limits=limits,
    )
    evm = EVM_OF.get(ref, f"0x{abs(hash_of(ref)) % 16**40:040x}")
    tag = str(100_000 + abs(hash_of(ref)) % 900_000)
    made.addresses = [
        Address(network="eip155:1", address=evm, asset="ETH"),
        Address(network="eip155:56", address=evm, asset="BNB"),
        Address(network=BITCOIN, address=bitcoin_of(ref), asset="BTC"),
        Address(network="tron:0x2b6653dc", address=tron_of(ref), asset="USDT"),
        *(
            Address(network=network, address=shared, asset=asset, memo=tag)
            for network, shared, asset in SHARED
        ),
    ]
    return made


# Where everybody shares one address and a memo tells them apart.
SHARED = (
    ("xrpl:0", "r4dFm4UhYCJffLQzDoe8YMngkBxURrGJzx", "XRP"),
    ("stellar:pubnet", "GDWVC7H4WRYVMBAGL6HRZW3GYN22S4TFOIPJ2KTT4UHS3DHGN3HSZQ4O", "XLM"),
    ("cosmos:cosmoshub-4", "cosmos1a4ghel95w9tqgpjl3uwdkekrwk5hyetjgwjtj3", "ATOM"),
    ("tvm:-239", "UQDtUXz8tHFWBAZfjxzbZsN1qXJlch6dKnPlDy2M5m7PLPkC", "TON"),
)


def bitcoin_of(ref: str) -> str:
    """A customer's address on Bitcoin: nobody has its key, and its checksum is right."""
    program = convertbits(sha256(ref.encode()).digest()[:20], 8, 5)
    return bech32_encode("bc", [0, *program]).decode("ascii")


def tron_of(ref: str) -> str:
    return b58encode_check(b"\x41" + sha256(ref.encode()).digest()[:20]).decode("ascii")


def hash_of(word: str) -> int:
    """A number that is the same in every process, unlike `hash`."""
    value = 0
    for letter in word.encode():
        value = (value * 131 + letter) % 2**61
    return value


def _row(  # noqa: PLR0913, PLR0917 - a row of the table
    asset: str,
    network: str,
    alias: str,
    places: int,
    credit: int,
    unlock: int,
    minimum: str,
    fee: str,
    memo: Any,
) -> AssetNetwork:
    return AssetNetwork(
        asset=asset,
        network=network,
        alias=alias,
        decimals=places,
        deposit="OPEN",
        withdraw="OPEN",
        confirmations_credit=credit,
        confirmations_unlock=unlock,
        min_deposit=Decimal(minimum),
        below_min="LOST" if asset == "BTC" else "ACCUMULATE",
        min_withdraw=Decimal(minimum),
        fee=Decimal(fee),
        memo=memo,
        internal_tx="CREDIT" if network == "eip155:1" and asset == "ETH" else "MANUAL",
        scanner_height=0,
        chain_height=0,
        block_seconds=Decimal(CHAINS[network]),
        contract=USDT.get(network) if asset == "USDT" else None,
    )
