"""Sums and products of amounts, exact or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import reduce
from typing import Final

# Digits enough for sums and products of the contract's amounts; what would be rounded is refused.
EXACT: Final = Context(prec=400, traps=[Inexact, InvalidOperation])


def total(amounts: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, amounts, Decimal(0))


def product(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.multiply(one, other)
