"""Worlds of money that comes in."""

from __future__ import annotations

from pharos.bench.diagnosis.worlds import OTHER, Maker, Truth, family, true

ETH, POLYGON, XRP = "eip155:1", "eip155:137", "xrpl:0"
STRANGER = "0x00000000000000000000000000000000005742a9"


@family
def credited(make: Maker) -> Truth:
    at = make.ago(600, 86_000)
    txid = make.send(to=make.address(ETH), amount=make.amount(), at=at)
    return true("D01", "CREDITED", txid=txid)


@family
def confirming(make: Maker) -> Truth:
    txid = make.send(to=make.address(ETH), amount=make.amount(), at=make.ago(0, 120))
    return true("D01", "PENDING", txid=txid)


@family
def waiting_for_a_block(make: Maker) -> Truth:
    low = make.rng.random() < 0.5
    txid = make.send(
        to=make.address(ETH), amount=make.amount(), at=make.ago(0, 900), mined=False, low_fee=low
    )
    return true("D01", "PENDING", txid=txid, chain=True)


@family
def never_sent(make: Maker) -> Truth:
    make.send(to=make.address(ETH), amount=make.amount(), at=make.ago(600, 9_000))
    return true("D01", "NOT_FOUND", txid=make.txid(), chain=True)


@family
def failed(make: Maker) -> Truth:
    txid = make.send(
        to=make.address(ETH), amount=make.amount(), at=make.ago(60, 9_000), failed="reverted"
    )
    return true("D01", "FAILED", txid=txid, chain=True)


@family
def replaced(make: Maker) -> Truth:
    txid = make.send(
        to=make.address(ETH),
        amount=make.amount(),
        at=make.ago(60, 9_000),
        mined=False,
        replaced_by=make.txid(),
    )
    return true("D01", "REPLACED", "FAILED", txid=txid, chain=True)


@family
def to_a_stranger(make: Maker) -> Truth:
    txid = make.send(to=STRANGER, amount=make.amount(), at=make.ago(60, 9_000))
    return true("D01", "NOT_OURS", txid=txid, chain=True)


@family
def to_another_customer(make: Maker) -> Truth:
    to = make.address(ETH, OTHER)
    txid = make.send(to=to, amount=make.amount(), at=make.ago(600, 9_000))
    return true("D01", "NOT_YOURS", txid=txid)


@family
def to_the_hot_wallet(make: Maker) -> Truth:
    hot = make.world.hot_wallets[0].address
    txid = make.send(to=hot, amount=make.amount(), at=make.ago(600, 9_000))
    return true("D01", "HOT_WALLET", txid=txid, chain=True)


@family
def not_read_yet(make: Maker) -> Truth:
    behind = make.rng.randint(40, 400)
    make.happen("lag", network=ETH, blocks=behind)
    at = make.ago(12 * 13, 12 * (behind - 2))
    txid = make.send(to=make.address(ETH), amount=make.amount(), at=at)
    return true("D01", "SCANNER_LAG", txid=txid, chain=True)


@family
def held(make: Maker) -> Truth:
    txid = make.send(to=make.address(ETH), amount=make.amount(), at=make.ago(600, 9_000))
    state = make.rng.choice(("ON_HOLD", "AWAITING_INFO"))
    make.happen("rule", network=ETH, txid=txid, state=state, reason="OTHER_REVIEW")
    return true("D01", "HELD", txid=txid)


@family
def sent_back(make: Maker) -> Truth:
    txid = make.send(to=make.address(ETH), amount=make.amount(), at=make.ago(600, 9_000))
    state = make.rng.choice(("REFUNDING", "REFUNDED"))
    make.happen("rule", network=ETH, txid=txid, state=state)
    return true("D01", "RETURNED", txid=txid)


@family
def without_a_tag(make: Maker) -> Truth:
    txid = make.send(
        to=make.address(XRP),
        amount=make.amount(1000),
        symbol="XRP",
        network=XRP,
        at=make.ago(60, 9_000),
    )
    return true("D03", "MISSING", txid=txid, chain=True)


@family
def with_a_tag_of_nobody(make: Maker) -> Truth:
    txid = make.send(
        to=make.address(XRP),
        amount=make.amount(1000),
        symbol="XRP",
        network=XRP,
        memo=str(make.rng.randint(1, 99_999)),
        at=make.ago(60, 9_000),
    )
    return true("D03", "UNKNOWN_MEMO", txid=txid, chain=True)


@family
def with_the_tag_of_another(make: Maker) -> Truth:
    theirs = make.world.accounts[OTHER].addresses
    memo = next(one.memo for one in theirs if one.network == XRP)
    txid = make.send(
        to=make.address(XRP),
        amount=make.amount(1000),
        symbol="XRP",
        network=XRP,
        memo=memo,
        at=make.ago(60, 9_000),
    )
    return true("D03", "OTHER_OWNER", txid=txid)


@family
def too_little(make: Maker) -> Truth:
    micro = make.rng.randint(1, 999)
    txid = make.send(to=make.address(ETH), amount=f"0.000{micro:03d}", at=make.ago(600, 9_000))
    return true("D05", "BELOW_ACCUMULATES", txid=txid, chain=True)


@family
def out_of_a_contract(make: Maker) -> Truth:
    is_credited = make.rng.random() < 0.5
    if not is_credited:
        make.happen("network", asset="ETH", network=ETH, internal_tx="MANUAL")
    txid = make.send(
        to=make.address(ETH), amount=make.amount(), at=make.ago(600, 9_000), internal=True
    )
    right = "INTERNAL_SUPPORTED" if is_credited else "INTERNAL_MANUAL"
    return true("D04", right, txid=txid, chain=not is_credited)


@family
def a_token_of_the_same_name(make: Maker) -> Truth:
    txid = make.send(
        to=make.address(ETH),
        amount=make.amount(),
        symbol="USDT",
        contract=f"0x{make.rng.getrandbits(160):040x}",
        at=make.ago(600, 9_000),
    )
    return true("D06", "IMPOSTOR", txid=txid, chain=True)


@family
def on_a_network_that_is_not_served(make: Maker) -> Truth:
    txid = make.send(
        to=make.address(ETH),
        amount=make.amount(),
        network=POLYGON,
        symbol="POL",
        at=make.ago(600, 9_000),
    )
    return true("D02", "OTHER_UNSUPPORTED", txid=txid, chain=True)


@family
def at_an_old_address(make: Maker) -> Truth:
    is_credited = make.rng.random() < 0.5
    make.happen("retire", customer=make.me.ref, network=ETH, credits=is_credited)
    right = "RETIRED_STILL_CREDITED" if is_credited else "RETIRED_NOT"
    return true("D40", right, address=make.address(ETH), network=ETH)


@family
def travel_rule(make: Maker) -> Truth:
    state = make.rng.choice(
        ("NEED_SENDER_INFO", "OWNERSHIP_PROOF", "COUNTERPARTY_WAIT", "MISMATCH", "RETURN_AVAILABLE")
    )
    txid = make.send(to=make.address(ETH), amount=make.amount(), at=make.ago(600, 9_000))
    make.happen("rule", network=ETH, txid=txid, state="AWAITING_INFO", travel_rule={"state": state})
    return true("D08", state, txid=txid)
