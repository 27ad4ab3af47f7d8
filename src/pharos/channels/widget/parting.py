"""A customer says that what was put together is about two things."""

from __future__ import annotations

from functools import partial
from typing import Any

from pharos.cases.access import conversation_to_read
from pharos.cases.actions.say_otherwise import say_otherwise
from pharos.channels.widget import slow
from pharos.channels.widget.thread_request import ThreadDoors, ThreadRequest
from pharos.channels.widget.threads import CHANNEL
from pharos.kernel.scope import reading
from pharos.people.tokens.session import SessionClaims


async def part(request: ThreadRequest) -> None:
    """Take the conversation's case out again. Pressing twice does it once."""
    await request.answer(
        200, await slow.in_thread(partial(_parted, request.claims, request.thread))
    )


def _parted(claims: SessionClaims, thread: str) -> dict[str, Any]:
    actor = claims.actor()
    with reading(actor):
        number = conversation_to_read(actor, thread, channel=CHANNEL).case.number
    return {"case": say_otherwise(actor=actor, number=number).number}


DOORS: ThreadDoors = {("POST", "parting"): part}
