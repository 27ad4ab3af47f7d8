"""Why an outlet has not taken something: kept as a code, worded for whoever reads it."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHYS: Final[dict[str, Promise]] = {
    "answered": _("it answered %(value)s"),
    "redirected": _("it sends us elsewhere, and redirects are not followed"),
    "timeout": _("no answer in time"),
    "broken": _("the connection broke (%(value)s)"),
    "name_unknown": _("the name of this address is not known"),
    "inside": _("this address is inside our own network"),
    "our_fault": _("a mistake of ours (%(value)s); the log says more"),
}


def reason(code: str, value: str | int = "") -> str:
    """Return what is kept: one of `WHYS`, and what stands in its words."""
    assert code in WHYS, "a reason without words"
    return f"{code}:{value}"


def reason_words(why: str) -> str:
    """Say in the reader's language why; what was kept in words, in earlier times, as it is."""
    code, colon, value = why.partition(":")
    words = WHYS.get(code) if colon else None
    return why if words is None else str(words) % {"value": value}
