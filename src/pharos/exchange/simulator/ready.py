"""What can be done to the world with one press: events that are filled in already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pharos.exchange.simulator.events import EventError
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.northmere import SHARED

Make = Callable[[Kept, str], tuple[str, dict[str, Any]]]
POLYGON: Final = "eip155:137"
ETHER: Final = "eip155:1"
STRANGER: Final = "0x00000000000000000000000000000000000057a6"


@dataclass(frozen=True, slots=True)
class Ready:
    """One button. `make` gives the event for what it stands beside: an account, a row, a source."""

    key: str
    label: str
    make: Make
    # Undoes or mends, and is drawn more quietly.
    mends: bool = False


def _txid(kept: Kept, word: str) -> str:
    return f"0x{kept.token(word)}"


def _let_pass(seconds: int) -> Make:
    return lambda _kept, _on: ("advance", {"value": seconds})


def _deposit(kept: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    return "transfer", {
        "network": ETHER,
        "txid": _txid(kept, ref),
        "to": ref,
        "amount": "0.5",
        "symbol": "ETH",
        "sender": STRANGER,
    }


def _deposit_waits(kept: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    name, arguments = _deposit(kept, ref)
    return name, arguments | {"mined": False, "low_fee": True}


def _wrong_network(kept: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    account = kept.world.accounts.get(ref)
    if account is None:
        raise EventError(f"there is no account {ref!r}")
    address = next(one.address for one in account.addresses if one.network == ETHER)
    return "transfer", {
        "network": POLYGON,
        "txid": _txid(kept, ref),
        "to": address,
        "amount": "250",
        "symbol": "USDT",
        "contract": "0xc2132d05d31c914a87c6611c10748aeb04b58e8f",
        "sender": STRANGER,
    }


def _no_memo(kept: Kept, _: str) -> tuple[str, dict[str, Any]]:
    network, address, asset = SHARED[0]
    return "transfer", {
        "network": network,
        "txid": kept.token("memo").upper(),
        "to": address,
        "amount": "120",
        "symbol": asset,
    }


def _withdrawal(kept: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    return "put", {
        "customer": ref,
        "what": "withdrawals",
        "id": f"wd-{kept.token(ref)[:10]}",
        "asset": "ETH",
        "network": ETHER,
        "to": STRANGER,
        "amount": "0.4",
        "net_fee": "0.0008",
        "state": "IN_REVIEW",
        "requested_at": "-5m",
        "state_since": "-4m",
        "typical_p50_seconds": 900,
        "typical_p90_seconds": 3600,
        "cancellable_until": "+30m",
    }


def _restricted(code: str, **values: Any) -> Make:
    def make(kept: Kept, ref: str) -> tuple[str, dict[str, Any]]:
        return "put", {
            "customer": ref,
            "what": "restrictions",
            "id": f"res-{kept.token(ref)[:10]}",
            "code": code,
            "imposed_at": "-1s",
            **values,
        }

    return make


def _hold(_: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    return "put", {
        "customer": ref,
        "what": "security",
        "changes": [{"kind": "2FA", "at": "-1m"}],
        "holds": [{"cause": "SEC_CHANGED_2FA", "started_at": "-1m", "ends_at": "+24h"}],
    }


def _kyc_retry(_: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    return "put", {
        "customer": ref,
        "what": "kyc",
        "level": 1,
        "state": "RETRY",
        "labels": ["PHOTO_BLURRED"],
        "public_comment": "The photo is not sharp. Take it again in daylight.",
        "submitted_at": "-2h",
    }


def _kyc_done(_: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    return "put", {
        "customer": ref,
        "what": "kyc",
        "level": 2,
        "state": "APPROVED",
        "labels": [],
        "public_comment": "",
    }


def _lift(_: Kept, ref: str) -> tuple[str, dict[str, Any]]:
    return "lift", {"customer": ref}


def _gate(which: str, state: str, **values: Any) -> Make:
    def make(_: Kept, row: str) -> tuple[str, dict[str, Any]]:
        asset, _sep, network = row.partition(" ")
        return "network", {"asset": asset, "network": network, which: state, **values}

    return make


def _fault(kind: str | None) -> Make:
    return lambda _, source: ("fault", {"source": source} | ({"kind": kind} if kind else {}))


def _incident(_: Kept, __: str) -> tuple[str, dict[str, Any]]:
    return "incident", {
        "id": "inc-1",
        "title": "Withdrawals take longer than usual",
        "kind": "WITHDRAWAL",
        "started_at": "-15m",
        "next_update_at": "+30m",
        "text": "We are working on it. Your funds are safe.",
    }


def _incident_over(kept: Kept, _: str) -> tuple[str, dict[str, Any]]:
    if all(one.id != "inc-1" for one in kept.world.incidents):
        raise EventError("no incident is open")
    name, arguments = _incident(kept, "")
    return name, arguments | {"ended_at": "-1s", "next_update_at": None, "text": "It is over."}


def _moody(state: str | None, reason: str = "") -> Make:
    given = {"state": state} if state else {}
    return lambda _, kind: (
        "moody",
        {"kind": kind, **given} | ({"reason": reason} if reason else {}),
    )


def _decide(reason: str = "") -> Make:
    return lambda _, job: ("decide", {"job": job} | ({"reason": reason} if reason else {}))


PAUSED: Final = {"reason": "WALLET_MAINTENANCE", "since": "-1s", "expected_until": "+2h"}
MENDED: Final[dict[str, Any]] = {"reason": None, "since": None, "expected_until": None}
SEALED: Final[dict[str, Any]] = {
    "scope": ["all"],
    "disclosure": "SEALED",
    "imposed_by": "AUTHORITY",
    "review_at": "+72h",
}
ATTEMPTS: Final[dict[str, Any]] = {
    "scope": ["login"],
    "disclosure": "OPEN",
    "imposed_by": "RULE",
    "ends_at": "+2h",
}

TIME: Final = (
    Ready("minute", "Advance 1 minute", _let_pass(60)),
    Ready("minutes", "Advance 10 minutes", _let_pass(600)),
    Ready("hour", "Advance 1 hour", _let_pass(3600)),
    Ready("day", "Advance 24 hours", _let_pass(86_400)),
)
ACCOUNT: Final = (
    Ready("deposit", "Deposit 0.5 ETH", _deposit),
    Ready("waits", "Deposit with too low a fee", _deposit_waits),
    Ready("astray", "Send on the wrong network", _wrong_network),
    Ready("memo", "Send XRP without a tag", _no_memo),
    Ready("withdrawal", "Withdrawal into review", _withdrawal),
    Ready("locked", "Lock after wrong codes", _restricted("SEC_TOO_MANY_ATTEMPTS", **ATTEMPTS)),
    Ready("court", "Freeze by court order", _restricted("LEGAL_ORDER", **SEALED)),
    Ready("hold", "Change 2FA: 24 h hold", _hold),
    Ready("kyc", "Identity check: try again", _kyc_retry),
    Ready("kyc_done", "Identity check: approve", _kyc_done, mends=True),
    Ready("lift", "Lift all restrictions", _lift, mends=True),
)
NETWORK: Final = (
    Ready("no_deposits", "Pause deposits", _gate("deposit", "PAUSED", **PAUSED)),
    Ready("no_withdrawals", "Pause withdrawals", _gate("withdraw", "PAUSED", **PAUSED)),
    Ready("open", "Open", _gate("deposit", "OPEN", withdraw="OPEN", **MENDED), mends=True),
)
SOURCE: Final = (
    Ready("down", "Let it fail", _fault("down")),
    Ready("hang", "Let it hang", _fault("hang")),
    Ready("stale", "Old answers", _fault("stale")),
    Ready("lie", "Let it lie", _fault("lie")),
    Ready("mend", "Mend", _fault(None), mends=True),
)
INCIDENT: Final = (
    Ready("incident", "Open an incident", _incident),
    Ready("incident_over", "Close it", _incident_over, mends=True),
)
REQUEST: Final = (
    Ready("refuse", "Refuse", _moody("REFUSED", "NOT_POSSIBLE")),
    Ready(
        "refuse_sealed",
        "Refuse for a reason that nobody may know",
        _moody("REFUSED", "LEGAL_ORDER"),
    ),
    Ready("leave", "Leave undecided", _moody("RUNNING")),
    Ready("execute", "Execute", _moody(None), mends=True),
)
JOB: Final = (
    Ready("do_it", "Do it", _decide()),
    Ready("deny", "Refuse it", _decide("NOT_POSSIBLE")),
)
ALL: Final[Mapping[str, Ready]] = {
    one.key: one
    for group in (TIME, ACCOUNT, NETWORK, SOURCE, INCIDENT, REQUEST, JOB)
    for one in group
}
