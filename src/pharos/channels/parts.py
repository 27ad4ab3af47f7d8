"""One answer in several requests: what the vendor took once is never handed to it again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from pharos.channels.port import Sent, Temporary, Undelivered

log = logging.getLogger(__name__)


def send_parts(parts: Sequence[Callable[[], str]], sent_before: Sequence[str]) -> Sent:
    """Send one part after the other, behind those that went before; each returns its name.

    What stops it carries the names of all that went (`Undelivered.sent`), also where the fault is
    our own. The parts must be the same ones at each try.
    """
    sent = list(sent_before)
    for part in parts[len(sent) :]:
        try:
            sent.append(part())
        except Undelivered as refusal:
            refusal.sent = tuple(sent)
            raise
        except Exception as error:
            log.exception("a part of an answer was not sent")
            stopped = Temporary("our_fault", type(error).__name__)
            stopped.sent = tuple(sent)
            raise stopped from error
    return Sent(items=tuple(sent))
