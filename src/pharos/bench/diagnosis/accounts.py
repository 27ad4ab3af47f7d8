"""Worlds of accounts: withdrawals, holds, identity, trading and the rest."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from pharos.bench.diagnosis.worlds import Maker, Truth, family, true

ETH = "eip155:1"
TO = "0x00000000000000000000000000000000000001ee"
STATES = {
    "AWAITING_CUSTOMER": "EMAIL",
    "IN_REVIEW": "REVIEW",
    "QUEUED": "QUEUED",
    "BROADCAST": "SENT",
    "CONFIRMED": "DONE",
    "REJECTED": "REJECTED",
    "FAILED_REFUNDED": "FAILED",
    "CANCELLED": "CANCELLED",
}


def withdrawal(make: Maker, state: str, **more: object) -> str:
    at = make.ago(10_000, 86_000)
    fields = {
        "id": f"wd-{make.rng.randrange(10**6)}",
        "asset": "ETH",
        "network": ETH,
        "to": TO,
        "amount": make.amount(),
        "net_fee": "0.0008",
        "state": state,
        "requested_at": at,
        "state_since": at,
        "typical_p50_seconds": 900,
        "typical_p90_seconds": 3600,
    } | more
    make.put("withdrawals", **fields)
    return str(fields["id"])


@family
def withdrawal_under_way(make: Maker) -> Truth:
    state = make.rng.choice(sorted(STATES))
    more: dict[str, object] = {}
    if state in ("BROADCAST", "CONFIRMED"):
        amount = make.amount()
        txid = make.send(to=TO, amount=amount, at=make.ago(700, 9_000))
        more = {"txid": txid, "amount": amount}
    if state == "REJECTED":
        more = {"reason": "OTHER_REVIEW"}
    if state == "FAILED_REFUNDED":
        more = {"refund_ledger_id": "line-1", "amount": "1.5"}
        back = {
            "id": "line-1",
            "at": make.ago(60, 500),
            "kind": "REFUND",
            "amount": "1.5",
            "balance": "1.5",
        }
        make.happen("book", customer=make.me.ref, asset="ETH", lines=[back])
    nr = withdrawal(make, state, **more)
    return true("D12", STATES[state], withdrawal=nr)


@family
def withdrawal_on_the_chain(make: Maker) -> Truth:
    is_mined = make.rng.random() < 0.5
    amount = make.amount()
    txid = make.send(to=TO, amount=amount, at=make.ago(700, 9_000), mined=is_mined)
    nr = withdrawal(make, "CONFIRMED" if is_mined else "BROADCAST", txid=txid, amount=amount)
    return true("D13", "CONFIRMED" if is_mined else "UNCONFIRMED", withdrawal=nr, chain=True)


@family
def withdrawal_to_cancel(make: Maker) -> Truth:
    is_open = make.rng.random() < 0.5
    until = make.ahead(1, 600) if is_open else make.ago(1, 500)
    state = "IN_REVIEW" if is_open else "SIGNING"
    nr = withdrawal(make, state, cancellable_until=until)
    return true("D14", "CANCELLABLE" if is_open else "TOO_LATE", withdrawal=nr)


@family
def hold(make: Maker) -> Truth:
    is_over = make.rng.random() < 0.3
    end = make.ago(1, 3_000) if is_over else make.ahead(1, 80_000)
    started = make.ago(4_000, 80_000)
    held = {"cause": "SEC_CHANGED_2FA", "started_at": started, "ends_at": end}
    make.put("security", factors=("TOTP", "MAIL"), holds=(held,))
    return true("D16", "NONE" if is_over else "HOLD")


@family
def no_restriction(make: Maker) -> Truth:  # noqa: ARG001 - nothing is done
    return true("D19", "NONE")


@family
def restriction(make: Maker) -> Truth:
    sealed = ("LEGAL_ORDER", "SANCTIONS_REVIEW", "COMPLIANCE_REVIEW")
    code = make.rng.choice(("TOS_BREACH", "OTHER_REVIEW", *sealed))
    disclosure = "SEALED" if code in sealed else "GENERIC"
    make.put(
        "restrictions",
        id=f"r-{make.rng.randrange(10**6)}",
        scope=("withdraw",),
        code=code,
        disclosure=disclosure,
        imposed_at=make.ago(60, 80_000),
        imposed_by="STAFF",
        review_at=make.ahead(3_600, 86_400),
    )
    return true("D19", "REVIEW")


@family
def kyc(make: Maker) -> Truth:
    state, right = make.rng.choice(
        (("PENDING", "PENDING"), ("RETRY", "RETRY"), ("FINAL", "FINAL"), ("APPROVED", "OK"))
    )
    labels = ("BACK_SIDE_MISSING",) if state == "RETRY" else ()
    make.put("kyc", level=1, state=state, submitted_at=make.ago(60, 80_000), labels=labels)
    return true("D22", right)


@family
def network_gate(make: Maker) -> Truth:
    field, right = make.rng.choice((("deposit", "DEPOSIT_PAUSED"), ("withdraw", "WDR_PAUSED")))
    make.happen(
        "network",
        asset="ETH",
        network=ETH,
        reason="MAINTENANCE",
        since=make.ago(60, 9_000),
        **{field: "PAUSED"},
    )
    return true("D07", right, asset="ETH", network=ETH)


@family
def incident(make: Maker) -> Truth:
    is_over = make.rng.random() < 0.5
    ended = make.ago(60, 3_000) if is_over else None
    make.happen(
        "incident",
        id="inc-1",
        title="Withdrawals of ETH are delayed",
        kind="WITHDRAWAL",
        started_at=make.ago(4_000, 9_000),
        assets=("ETH",),
        ended_at=ended,
    )
    return true("D35", "NONE" if is_over else "MATCH", asset="ETH", network=ETH, kind="WITHDRAWAL")


@family
def whitelist(make: Maker) -> Truth:
    kind = make.rng.choice(("ACTIVE", "COOLING", "NOT_LISTED"))
    if kind != "NOT_LISTED":
        active = make.ago(60, 9_000) if kind == "ACTIVE" else make.ahead(60, 80_000)
        make.put(
            "whitelist",
            address=TO,
            network=ETH,
            added_at=make.ago(10_000, 90_000),
            active_from=active,
        )
    return true("D18", kind, address=TO, network=ETH)


@family
def fiat(make: Maker) -> Truth:
    state, right = make.rng.choice(
        (("MATCHED", "MATCHED"), ("NAME_MISMATCH", "NAME_MISMATCH"), ("RETURNED", "RETURNED"))
    )
    make.put(
        "fiat",
        id="f-1",
        direction="IN",
        currency="EUR",
        amount=make.amount(),
        state=state,
        reference="REF1234",
        at=make.ago(3_600, 80_000),
        return_by=make.ahead(3_600, 80_000) if state == "NAME_MISMATCH" else None,
        returned_at=make.ago(60, 3_000) if state == "RETURNED" else None,
    )
    return true("D31", right, reference="REF1234")


@family
def p2p(make: Maker) -> Truth:
    state, right = make.rng.choice(
        (("WAIT_PAYMENT", "WAIT_PAYMENT"), ("PAID", "PAID_WAIT_RELEASE"), ("RELEASED", "RELEASED"))
    )
    make.put(
        "p2p",
        id="p-1",
        role="BUYER",
        asset="USDT",
        amount=make.amount(),
        fiat="EUR",
        price="0.95",
        state=state,
        created_at=make.ago(60, 800),
        deadline=make.ahead(60, 900),
        in_escrow=state != "RELEASED",
    )
    return true("D27", right, order="p-1")


@family
def fee(make: Maker) -> Truth:
    base, rate = Decimal(make.amount()), Decimal("0.001")
    wrong = make.rng.random() < 0.2
    charged = base * rate + (Decimal("0.01") if wrong else 0)
    make.put(
        "fees",
        ref="t-1",
        kind="TRADE",
        asset="USDT",
        base=str(base),
        rate=str(rate),
        fee=str(charged),
        tier="standard",
        tier_since=make.ago(90_000, 900_000),
        role="TAKER",
    )
    return true("D26", *(() if wrong else ("BREAKDOWN",)), order="t-1")


@family
def ledger(make: Maker) -> Truth:
    balance, lines = Decimal(0), []
    for nr in range(make.rng.randint(1, 8)):
        amount = Decimal(make.amount())
        balance += amount
        lines.append(
            {
                "id": f"l-{nr}",
                "at": make.world.now.replace(microsecond=nr),
                "kind": "DEPOSIT",
                "amount": str(amount),
                "balance": str(balance),
            }
        )
    has_gap = len(lines) > 1 and make.rng.random() < 0.3
    if has_gap:
        lines[-1]["balance"] = str(balance + 1)
    make.happen("book", customer=make.me.ref, asset="USDT", lines=lines)
    held = str(balance + 1 if has_gap else balance)
    make.put("balances", asset="USDT", wallet="FUNDING", available=held, in_orders="0", locked="0")
    return true(
        "D37",
        "GAP" if has_gap else "EXPLAINED",
        asset="USDT",
        since=make.ago(90_000, 90_000),
        until=make.ahead(1, 1),
    )


@family
def liquidation(make: Maker) -> Truth:
    limit, passed = Decimal(100), make.rng.random() < 0.5
    seconds = make.rng.randint(301, 330)
    low = Decimal("99.5") if passed else Decimal("100.5")
    marks = [str(Decimal(110) - nr / Decimal(100)) for nr in range(seconds)] + [str(low)]
    since = make.ago(seconds + 600, seconds + 600)
    steps = len(marks)
    hit = since + timedelta(seconds=steps - 1)
    for kind in ("mark",):
        values = marks
        make.happen(
            "series",
            symbol="ETH-PERP",
            kind=kind,
            step_seconds=1,
            since=since,
            values=[*values, *[values[-1]] * 62],
        )
    make.happen(
        "spec",
        symbol="ETH-PERP",
        version="1",
        liquidation_by="MARK",
        maintenance_rate="0.005",
        in_force_from=make.ago(900_000, 900_000),
    )
    make.put(
        "liquidations",
        id="q-1",
        symbol="ETH-PERP",
        side="LONG",
        size="1",
        leverage="10",
        margin_mode="CROSS",
        liquidation_price=str(limit),
        at=hit,
        fill_price=str(low),
    )
    return true(
        "D25",
        "AS_SPECIFIED" if passed else "DEVIATION",
        order="q-1",
        symbol="ETH-PERP",
        at=hit,
    )
