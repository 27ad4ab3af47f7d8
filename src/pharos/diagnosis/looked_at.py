"""What was looked at and what for, in words that the customer has for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_DEPOSITS = _("your deposits")
_ADDRESSES = _("your deposit addresses")
_WITHDRAWALS = _("your withdrawals")
_BALANCES = _("your balances")
_ORDERS = _("your orders")
_IDENTITY = _("your identity check")
_API_KEYS = _("your API keys")
_PROFILE = _("your profile")
_CHAIN = _("the public blockchain")

# Of every question that concerns somebody, and of the chains; what holds for everybody (networks,
# prices, rules) is nobody's data and is not listed.
LABELS: Final = {
    "exchange.resolve_customer": _PROFILE,
    "exchange.get_customer": _PROFILE,
    "exchange.get_tier": _PROFILE,
    "exchange.get_restrictions": _("restrictions of your account"),
    "exchange.list_deposits": _DEPOSITS,
    "exchange.find_deposit": _DEPOSITS,
    "exchange.quote_recovery": _DEPOSITS,
    "exchange.lookup_address": _ADDRESSES,
    "exchange.list_withdrawals": _WITHDRAWALS,
    "exchange.get_withdrawal": _WITHDRAWALS,
    "exchange.list_withdraw_addresses": _("your saved withdrawal addresses"),
    "exchange.review_address": _("the address that you send to"),
    "exchange.get_limits": _("your limits"),
    "exchange.list_fiat": _("your bank and card payments"),
    "exchange.list_ledger": _BALANCES,
    "exchange.get_balances": _BALANCES,
    "exchange.get_order": _ORDERS,
    "exchange.list_liquidations": _ORDERS,
    "exchange.explain_fee": _("your fees"),
    "exchange.get_p2p_order": _("your P2P orders"),
    "exchange.get_campaign": _("your rewards"),
    "exchange.get_kyc": _IDENTITY,
    "exchange.get_identity_job": _IDENTITY,
    "exchange.get_security": _("your security settings"),
    "exchange.list_logins": _("your log-ins"),
    "exchange.list_api_keys": _API_KEYS,
    "exchange.list_api_errors": _API_KEYS,
    "exchange.list_deliveries": _("the codes and messages sent to you"),
    "desk.mail": _("your e-mail address"),
    "desk.phone": _("your telephone number"),
    "desk.handle": _("how you can be reached"),
    "chain.sighting": _CHAIN,
    "chain.tip": _CHAIN,
    "chain.networks": _CHAIN,
}
PURPOSES: Final = {
    "diagnose": _("to find out what happened"),
    "answer": _("to answer you"),
    "watch": _("to see whether something has changed"),
    "verify": _("to check that it is you"),
    "act": _("to do what you asked for"),
    "notice": _("to tell you of a restriction"),
    "reach": _("to reach you"),
    "compare": _("to compare it with what you said"),
    "undelivered": _("to see why a message did not arrive"),
    "reveal": _("for a reason that their supervisor can read"),
}
# What staff may want an address or a number in full for.
REVEALED_FOR: Final = ("reach", "compare", "undelivered", "reveal")
AUTOMATIC: Final = _("automatic")


def looked_at(questions: Iterable[str]) -> list[str]:
    """Name what these questions look at, each once, in the language that is in use."""
    asked = set(questions)
    labels = dict.fromkeys(label for name, label in LABELS.items() if name in asked)
    return [gettext(label) for label in labels]


def looked_for(purpose: str) -> str:
    """Say what a look was for, in the language that is in use. Empty if it is not known."""
    return gettext(PURPOSES[purpose]) if purpose in PURPOSES else ""


def looked_by(kind: str, name: str) -> str:
    """Name who looked: staff as they are named in the conversation, the rest as automatic."""
    return name if kind == "staff" else gettext(AUTOMATIC)
