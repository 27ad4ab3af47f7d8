"""How far each reply has come on its way out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pharos.cases.actions.record_delivery import LED
from pharos.cases.listing.deliveries import ON_SCREEN, TOLD_IN_PUBLIC
from pharos.cases.models import Delivery
from pharos.channels.registry import channel_of
from pharos.people.actor import Actor

State = Delivery.State

WHYS: dict[str, Promise] = {
    "rate_limited": gettext_lazy("the channel asks us to wait"),
    "unreachable": gettext_lazy("nobody answers there"),
    "vendor_fault": gettext_lazy("the channel itself has trouble"),
    "vendor_refused": gettext_lazy("the channel refuses it"),
    "refused": gettext_lazy("it came back"),
    "complained": gettext_lazy("the customer reported it as unwanted"),
    "unwanted": gettext_lazy("its reader reported it as unwanted"),
    "no_account": gettext_lazy("there is no account to answer with"),
    "not_set_up": gettext_lazy("the account is not set up"),
    "no_address": gettext_lazy("there is no address to answer to"),
    "address_not_taken": gettext_lazy("our mail server cannot write to such an address"),
    "file_too_large": gettext_lazy("a file is too large for this channel"),
    "our_fault": gettext_lazy("a mistake of ours; the log says more"),
    "too_late": gettext_lazy("it would have come too late"),
    "blocked": gettext_lazy("the customer has blocked us"),
    "gone": gettext_lazy("the customer is not there any more"),
    "window_closed": gettext_lazy("the customer wrote too long ago for this channel"),
    "credentials": gettext_lazy("the channel does not accept our key any more"),
    "token_refused": gettext_lazy("the channel does not accept our key any more"),
    "account_trouble": gettext_lazy("the channel has restricted our account"),
    "quota_used": gettext_lazy("our account there may send no more this month"),
    "mail_refused": gettext_lazy("the mail server refuses it"),
    "mail_deferred": gettext_lazy("the mail server asks us to wait"),
    "chat_moved": gettext_lazy("the chat has moved elsewhere"),
    "file_not_taken": gettext_lazy("the channel does not take such a file"),
    "file_refused": gettext_lazy("the channel does not take such a file"),
    "kind_unknown": gettext_lazy("the channel does not take such a message"),
    "not_allowed": gettext_lazy("our account may not write there"),
    "not_allowed_there": gettext_lazy("our account may not write there"),
    "not_ready": gettext_lazy("a file is still being prepared"),
    "not_themselves": gettext_lazy("an account cannot write to itself"),
    "too_long": gettext_lazy("it is too long for this channel"),
}


UNFETCHED: dict[str, Promise] = {
    "gone": gettext_lazy("the file is not there any more"),
    "not_theirs": gettext_lazy("the file does not lie with the channel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far one reply has come. `is_beside`: it is on the customer's screen too."""

    seq: int
    state: str
    words: str
    at: datetime
    is_beside: bool = False

    @property
    def is_failed(self) -> bool:
        return self.state == State.FAILED


def ways_of(actor: Actor, row: Mapping[str, Any]) -> dict[int, Way]:
    """Return the way of each reply of the case whose `deliveries_columns` these are, by `seq`."""
    return {told["seq"]: _way(told, actor) for told in row["deliveries"]}


def why_words(code: str) -> str:
    """Say in plain words why something did not arrive."""
    return str(WHYS.get(code, code))


def why_unfetched(code: str) -> str:
    """Say in plain words why a file of a customer's could not be had from its channel."""
    return str(UNFETCHED.get(code) or why_words(code))


def told_trouble(trouble: str) -> str:
    """Word what keeps an account from working: kept as a code and the channel's words behind it."""
    code, _colon, said = trouble.partition(":")
    return beside(str(WHYS[code]), said.strip()) if code in WHYS else trouble


def beside(reason: str, said: str) -> str:
    """Return a reason in our words, with the channel's own in quotation marks."""
    return f"{reason} (“{said}”)" if said and said != reason else reason


def _way(told: dict[str, Any], actor: Actor) -> Way:
    state = State.QUEUED if told["state"] == State.SENDING else State(told["state"])
    # The channel's own words may name who the customer is.
    why = told["why"] if actor.sees_unmasked else ""
    blanks = {
        "channel": channel_name(told["channel"] or told["thread"]),
        "why": beside(why_words(told["code"]), why),
    }
    words = WAITS_AGAIN if state == State.QUEUED and told["code"] else WORDS[state]
    if is_led := state in ARRIVED and told["code"] in (LED, TOLD_IN_PUBLIC):
        words = ONLY_LED
    return Way(
        seq=told["seq"],
        state=LED if is_led else state.value,
        words=str(words) % blanks,
        at=datetime.fromisoformat(told["moved_at"]),
        is_beside=told["thread"] == ON_SCREEN,
    )


def channel_name(kind: str) -> str:
    channel = channel_of(kind)
    return str(channel.name) if channel else kind.capitalize()


WAITS_AGAIN = gettext_lazy("Not sent yet, tried again soon: %(why)s")
ONLY_LED = gettext_lazy("Not said in %(channel)s, only where to go on in private")
ARRIVED = frozenset({State.SENT, State.DELIVERED, State.SEEN, State.RESTED})
WORDS: dict[State, Promise] = {
    State.QUEUED: gettext_lazy("On its way by %(channel)s"),
    State.SENT: gettext_lazy("Sent by %(channel)s"),
    State.DELIVERED: gettext_lazy("Delivered by %(channel)s"),
    State.SEEN: gettext_lazy("Seen in %(channel)s"),
    State.FAILED: gettext_lazy("Not delivered by %(channel)s: %(why)s"),
    State.RESTED: ONLY_LED,
}
