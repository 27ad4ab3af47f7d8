"""D23: until when the identity check holds, told before it runs out."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.port import Exchange

WORDS = {
    "due": _(
        "Please confirm your details before %(date)s. Otherwise deposits and withdrawals stop."
    ),
    "expired": _(
        "Your details had to be confirmed before %(date)s. Please do it now, so that deposits and "
        "withdrawals go on."
    ),
    "valid": _("Your identity check is valid until %(date)s."),
    "endless": _("Your identity check has no end date."),
    "unconfirmed": _("Your identity is not confirmed yet, so there is no end date."),
}
# DUE is of the domain. EXPIRED is the same too late; OK that there is nothing to do.
OUTCOMES = ("DUE", "EXPIRED", "OK")
# How long before the end people are asked: long enough to find the papers.
ASKED_BEFORE: Final = timedelta(days=30)
RENEW: Final = Step(kind="renew_kyc")
EVENTS: Final = ("kyc.state",)


@diagnoser("D23", "kyc_expiry", outcomes=OUTCOMES, words=WORDS)
def kyc_expiry(ask: Ask) -> Found:
    """An approved check and its end. Whoever is not approved has none: that is D22's matter."""
    asked = ask.of(Exchange.get_kyc, ref=ask.customer)
    kyc = asked.data
    if kyc.state != "APPROVED":
        return Found(outcome="OK", said=(Said(key="D23.unconfirmed"),), is_fine=True)
    if kyc.expires_at is None:
        return Found(outcome="OK", said=(Said(key="D23.endless"),), is_fine=True)
    date = asked.shows(kyc.expires_at)
    if kyc.expires_at <= ask.at:
        return Found(
            outcome="EXPIRED",
            said=(Said(key="D23.expired", figures={"date": date}),),
            evidence={"ends": date},
            steps=(RENEW,),
            watch=Watch(at=ask.at + timedelta(days=1), subject=ask.customer, events=EVENTS),
        )
    if kyc.expires_at - ask.at > ASKED_BEFORE:
        return Found(
            outcome="OK",
            said=(Said(key="D23.valid", figures={"date": date}),),
            evidence={"ends": date},
            watch=Watch(at=kyc.expires_at - ASKED_BEFORE, subject=ask.customer, events=EVENTS),
            is_fine=True,
        )
    return Found(
        outcome="DUE",
        said=(Said(key="D23.due", figures={"date": date}),),
        evidence={"ends": date},
        steps=(RENEW,),
        watch=Watch(at=kyc.expires_at, subject=ask.customer, events=EVENTS),
    )
