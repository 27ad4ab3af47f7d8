"""What can be told, by stable names: the events of cases, and the notices for staff."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: Final[dict[str, Promise]] = {
    "case.opened": _("A case begins"),
    "message.received": _("A customer has written"),
    "message.edited": _("A customer has changed a message"),
    "message.withdrawn": _("A customer has taken a message back"),
    "reply.sent": _("Something was said to a customer"),
    "reply.delivered": _("A reply has arrived"),
    "reply.seen": _("A reply was seen"),
    "reply.failed": _("A reply did not arrive"),
    "case.state": _("A case has moved"),
    "case.assigned": _("A case has another owner"),
    "case.reason": _("A case is about something else"),
    "case.tagged": _("The tags of a case have changed"),
    "case.resolved": _("A case is resolved"),
    "case.rated": _("A customer has rated"),
    "promise.breached": _("A promise was not kept"),
    "words.erased": _("Words were erased: forget them too"),
}
NOTICES: Final[dict[str, Promise]] = {
    "notice.promise": _("A promise was not kept"),
    "notice.urgent": _("A security case, where minutes count"),
    "notice.undelivered": _("An answer did not reach its customer"),
    "notice.webhook": _("Events for a system of ours were given up"),
    "notice.looks": _("Somebody looks up more than is usual"),
    "notice.canary": _("Somebody looked at an account that nobody has a reason to look at"),
    "notice.no_notice": _("A customer is restricted and has not been told"),
    "notice.approval": _("Something waits for a second person's yes"),
}
PING: Final = "ping"


def label_of(event: str) -> str:
    return str(EVENTS.get(event) or NOTICES.get(event) or event)
