"""D33: what happened at an account since it was last surely its owner's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Login, Page, Withdrawal
from pharos.exchange.port import Exchange

WORDS = {
    "suspicious": _("This is new at your account since %(since)s:"),
    "login": _("Somebody signed in on %(when)s from %(place)s with a new device, %(device)s."),
    "attempt": _(
        "Somebody who knew your password tried to sign in on %(when)s from %(place)s with a new "
        "device, %(device)s."
    ),
    "change": _("Changed on %(when)s: %(what)s."),
    "address": _("The withdrawal address %(address)s was added on %(when)s."),
    "key": _("An API key was made on %(when)s."),
    "withdrawal": _("A withdrawal of %(amount)s to %(to)s was asked for on %(when)s."),
    "more": _("There is more than is shown here. In all: %(count)s."),
    "was_it_you": _("Was all of this you? If not, lock everything now, before you write to us."),
    "clean": _("We see nothing new at your account since %(since)s."),
    "still": _("If you think that somebody else is in, lock everything now all the same."),
    "never": _("We never ask you for a password or a code."),
}
CHANGES = {
    "PASSWORD": _("the password"),
    "2FA": _("the two-step sign-in"),
    "MAIL": _("the mail address"),
    "PHONE": _("the phone number"),
    "WHITELIST": _("the list of withdrawal addresses"),
    "API_KEY": _("the API keys"),
    "DEVICE": _("the devices"),
}
OUTCOMES = ("CLEAN", "SUSPICIOUS")
LOOKS_BACK: Final = timedelta(days=30)
LOOK_AGAIN: Final = timedelta(hours=1)
# More than this is no list that anybody reads in such a moment.
SHOWN: Final = 10
LOCK: Final = Step(kind="self_lock")
MAY_BE_STOPPED: Final = ("AWAITING_CUSTOMER", "AWAITING_INFO", "IN_REVIEW", "QUEUED", "ON_HOLD")
KNEW_PASSWORD: Final = ("CODE_WRONG", "CODE_CLOCK", "CODE_OTHER_ACCOUNT", "NEW_DEVICE")


@diagnoser(
    "D33",
    "compromise_triage",
    outcomes=OUTCOMES,
    words=WORDS,
    codes={f"D33.{kind}": text for kind, text in CHANGES.items()},
)
def compromise_triage(ask: Ask) -> Found:
    """Everything new since the last sign-in that was surely the owner's. Locking comes first.

    Surely the owner's is a known device, before the first that nobody knew. Without one it is
    everything of the last thirty days.
    """
    window = ask.inputs.since or ask.at - LOOKS_BACK
    logins = ask.of(Exchange.list_logins, ref=ask.customer, since=window)
    good_at = window if ask.inputs.since else _last_good(logins.data.items, window)
    new = sorted(_news(ask, logins, good_at), key=lambda one: one[0])
    since = logins.shows(good_at)
    never = Said(key="D33.never")
    if not new:
        fine = (Said(key="D33.clean", figures={"since": since}), Said(key="D33.still"), never)
        return Found(
            outcome="CLEAN", said=fine, evidence={"since": since}, steps=(LOCK,), is_fine=True
        )
    said = (
        Said(key="D33.suspicious", figures={"since": since}),
        *(one for _at, one in new[:SHOWN]),
        *_more(ask, len(new)),
        Said(key="D33.was_it_you"),
        never,
    )
    return Found(
        outcome="SUSPICIOUS",
        said=said,
        evidence={"since": since},
        steps=(LOCK, *_stoppable(ask, good_at)),
        watch=Watch(
            at=ask.at + LOOK_AGAIN,
            subject=ask.customer,
            events=("security.changed", "withdrawal.state"),
        ),
    )


def _last_good(logins: tuple[Login, ...], window: datetime) -> datetime:
    odd = [one.at for one in logins if _is_odd(one)]
    first_odd = min(odd, default=None)
    good = [
        one.at
        for one in logins
        if one.ok and one.known_device and (first_odd is None or one.at < first_odd)
    ]
    return max(good, default=window)


def _is_odd(one: Login) -> bool:
    return not one.known_device and (one.ok or one.reason in KNEW_PASSWORD)


def _news(
    ask: Ask, logins: Fact[Page[Login]], good_at: datetime
) -> Iterable[tuple[datetime, Said]]:
    """Each thing with its moment. What the exchange cannot tell of makes the finding UNKNOWN."""
    told = (_signed_in(logins), _changed(ask), _added(ask), _withdrawn(ask, good_at))
    return ((at, said) for news in told for at, said in news if at > good_at)


def _signed_in(logins: Fact[Page[Login]]) -> Iterable[tuple[datetime, Said]]:
    for login in logins.data.items:
        if _is_odd(login):
            figures = {
                "when": logins.shows(login.at),
                "place": logins.shows(login.place),
                "device": logins.shows(login.device),
            }
            yield login.at, Said(key="D33.login" if login.ok else "D33.attempt", figures=figures)


def _changed(ask: Ask) -> Iterable[tuple[datetime, Said]]:
    security = ask.of(Exchange.get_security, ref=ask.customer)
    for change in security.data.changes:
        what = security.shows(f"D33.{change.kind}", "code")
        figures = {"what": what, "when": security.shows(change.at)}
        yield change.at, Said(key="D33.change", figures=figures)


def _added(ask: Ask) -> Iterable[tuple[datetime, Said]]:
    """Addresses and keys: with either of them money can leave without another sign-in."""
    listed = ask.of(Exchange.list_withdraw_addresses, ref=ask.customer)
    for entry in listed.data.items:
        figures = {
            "address": listed.shows(entry.address, "place"),
            "when": listed.shows(entry.added_at),
        }
        yield entry.added_at, Said(key="D33.address", figures=figures)
    keys = ask.of(Exchange.list_api_keys, ref=ask.customer)
    for key in keys.data.items:
        made = {"when": keys.shows(key.created_at)}
        yield key.created_at, Said(key="D33.key", figures=made)


def _withdrawn(ask: Ask, good_at: datetime) -> Iterable[tuple[datetime, Said]]:
    for asked, one in _withdrawals(ask, good_at):
        figures = {
            "amount": asked.amount(one.amount, one.asset),
            "to": asked.shows(one.to, "place"),
            "when": asked.shows(one.requested_at),
        }
        yield one.requested_at, Said(key="D33.withdrawal", figures=figures)


def _withdrawals(
    ask: Ask, good_at: datetime
) -> Iterable[tuple[Fact[Page[Withdrawal]], Withdrawal]]:
    """All of them, page after page: what is missing here could be what was stolen."""
    cursor: str | None = None
    while True:
        asked = ask.of(Exchange.list_withdrawals, ref=ask.customer, since=good_at, cursor=cursor)
        yield from ((asked, one) for one in asked.data.items if one.requested_at > good_at)
        cursor = asked.data.next_cursor
        if cursor is None:
            return


def _more(ask: Ask, count: int) -> tuple[Said, ...]:
    if count <= SHOWN:
        return ()
    first, *others = ask.facts
    return (Said(key="D33.more", figures={"count": first.shows(count).with_fact(*others)}),)


def _stoppable(ask: Ask, good_at: datetime) -> Iterable[Step]:
    """What has not left yet can still be stopped."""
    for _asked, one in _withdrawals(ask, good_at):
        if one.state in MAY_BE_STOPPED:
            yield Step(kind="cancel_withdrawal", arguments={"withdrawal": one.id})
