"""Amounts as customers and staff type them: exact, positive, of one asset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid

PLAIN: Final = re.compile(r"\d{1,30}(\.\d{1,18})?")
ASSET: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,23}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """So much of one asset."""

    amount: Decimal
    asset: str

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.asset}"


def sum_of(amount: str, asset: str) -> Sum | None:
    """Return what was typed, None if nothing was.

    Refused: what is no plain decimal, or nothing (`amount_invalid`); an asset that is missing or
    no code (`asset_invalid`).
    """
    amount, asset = amount.strip(), asset.strip().upper()
    if not amount and not asset:
        return None
    if not PLAIN.fullmatch(amount) or not (exact := Decimal(amount)):
        raise Invalid(
            _("Write the amount as a plain number above zero, such as 1250.5."),
            code="amount_invalid",
        )
    if not ASSET.fullmatch(asset):
        raise Invalid(
            _("Write of which asset or currency, such as USDT or EUR."), code="asset_invalid"
        )
    return Sum(amount=exact, asset=asset)
