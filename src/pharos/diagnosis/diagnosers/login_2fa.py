"""D20: why signing in does not work, from what the exchange wrote down of the last attempts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Delivery, Login, Page
from pharos.exchange.port import Exchange

WORDS = {
    "drift": _(
        "Your phone's clock looks off by %(seconds)s seconds. Switch on automatic time in the "
        "phone's settings, then try the next code."
    ),
    "clock": _(
        "Your phone's clock looks off. Switch on automatic time in the phone's settings, then try "
        "the next code."
    ),
    "label": _(
        "The code belongs to another account in your authenticator app. Choose the entry of the "
        "account that you sign in to."
    ),
    "locked": _(
        "After several wrong attempts signing in is closed until %(until)s. Then it opens by "
        "itself."
    ),
    "device": _(
        "You signed in from a new device, %(device)s, on %(when)s. Confirm it with the link in "
        "the mail that we sent you."
    ),
    "bounced": _(
        "We sent your sign-in code to %(to)s on %(when)s, and it came back. Choose another way to "
        "receive it."
    ),
    "suppressed": _(
        "Your sign-in code of %(when)s was not sent to %(to)s, because earlier messages there "
        "came back. Choose another way to receive it."
    ),
    "password": _(
        "The password was wrong on %(when)s. You can choose a new one on the sign-in page."
    ),
    "code": _(
        "The code was wrong on %(when)s. Wait for the next one and type it before it changes."
    ),
    "fine": _("We see no failed attempt to sign in since the last one that worked."),
    "safe": _("We never ask you for a password or a code."),
}
OUTCOMES = (
    "CLOCK_DRIFT",
    "WRONG_ACCOUNT_LABEL",
    "LOCKED_UNTIL",
    "NEW_DEVICE_CONFIRM",
    "CODE_BOUNCED",
    # The log knows two more reasons, and that nothing failed.
    "WRONG_PASSWORD",
    "WRONG_CODE",
    "NO_FAILURE",
)
LOOKS_BACK: Final = timedelta(days=1)
LOOK_AGAIN: Final = timedelta(hours=1)
SAFE: Final = Said(key="D20.safe")


@diagnoser("D20", "login_2fa", outcomes=OUTCOMES, words=WORDS)
def login_2fa(ask: Ask) -> Found:
    """A lock first; then the last failure since the last success, or a code that came back."""
    since = ask.inputs.since or ask.at - LOOKS_BACK
    logins = ask.of(Exchange.list_logins, ref=ask.customer, since=since)
    failures = _failures(logins.data.items)
    locks = [one for one in failures if one.locked_until and one.locked_until > ask.at]
    if locks:
        return _locked(logins, max(locks, key=lambda one: one.locked_until or one.at))
    sent = ask.of(Exchange.list_deliveries, ref=ask.customer, kind="LOGIN_CODE", since=since)
    last = failures[-1] if failures else None
    lost = _lost_code(sent.data.items, _last_success(logins.data.items))
    if lost and (last is None or _needs_a_message(last) or lost.requested_at > last.at):
        return _bounced(sent, lost)
    if last is None:
        return Found(outcome="NO_FAILURE", said=(Said(key="D20.fine"),), is_fine=True)
    return _failed(ask, logins, last)


def _failures(logins: tuple[Login, ...]) -> list[Login]:
    """What failed since the last success, oldest first."""
    success = _last_success(logins)
    failed = [one for one in logins if not one.ok and (success is None or one.at > success)]
    return sorted(failed, key=lambda one: one.at)


def _last_success(logins: tuple[Login, ...]) -> datetime | None:
    return max((one.at for one in logins if one.ok), default=None)


def _lost_code(sent: tuple[Delivery, ...], success: datetime | None) -> Delivery | None:
    """The newest code if it never arrived and was asked for after the last success."""
    newest = max(sent, key=lambda one: one.requested_at, default=None)
    if newest is None or newest.state not in ("BOUNCED", "SUPPRESSED"):
        return None
    return newest if success is None or newest.requested_at > success else None


def _needs_a_message(failure: Login) -> bool:
    """Whether this failure may be because a message did not arrive."""
    return failure.reason in ("CODE_WRONG", "NEW_DEVICE", None) and not failure.drift_seconds


def _locked(logins: Fact[Page[Login]], last: Login) -> Found:
    assert last.locked_until is not None, "only locked attempts come here"
    until = logins.shows(last.locked_until)
    return Found(
        outcome="LOCKED_UNTIL",
        said=(Said(key="D20.locked", figures={"until": until}), SAFE),
        evidence={"ends": until},
        eta=until,
        watch=Watch(
            at=last.locked_until, subject="login", events=("hold.ended", "security.changed")
        ),
    )


def _bounced(sent: Fact[Page[Delivery]], lost: Delivery) -> Found:
    figures = {"to": sent.shows(lost.to), "when": sent.shows(lost.at or lost.requested_at)}
    key = "D20.bounced" if lost.state == "BOUNCED" else "D20.suppressed"
    step = Step(kind="resend_message", who="exchange", arguments={"kind": lost.kind})
    return Found(
        outcome="CODE_BOUNCED",
        said=(Said(key=key, figures=figures), SAFE),
        evidence=figures,
        steps=(step,),
    )


def _failed(ask: Ask, logins: Fact[Page[Login]], last: Login) -> Found:
    when = logins.shows(last.at)
    if last.reason == "CODE_OTHER_ACCOUNT":
        return Found(outcome="WRONG_ACCOUNT_LABEL", said=(Said(key="D20.label"), SAFE))
    if last.reason == "NEW_DEVICE":
        return _new_device(ask, logins, last)
    if last.reason == "PASSWORD":
        said = Said(key="D20.password", figures={"when": when})
        step = Step(kind="reset_password")
        return Found(outcome="WRONG_PASSWORD", said=(said, SAFE), steps=(step,))
    if last.drift_seconds:
        seconds = logins.shows(abs(last.drift_seconds))
        said = Said(key="D20.drift", figures={"seconds": seconds})
        evidence = {"drift_seconds": seconds}
        return Found(outcome="CLOCK_DRIFT", said=(said, SAFE), evidence=evidence)
    if last.reason == "CODE_CLOCK":
        return Found(outcome="CLOCK_DRIFT", said=(Said(key="D20.clock"), SAFE))
    said = Said(key="D20.code", figures={"when": when})
    return Found(outcome="WRONG_CODE", said=(said, SAFE))


def _new_device(ask: Ask, logins: Fact[Page[Login]], last: Login) -> Found:
    figures = {"device": logins.shows(last.device), "when": logins.shows(last.at)}
    return Found(
        outcome="NEW_DEVICE_CONFIRM",
        said=(Said(key="D20.device", figures=figures), SAFE),
        evidence=figures,
        steps=(
            Step(kind="resend_message", who="exchange", arguments={"kind": "LOGIN_CODE"}),
            Step(kind="self_lock"),
        ),
        watch=Watch(at=ask.at + LOOK_AGAIN, subject="login", events=("security.changed",)),
    )
