"""How to deposit and withdraw each asset on each network, from the exchange's own told.

The steps are written for the row as it is now, so they are never out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from babel import Locale
from django.utils.translation import gettext as _

from pharos.diagnosis.status_words import network_name
from pharos.diagnosis.words import exact
from pharos.exchange.objects import AssetNetwork


def deposit_steps(row: AssetNetwork, locale: Locale) -> Iterator[str]:
    """Yield the steps of a deposit; the first warns where deposits are closed just now."""
    told = _figures(row, locale)
    if row.deposit != "OPEN":
        yield _("Deposits are not open just now. Send nothing before they are.")
    yield (
        _("Sign in, open your funds, press Deposit, and choose %(asset)s on %(network)s.") % told
    )
    if row.memo == "REQUIRED":
        yield _("Copy the address and the memo or tag. Without it nobody knows that it is yours.")
    else:
        yield _("Copy the address, and compare its first and last characters where you paste it.")
    yield (
        _("Where you send from, choose %(network)s too. Another network may not reach us.") % told
    )
    yield _("Send at least %(least_deposit)s %(asset)s.") % told
    yield (
        _(
            "It is credited after %(confirmations)s confirmations. If it is not, write its "
            "transaction id to us, and you are told where it is."
        )
        % told
    )


def withdrawal_steps(row: AssetNetwork, locale: Locale) -> Iterator[str]:
    """Yield the steps of a withdrawal; the first warns where withdrawals are closed just now."""
    told = _figures(row, locale)
    if row.withdraw != "OPEN":
        yield _("Withdrawals are not open just now. Wait until they are.")
    yield _("Ask whoever receives it whether they take %(asset)s on %(network)s.") % told
    yield (
        _("Sign in, open your funds, press Withdraw, and choose %(asset)s on %(network)s.") % told
    )
    if row.memo == "NONE":
        yield _("Paste their address, and compare its first and last characters.")
    else:
        yield _("Paste their address, and the memo or tag if they gave you one.")
    yield (
        _(
            "Send at least %(least_withdrawal)s %(asset)s. The fee is %(fee)s %(asset)s, whatever "
            "the amount."
        )
        % told
    )
    yield _(
        "Confirm it yourself. Nobody of ours asks for your codes. What has left cannot be called "
        "back."
    )


def _figures(row: AssetNetwork, locale: Locale) -> dict[str, str]:
    return {
        "asset": row.asset,
        "network": network_name(row.network),
        "least_deposit": exact(row.min_deposit, locale),
        "least_withdrawal": exact(row.min_withdraw, locale),
        "fee": exact(row.fee, locale),
        "confirmations": exact(Decimal(row.confirmations_credit), locale),
    }
