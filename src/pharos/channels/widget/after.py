"""What a customer does when their case has ended: say what they think of it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from pharos.cases.actions.rate import Opinion, Rated, rate_case
from pharos.cases.words import LONGEST
from pharos.channels.widget import slow
from pharos.channels.widget.asgi_http import text_of
from pharos.channels.widget.customer_entry import instant
from pharos.channels.widget.thread_request import ThreadDoors, ThreadRequest
from pharos.channels.widget.threads import CHANNEL
from pharos.kernel.errors import Invalid
from pharos.people.tokens.session import SessionClaims
from pharos.reception.inbound import LONGEST_TOKEN


async def rate(request: ThreadRequest) -> None:
    """Take in a rating, or the customer's change of it within a day."""
    fields = await request.fields()
    opinion = Opinion(
        overall=_mark(fields, "overall") or 0,
        speed=_mark(fields, "speed"),
        solved=text_of(fields, "solved"),
        attitude=_mark(fields, "attitude"),
        words=text_of(fields, "words", longest=LONGEST),
    )
    token = text_of(fields, "client_token", longest=LONGEST_TOKEN) or str(uuid4())
    rated = Rated(channel=CHANNEL, external_id=request.thread, client_token=token)
    told = await slow.in_thread(partial(_rate, request.claims, rated, opinion))
    await request.answer(201, told)


def _mark(fields: dict[str, Any], name: str) -> int | None:
    """Return a mark, None if it was left out. Whatever is no number is refused."""
    value = fields.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise Invalid(_("This request cannot be read."), code="rating_invalid")
    return value


def _rate(claims: SessionClaims, rated: Rated, opinion: Opinion) -> dict[str, Any]:
    written = rate_case(actor=claims.actor(), thread=rated, opinion=opinion)
    return {"position": written.position, "at": instant(written.at)}


DOORS: ThreadDoors = {("POST", "ratings"): rate}
