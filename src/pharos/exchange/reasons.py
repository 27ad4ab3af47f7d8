"""Why somebody is restricted: the contract's codes (domain.md C5) and what may be said of each."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pharos.exchange.objects.base import Code, Disclosure
from pharos.exchange.objects.customers import Restriction

OPEN: Final = (
    "SEC_TOO_MANY_ATTEMPTS",
    "SEC_NEW_DEVICE",
    "SEC_CREDENTIAL_LEAK",
    "SEC_CHANGED_2FA",
    "SEC_CHANGED_PASSWORD",
    "SEC_CHANGED_CONTACT",
    "SEC_NEW_ADDRESS",
    "SEC_SELF_LOCK",
    "SEC_SUSPECTED_TAKEOVER",
    "HOLD_FIRST_FIAT",
    "HOLD_FIAT_AMOUNT",
    "HOLD_CARD_PAYMENT",
    "KYC_REQUIRED",
    "KYC_EXPIRED",
    "KYC_DOC_RETRY",
    "KYC_FINAL",
    "REGION_NOT_SERVED",
    "AGE",
    "TRAVEL_RULE_INFO",
    "TRAVEL_RULE_OWNERSHIP",
    "NEGATIVE_BALANCE",
    "DECEASED",
    "MAINTENANCE",
)
GENERIC: Final = (
    "P2P_DISPUTE",
    "PAYMENT_DISPUTE",
    "BANK_REPORT",
    "VOICE_PHISHING_REPORT",
    "MULTI_ACCOUNT",
    "PROMO_ABUSE",
    "MARKET_CONDUCT",
    "TOS_BREACH",
    "OTHER_REVIEW",
)
SEALED: Final = ("LEGAL_ORDER", "SANCTIONS_REVIEW", "COMPLIANCE_REVIEW", "SOF_REQUIRED")

# What a sealed reason looks like to whoever has no clearance: an ordinary review.
NEUTRAL: Final = "OTHER_REVIEW"
# How often whoever is in a review is told where it stands, whatever the reason.
REVIEWED_EVERY: Final = timedelta(days=7)

DISCLOSURE: Final[dict[str, Disclosure]] = {
    **dict.fromkeys(OPEN, "OPEN"),
    **dict.fromkeys(GENERIC, "GENERIC"),
    **dict.fromkeys(SEALED, "SEALED"),
}


def disclosure_of(restriction: Restriction) -> Disclosure:
    """The stricter of what the exchange says and what its code says. Unknown codes are sealed."""
    order = ("OPEN", "GENERIC", "SEALED")
    by_code = DISCLOSURE.get(restriction.code, "SEALED")
    return max(by_code, restriction.disclosure, key=order.index)


def neutral_code(code: Code | None) -> Code | None:
    """The reason of a held transfer as whoever has no clearance may know it."""
    if code is None or DISCLOSURE.get(code, "SEALED") != "SEALED":
        return code
    return NEUTRAL


def next_review(since: datetime, at: datetime) -> datetime:
    """When a review that began at `since` is looked at next after `at`: once a week."""
    weeks = max((at - since) // REVIEWED_EVERY, 0)
    return since + (weeks + 1) * REVIEWED_EVERY


def neutral(restriction: Restriction, at: datetime | None = None) -> Restriction:
    """The restriction as whoever has no clearance may know it, with the next review after `at`.

    A sealed one becomes an ordinary review in every field: code, grounds, steps, who imposed it,
    notice, dates, and its id, which is made of nothing but what stays visible. Ordinary reviews go
    through the same, so that both have one shape.
    """
    if disclosure_of(restriction) != "SEALED" and restriction.code != NEUTRAL:
        return restriction
    return replace(
        restriction,
        id=_neutral_id(restriction),
        code=NEUTRAL,
        disclosure="GENERIC",
        imposed_by="RULE",
        ends_at=None,
        review_at=next_review(restriction.imposed_at, at) if at else None,
        lift_steps=(),
        docs_needed=(),
        legal_ground=None,
        appeal=False,
        may_be_shortened=False,
        notice=None,
    )


def _neutral_id(restriction: Restriction) -> str:
    seen = f"{restriction.imposed_at.timestamp()} {sorted(restriction.scope)}"
    return f"review-{hashlib.sha256(seen.encode()).hexdigest()[:12]}"
