"""Which area of the product somebody asks about: deposits, withdrawals, trading, log-in, API."""

from __future__ import annotations

from typing import Final, Literal

from pharos.diagnosis.asking import Inputs

Area = Literal["DEPOSIT", "WITHDRAWAL", "TRADING", "LOGIN", "API", ""]

# By the first part of a contact reason (domain.md B1), and by the contract's own words.
AREAS: Final[dict[str, Area]] = {
    "DEP": "DEPOSIT",
    "DEPOSIT": "DEPOSIT",
    "WDR": "WITHDRAWAL",
    "WITHDRAWAL": "WITHDRAWAL",
    "TRD": "TRADING",
    "TRADING": "TRADING",
    "ACC": "LOGIN",
    "LOGIN": "LOGIN",
    "API": "API",
}


def area_of(inputs: Inputs) -> Area:
    """By the kind that was given, else by what was named. Empty where neither tells."""
    if named := AREAS.get(inputs.kind.partition(".")[0]):
        return named
    if inputs.withdrawal:
        return "WITHDRAWAL"
    if inputs.deposit or inputs.txid:
        return "DEPOSIT"
    if inputs.order or inputs.symbol:
        return "TRADING"
    return "API" if inputs.key_id or inputs.error_code else ""
