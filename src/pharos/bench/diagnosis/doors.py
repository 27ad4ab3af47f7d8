"""Worlds of what else keeps people up: sign-in, keys, limits, messages, orders, recoveries."""

from __future__ import annotations

from datetime import timedelta

from pharos.bench.diagnosis.worlds import Maker, Truth, family, true

ETH = "eip155:1"
DEVICE = {"place": "Lisbon, PT", "device": "Firefox on Linux"}


@family
def in_another_wallet(make: Maker) -> Truth:
    wallet = make.rng.choice(("FUNDING", "MARGIN", "FUTURES", "SUB"))
    make.put(
        "balances", asset="ETH", wallet=wallet, available=make.amount(), in_orders="0", locked="0"
    )
    return true("D09", "IN_SUBWALLET", asset="ETH")


@family
def reader_behind(make: Maker) -> Truth:
    behind = make.rng.randint(60, 400)
    make.happen("lag", network=ETH, blocks=behind)
    at = make.ago(60, 12 * (behind - 5))
    txid = make.send(to=make.address(ETH), amount=make.amount(), at=at)
    return true("D10", "LAG", txid=txid, chain=True)


@family
def to_bring_back(make: Maker) -> Truth:
    mode = make.rng.choice(("AUTO", "FEE", "MANUAL", "NOT_POSSIBLE"))
    txid = make.send(
        to=make.address(ETH),
        amount=make.amount(),
        symbol="USDT",
        contract=f"0x{make.rng.getrandbits(160):040x}",
        at=make.ago(600, 9_000),
    )
    more: dict[str, object] = {"fee": "10", "fee_asset": "USDT"} if mode == "FEE" else {}
    if mode == "NOT_POSSIBLE":
        more = {"reason": "NOT_OUR_ADDRESS"}
    make.happen("quote", txid=txid, mode=mode, **more)
    return true("D11", mode, txid=txid, chain=True)


@family
def destination(make: Maker) -> Truth:
    if make.rng.random() < 0.5:
        make.happen("flag", address=f"0x{1:040x}", code="SANCTIONS_REVIEW")
    return true("D15", "VALID", address=f"0x{1:040x}", network=ETH)


@family
def limit(make: Maker) -> Truth:
    used = make.rng.randint(0, 9_000)
    make.put("limits", used=str(used))
    left = 10_000 - used
    wanted = make.rng.randint(2, 10_000)
    right = "OK" if wanted <= left else "DAILY_LEFT"
    return true("D17", right, amount=str(wanted), asset="USDT", network=ETH)


@family
def codes_of_a_wrong_clock(make: Maker) -> Truth:
    drift = make.rng.randint(31, 3_600) * make.rng.choice((1, -1))
    make.put(
        "logins",
        at=make.ago(10, 600),
        ok=False,
        known_device=True,
        reason="CODE_CLOCK",
        drift_seconds=drift,
        **DEVICE,
    )
    return true("D20", "CLOCK_DRIFT")


@family
def reset(make: Maker) -> Truth:
    state, right = make.rng.choice((("STEP", "STEP"), ("DENIED", "DENIED")))
    steps = make.rng.randint(2, 6)
    make.put(
        "job",
        id="job-1",
        kind="2FA_RESET",
        state=state,
        step=make.rng.randint(1, steps),
        steps=steps,
        step_code="VIDEO_CHECK",
        since=make.ago(60, 9_000),
        denied_class="FACE_MISMATCH" if state == "DENIED" else None,
    )
    return true("D21", right)


@family
def identity_to_renew(make: Maker) -> Truth:
    is_over = make.rng.random() < 0.3
    at = make.ago(0, 9_000) if is_over else make.ahead(1, 30 * 86_400)
    make.put("kyc", level=2, state="APPROVED", expires_at=at)
    return true("D23", "EXPIRED" if is_over else "DUE")


