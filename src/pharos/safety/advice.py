"""What a customer should do at once who has written a secret to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pharos.safety.findings import KINDS, MARKER, MARKERS, Kind

_KINDS: Final[dict[str, Kind]] = {marker: kind for kind, marker in MARKERS.items()}
# What is left of a marker where a list has shortened the words.
_CUT: Final = re.compile(r"\[removed:?[a-z_]*…$")

# What stands in the conversation where the secret was.
NAMES: Final[dict[Kind, Promise]] = {
    "recovery_phrase": _("a recovery phrase"),
    "private_key": _("a private key"),
    "api_secret": _("an API secret"),
    "password": _("a password"),
    "authenticator_key": _("the key of an authenticator app"),
    "one_time_code": _("a one-time code"),
    "card_number": _("a card number"),
    "card_code": _("the security code of a card"),
}

WHAT_TO_DO: Final[dict[Kind, Promise]] = {
    "recovery_phrase": _(
        "That was a recovery phrase. We removed it before it was stored; nobody here has seen it. "
        "But it has left your device, so treat it as known to others: make a new wallet and move "
        "your funds there now. We never need your recovery phrase. Whoever asks for it is stealing."
    ),
    "private_key": _(
        "That was a private key. We removed it before it was stored; nobody here has seen it. "
        "But it has left your device, so treat it as known to others: move the funds of this key "
        "to a new address now. We never need your private key. Whoever asks for it is stealing."
    ),
    "api_secret": _(
        "That was an API key or secret. We removed it before it was stored; nobody here has seen "
        "it. Delete this key in your account now and make a new one. We never need it."
    ),
    "password": _(
        "That was a password or PIN. We removed it before it was stored; nobody here has seen it. "
        "Change it now, everywhere that you use it. We never need your password."
    ),
    "authenticator_key": _(
        "That was the key of your authenticator app. We removed it before it was stored; nobody "
        "here has seen it. Whoever has it can make your codes: set up the app anew now. We never "
        "need it."
    ),
    "one_time_code": _(
        "That was a one-time code. We removed it before it was stored; nobody here has seen it. It "
        "expires soon. Never give such a code to anybody: whoever asks for it wants to sign in as "
        "you. If somebody asked you for it, change your password now."
    ),
    "card_number": _(
        "That was a card number. We removed it before it was stored; nobody here has seen it. We "
        "never need it. If anybody else may have seen it, have your bank block the card now."
    ),
    "card_code": _(
        "That was the security code of a card. We removed it before it was stored; nobody here has "
        "seen it. Nobody but a shop at the moment of paying needs it: have your bank block the "
        "card now if anybody else may have seen it."
    ),
}


def removed_words(marker: str) -> str:
    """What stood where this marker stands, in the reader's language: "a password, removed"."""
    return gettext("%(what)s, removed") % {"what": NAMES[_KINDS[marker]]}


def in_words(text: str) -> str:
    """A text with words in place of its markers, for whatever shows it as plain text."""
    if "[removed" not in text:
        return text
    return _CUT.sub("…", MARKER.sub(lambda found: f"[{removed_words(found[0])}]", text))


def told_markers(texts: Iterable[str]) -> dict[str, str]:
    """The markers that stand in these texts, each with the words for it."""
    found = {marker for text in texts for marker in MARKER.findall(text)}
    return {marker: removed_words(marker) for marker in MARKERS.values() if marker in found}


def names_of(kinds: Iterable[str]) -> str:
    """What was found, in words: "a recovery phrase, a password"."""
    found = set(kinds)
    return ", ".join(str(NAMES[kind]) for kind in KINDS if kind in found)


def what_to_do(kinds: Iterable[str]) -> list[str]:
    """What to tell the customer, the most urgent first."""
    found = set(kinds)
    return [str(WHAT_TO_DO[kind]) for kind in KINDS if kind in found]
