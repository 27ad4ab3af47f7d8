"""D16: until when withdrawals rest, and because of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import disagreed, doubt
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Hold, Restriction
from pharos.exchange.port import Exchange
from pharos.exchange.reasons import NEUTRAL, neutral, neutral_code

WORDS = {
    "none": _("No waiting time is running on your withdrawals."),
    "changed_2fa": _(
        "You changed your two-step sign-in on %(since)s. To protect you, withdrawals are closed "
        "until %(end)s."
    ),
    "changed_password": _(
        "You changed your password on %(since)s. To protect you, withdrawals are closed until "
        "%(end)s."
    ),
    "changed_contact": _(
        "You changed your e-mail address or phone number on %(since)s. To protect you, "
        "withdrawals are closed until %(end)s."
    ),
    "new_device": _(
        "Your account was used from a new device on %(since)s. To protect you, withdrawals are "
        "closed until %(end)s."
    ),
    "new_address": _(
        "You added a withdrawal address on %(since)s. To protect you, withdrawals are closed "
        "until %(end)s."
    ),
    "leak": _(
        "Your sign-in data turned up in a leak on %(since)s. To protect you, withdrawals are "
        "closed until %(end)s."
    ),
    "attempts": _(
        "There were too many failed attempts on %(since)s. To protect you, withdrawals are "
        "closed until %(end)s."
    ),
    "self_lock": _("You locked your account on %(since)s. Withdrawals are closed until %(end)s."),
    "takeover": _(
        "Somebody else may have been in your account on %(since)s. To protect you, withdrawals "
        "are closed until %(end)s."
    ),
    "first_fiat": _(
        "Your first deposit of money arrived on %(since)s. After a first deposit, withdrawals "
        "are closed until %(end)s."
    ),
    "fiat_amount": _(
        "Your deposit of money arrived on %(since)s. As much as you paid in cannot be withdrawn "
        "until %(end)s."
    ),
    "card": _("You paid by card on %(since)s. After that, withdrawals are closed until %(end)s."),
    "other": _("A waiting time began on %(since)s. Withdrawals are closed until %(end)s."),
    "last": _("Withdrawals open on %(end)s, when the last of these ends."),
    "fixed": _("Nobody can shorten this, and neither can we."),
    "more": _("After that, another restriction of your account may still apply."),
}
OUTCOMES = ("NONE", "HOLD")
# What may be said of the cause. Anything else is a waiting time without a name.
CAUSES: Final = {
    "SEC_CHANGED_2FA": "changed_2fa",
    "SEC_CHANGED_PASSWORD": "changed_password",
    "SEC_CHANGED_CONTACT": "changed_contact",
    "SEC_NEW_DEVICE": "new_device",
    "SEC_NEW_ADDRESS": "new_address",
    "SEC_CREDENTIAL_LEAK": "leak",
    "SEC_TOO_MANY_ATTEMPTS": "attempts",
    "SEC_SELF_LOCK": "self_lock",
    "SEC_SUSPECTED_TAKEOVER": "takeover",
    "HOLD_FIRST_FIAT": "first_fiat",
    "HOLD_FIAT_AMOUNT": "fiat_amount",
    "HOLD_CARD_PAYMENT": "card",
}
EVENTS: Final = ("hold.ended", "restriction.lifted", "restriction.changed", "security.changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One thing that closes withdrawals, of holds and restrictions alike. `end` may be unknown."""

    cause: str
    since: datetime
    end: datetime | None
    may_be_shortened: bool | None
    subject: str
    of: Fact[Any]


@diagnoser("D16", "hold_timer", outcomes=OUTCOMES, words=WORDS)
def hold_timer(ask: Ask) -> Found:
    """All that runs is named; what ends last decides. A review has no end here: D19 tells of it."""
    security = ask.of(Exchange.get_security, ref=ask.customer)
    restrictions = ask.of(Exchange.get_restrictions, ref=ask.customer)
    if restrictions.data.next_cursor:
        return doubt(ask, "INCOMPLETE", restrictions, about=ask.customer, team="security")
    timers = [
        *(_of_hold(security, hold, ask.customer) for hold in security.data.holds),
        *(_of_restriction(restrictions, one) for one in restrictions.data.items),
    ]
    running = [one for one in timers if one is not None and _runs(one, ask.at)]
    timed = _named_once(running)
    if not timed:
        return Found(outcome="NONE", said=(Said(key="D16.none"),), is_fine=True)
    if _contradict(timed):
        return disagreed(ask, security, restrictions, about=ask.customer, team="security")
    return _hold(timed, is_all=all(one.end is not None for one in running))


def _of_hold(security: Fact[Any], hold: Hold, customer: str) -> Timer | None:
    if "withdraw" not in hold.scope:
        return None
    cause = neutral_code(hold.cause) or NEUTRAL
    return Timer(
        cause=cause,
        since=hold.started_at,
        end=None if cause == NEUTRAL else hold.ends_at,
        may_be_shortened=hold.may_be_shortened,
        subject=customer,
        of=security,
    )


def _of_restriction(restrictions: Fact[Any], restriction: Restriction) -> Timer | None:
    one = neutral(restriction)
    if not {"withdraw", "all"} & set(one.scope):
        return None
    return Timer(
        cause=one.code,
        since=one.imposed_at,
        end=one.ends_at,
        may_be_shortened=one.may_be_shortened,
        subject=one.id,
        of=restrictions,
    )


def _runs(one: Timer, at: datetime) -> bool:
    return one.since <= at and (one.end is None or at < one.end)


def _named_once(running: list[Timer]) -> list[Timer]:
    """Those with an end, the last to end last. The same one from both lists is one."""
    kept: dict[tuple[Any, ...], Timer] = {}
    for one in running:
        if one.end is not None:
            kept.setdefault((one.end, one.since, one.cause), one)
    return [kept[key] for key in sorted(kept)]


def _contradict(timed: list[Timer]) -> bool:
    """Whether one and the same cause is said to end at two times."""
    return len({(one.cause, one.since) for one in timed}) < len(timed)


def _hold(timed: list[Timer], *, is_all: bool) -> Found:
    last = timed[-1]
    assert last.end is not None, "it has an end"
    end = last.of.shows(last.end)
    for one in timed:
        end = end.with_fact(one.of)
    said = [_sentence(one) for one in timed]
    if len(timed) > 1 and is_all:
        said.append(Said(key="D16.last", figures={"end": end}))
    if any(one.may_be_shortened is False for one in timed if one.end == last.end):
        said.append(Said(key="D16.fixed"))
    if not is_all:
        said.append(Said(key="D16.more"))
    return Found(
        outcome="HOLD",
        said=tuple(said),
        evidence={"since": last.of.shows(last.since), "ends": end},
        eta=end if is_all else None,
        watch=Watch(at=last.end, subject=last.subject, events=EVENTS),
    )


def _sentence(one: Timer) -> Said:
    assert one.end is not None, "it has an end"
    figures = {"since": one.of.shows(one.since), "end": one.of.shows(one.end)}
    return Said(key=f"D16.{CAUSES.get(one.cause, 'other')}", figures=figures)