@family
def order(make: Maker) -> Truth:
    at = make.ago(60, 9_000)
    ended = at + timedelta(seconds=make.rng.randint(1, 50))
    kind = make.rng.choice(("FILLED", "REJECTED", "CANCELLED"))
    amount = make.amount()
    event: dict[str, object] = {"at": ended, "kind": kind, "code": "INSUFFICIENT_BALANCE"}
    if kind == "FILLED":
        event = {"at": ended, "kind": "FILL", "price": "60000", "amount": amount}
    make.put(
        "orders",
        id="O-1",
        symbol="BTC-USDT",
        side="BUY",
        kind="LIMIT",
        amount=amount,
        price="60000",
        placed_at=at,
        state=kind,
        filled=amount if kind == "FILLED" else "0",
        events=({"at": at, "kind": "PLACED"}, event),
        ended_at=ended,
    )
    right = {"FILLED": "FILLED", "REJECTED": "REJECT", "CANCELLED": "CANCELLED_BY"}[kind]
    return true("D24", right, order="O-1")


@family
def refused_call(make: Maker) -> Truth:
    kind = make.rng.choice(("TIMESTAMP", "SIGNATURE", "KEY", "IP", "PERMISSION", "UNKNOWN_STATUS"))
    make.put(
        "api_errors",
        at=make.ago(10, 600),
        key_id="key-1",
        endpoint="POST /orders",
        kind=kind,
        code="-1",
        drift_ms=make.rng.randint(1, 9_000) if kind == "TIMESTAMP" else None,
        order_id="O-1" if kind == "UNKNOWN_STATUS" else None,
    )
    return true("D28", kind, key_id="key-1")


@family
def key(make: Maker) -> Truth:
    kind = make.rng.choice(("ACTIVE", "EXPIRED", "RESTRICTED"))
    make.put(
        "api_keys",
        id="key-1",
        permissions=("READ", "TRADE"),
        ip_bound=True,
        created_at=make.ago(900_000, 9_000_000),
        expires_at=make.ago(1, 9_000) if kind == "EXPIRED" else None,
        restricted=kind == "RESTRICTED",
    )
    return true("D29", kind, key_id="key-1")


@family
def campaign(make: Maker) -> Truth:
    is_earned = make.rng.random() < 0.5
    reached = "1000" if is_earned else str(make.rng.randint(0, 999))
    before = make.ago(90_000, 900_000)
    make.put(
        "campaigns",
        id="C-1",
        name="Autumn Trade",
        state="DECIDED",
        eligible=is_earned,
        pay_at=make.ahead(60, 90_000) if is_earned else None,
        rules=(
            {
                "nr": 1,
                "code": "VOLUME",
                "needs": "1000",
                "reached": reached,
                "unit": "USDT",
                "before": before,
            },
        ),
    )
    return true("D30", "ELIGIBLE" if is_earned else "NOT", campaign="C-1")


@family
def stranger_at_the_door(make: Maker) -> Truth:
    is_strange = make.rng.random() < 0.5
    make.put("logins", at=make.ago(90_000, 200_000), ok=True, known_device=True, **DEVICE)
    make.put("logins", at=make.ago(60, 9_000), ok=True, known_device=not is_strange, **DEVICE)
    return true("D33", "SUSPICIOUS" if is_strange else "CLEAN")


@family
def asset_that_goes(make: Maker) -> Truth:
    end = make.ahead(3_600, 900_000)
    make.happen(
        "network",
        asset="XLM",
        network="stellar:pubnet",
        delisting={
            "trade_end": end,
            "deposit_end": end + timedelta(days=1),
            "withdraw_end": end + timedelta(days=30),
        },
    )
    return true("D38", "DATES", asset="XLM")


@family
def message(make: Maker) -> Truth:
    state, right = make.rng.choice(
        (("DELIVERED", "SENT"), ("BOUNCED", "BOUNCED"), ("SUPPRESSED", "SUPPRESSED"))
    )
    at = make.ago(120, 9_000)
    make.put(
        "deliveries",
        id="m-1",
        kind="LOGIN_CODE",
        channel="MAIL",
        to="d•••@•••.example",
        requested_at=at,
        state=state,
        at=at + timedelta(seconds=make.rng.randint(1, 60)),
    )
    return true("D39", right, kind="LOGIN_CODE")


@family
def money_to_a_stranger(make: Maker) -> Truth:
    at = make.ago(600, 9_000)
    is_open = make.rng.random() < 0.5
    make.put(
        "withdrawals",
        id="w-1",
        asset="ETH",
        network=ETH,
        to=f"0x{2:040x}",
        amount=make.amount(),
        net_fee="0.0008",
        requested_at=at,
        state_since=at,
        state="IN_REVIEW" if is_open else "CANCELLED",
    )
    return true("D34", "CANCELLABLE" if is_open else "OVER", withdrawal="w-1")
