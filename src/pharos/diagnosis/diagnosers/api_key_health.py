"""D29: what an API key may do, until when, and from where."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import doubt, not_given
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import ApiKey, Page
from pharos.exchange.port import Exchange

WORDS = {
    "which": _("Tell us the name of the key as your list of keys shows it. Never the secret."),
    "not_found": _(
        "Your account has no such key. It may have been deleted, or belong to another account."
    ),
    "active": _("The key %(key)s is in order."),
    "unending": _("It has no end."),
    "until": _("It is good until %(end)s."),
    "may_READ": _("It may read."),
    "may_TRADE": _("It may trade."),
    "may_WITHDRAW": _("It may withdraw."),
    "not_READ": _("The key %(key)s may not read: that permission is off."),
    "not_TRADE": _("The key %(key)s may not trade: that permission is off."),
    "not_WITHDRAW": _("The key %(key)s may not withdraw: that permission is off."),
    "restricted": _("The key %(key)s is stopped at the moment."),
    "expires": _("The key %(key)s ends on %(end)s. Make a new one before that."),
    "expired": _("The key %(key)s ended on %(end)s. Make a new one."),
    "ip_missing": _(
        "The key %(key)s can be used from any address. Give it a list of your own addresses."
    ),
}
OUTCOMES = (
    "ACTIVE",
    "EXPIRES",
    "IP_MISSING",
    "RESTRICTED",
    # It has ended already.
    "EXPIRED",
    # No such key, or not this customer's.
    "NOT_FOUND",
)
TEAM: Final = "technical"
# An end that is this near is told of.
SOON: Final = timedelta(days=14)


@diagnoser("D29", "api_key_health", outcomes=OUTCOMES, words=WORDS)
def api_key_health(ask: Ask) -> Found:
    """What stops the key first, then what will, then what is unwise.

    `inputs.kind` may name a permission that it ought to have: READ, TRADE or WITHDRAW.
    """
    listed = ask.of(Exchange.list_api_keys, ref=ask.customer)
    keys = [one for one in listed.data.items if ask.inputs.key_id in ("", one.id)]
    if listed.data.next_cursor:
        return doubt(ask, "INCOMPLETE", listed, about=ask.inputs.key_id, team=TEAM)
    if not keys:
        return Found(outcome="NOT_FOUND", said=(Said(key="D29.not_found"),))
    key = keys[0]
    if len(keys) > 1 and not ask.inputs.key_id:
        return not_given("key_id", "D29.which")
    ends_before_it_begins = key.expires_at is not None and key.expires_at <= key.created_at
    if ends_before_it_begins or any(one != key for one in keys):
        return doubt(ask, "DISAGREE", listed, about=key.id, team=TEAM)
    return _of_key(ask, listed, key)


def _of_key(ask: Ask, listed: Fact[Page[ApiKey]], key: ApiKey) -> Found:
    named = {"key": listed.shows(key.id, "place")}
    end = {"end": listed.shows(key.expires_at)} if key.expires_at else {}
    new_key = (Step(kind="new_api_key"),)
    if key.expires_at and key.expires_at <= ask.at:
        return _found("EXPIRED", "expired", named | end, new_key)
    if key.restricted:
        return _found("RESTRICTED", "restricted", named)
    wanted = ask.inputs.kind
    if wanted in ("READ", "TRADE", "WITHDRAW") and wanted not in key.permissions:
        step = Step(kind="change_api_key", arguments={"key_id": key.id})
        return _found("RESTRICTED", f"not_{wanted}", named, (step,))
    if key.expires_at and key.expires_at - ask.at <= SOON:
        watch = Watch(at=key.expires_at, subject=key.id, events=("security.changed",))
        found = _found("EXPIRES", "expires", named | end, new_key)
        return replace(found, eta=end["end"], watch=watch)
    if not key.ip_bound:
        step = Step(kind="change_api_key", arguments={"key_id": key.id})
        return _found("IP_MISSING", "ip_missing", named, (step,))
    return _active(named, end, key)


def _active(named: dict[str, Figure], end: dict[str, Figure], key: ApiKey) -> Found:
    said = (
        Said(key="D29.active", figures=named),
        *(Said(key=f"D29.may_{one}") for one in key.permissions),
        Said(key="D29.until" if end else "D29.unending", figures=end),
    )
    return Found(outcome="ACTIVE", said=said, evidence=named | end, is_fine=True)


def _found(
    outcome: str, key: str, figures: dict[str, Figure], steps: tuple[Step, ...] = ()
) -> Found:
    said = (Said(key=f"D29.{key}", figures=figures),)
    return Found(outcome=outcome, said=said, evidence=figures, steps=steps)
