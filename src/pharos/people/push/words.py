"""What a browser shows of a notification: who and which case, and nothing that was said."""

from __future__ import annotations

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[str, Promise] = {
    "mention": _("%(by)s mentioned you"),
    "assigned": _("%(by)s gave you a case"),
    "woken": _("A case is back"),
    "side_answer": _("%(by)s answered your question"),
    "side_late": _("A colleague's answer is late"),
    "answered": _("Your customer has answered"),
    "promise": _("A promise is about to run out"),
    "looks": _("%(by)s looks up more than is usual"),
    "canary": _("%(by)s looked at an account that nobody has a reason to look at"),
    "undelivered": _("An answer of yours did not reach its customer"),
    "job": _("%(by)s needs your approval of what the exchange is asked"),
    "no_notice": _("A customer is restricted and has not been told"),
    "webhook": _("Events for %(by)s were given up"),
}
# What each kind is to whoever chooses which of them reach them by push and by mail.
KINDS: dict[str, Promise] = {
    "mention": _("Somebody mentions me"),
    "assigned": _("Somebody gives me a case"),
    "answered": _("My customer has answered"),
    "promise": _("A promise of mine is about to run out"),
    "undelivered": _("An answer did not reach its customer"),
    "woken": _("A case that I put off is back"),
    "side_answer": _("A colleague has answered my question"),
    "side_late": _("A colleague's answer is late"),
    "job": _("Something needs my approval"),
    "webhook": _("Events for a system of ours were given up"),
    "looks": _("Somebody looks up more than is usual"),
    "canary": _("Somebody looked at an account that nobody has a reason to look at"),
}
# These reach nobody but supervisors.
OF_SUPERVISORS = frozenset({"webhook", "looks", "canary"})
OTHER = _("Something new for you")


def title_of(kind: str, by: str, language: str = "") -> str:
    """Return one sentence, in the reader's language if it is named."""
    with translation.override(language or translation.get_language() or "en"):
        return str(TITLES.get(kind, OTHER)) % {"by": by or "Pharos"}
