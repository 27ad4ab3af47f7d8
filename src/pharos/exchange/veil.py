"""What an answer looks like to whoever has no clearance: nothing in it tells of a sealed reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pharos.exchange.objects import (
    AddressReview,
    Deposit,
    DepositMatch,
    FiatTransfer,
    Hold,
    Kyc,
    Page,
    Restriction,
    Security,
    Withdrawal,
)
from pharos.exchange.reasons import NEUTRAL, SEALED, neutral, next_review

# What an identity check may have found and may not tell (domain.md B2).
SEALED_LABELS: Final = frozenset(
    {"ADVERSE_MEDIA", "CRIMINAL", "COMPROMISED_PERSONS", "PEP", "SANCTIONS", "FRAUDULENT_PATTERNS"}
)
_QUIET: Final = (*SEALED, NEUTRAL)


def veiled(data: Any, at: datetime) -> Any:
    """The same answer at `at` with every sealed reason made an ordinary review."""
    match data:
        case Page():
            return replace(data, items=tuple(veiled(one, at) for one in data.items))
        case DepositMatch() if data.deposit is not None:
            return replace(data, deposit=_money(data.deposit, at))
        case Deposit() | Withdrawal() | FiatTransfer():
            return _money(data, at)
        case Restriction():
            return neutral(data, at)
        case _:
            return _person(data)


def _money(data: Deposit | Withdrawal | FiatTransfer, at: datetime) -> Any:
    if data.reason not in _QUIET:
        return data
    if isinstance(data, Deposit):
        return replace(data, reason=NEUTRAL, review_at=next_review(data.seen_at, at))
    return replace(data, reason=NEUTRAL)


def _person(data: Any) -> Any:
    match data:
        case Security():
            return replace(data, holds=tuple(_hold(one) for one in data.holds))
        case Kyc():
            labels = tuple(one for one in data.labels if one not in SEALED_LABELS)
            return replace(data, labels=labels)
        case AddressReview():
            return replace(data, flag=None)
        case _:
            return data


def _hold(hold: Hold) -> Hold:
    if hold.cause not in _QUIET:
        return hold
    return replace(hold, cause=NEUTRAL, may_be_shortened=False)


__all__ = ["SEALED_LABELS", "veiled"]
