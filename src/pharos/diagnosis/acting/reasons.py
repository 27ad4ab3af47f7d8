"""Why the exchange refused, in words for its customer. A sealed reason looks like any review.

A code that nobody has worded may be a sealed one, so nobody reads it.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.exchange.reasons import NEUTRAL, neutral_code

REASONS: Final[dict[str, str | Promise]] = {
    "TOO_LATE": _("It was too late: it is on its way already, or over."),
    "ALREADY_LOCKED": _("The account was locked already."),
    "ALREADY_UNDER_WAY": _("It is under way already."),
    "ACCOUNT_LOCKED": _("The account is locked. Nothing of it can be changed until it is opened."),
    "NOT_POSSIBLE": _("It is not possible."),
    "INCOMPLETE": _("Something that is needed was missing."),
    "NOT_ASKED_FOR": _("The exchange does not need it any more."),
    "NOT_FOUND": _("It is not there any more."),
    "FORBIDDEN": _("The exchange does not allow it here."),
    "UNSUPPORTED": _("The exchange does not offer this."),
}
REVIEW: Final = _("It is in a review that is required of us. We cannot give details.")


def told_reason(code: str | None) -> str:
    """The code as anybody may know it: one that we have words for, or that of a review."""
    if not code or code in REASONS:
        return code or ""
    known = neutral_code(code)
    return NEUTRAL if known not in REASONS else str(known)


def reason_words(code: str) -> str:
    """What a refused job says of why. Empty without a reason."""
    if not code:
        return ""
    return str(REASONS.get(code, REVIEW))
