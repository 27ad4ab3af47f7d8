"""Who looked at a customer's data, told to that customer."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import override

from pharos.cases.access import conversation_to_read
from pharos.channels.widget import slow
from pharos.channels.widget.asgi_http import header, known_language
from pharos.channels.widget.customer_entry import AUTHORS, instant
from pharos.channels.widget.thread_request import NO_STORE, ThreadDoors, ThreadRequest
from pharos.channels.widget.threads import CHANNEL
from pharos.diagnosis.looked_at import looked_at, looked_by, looked_for
from pharos.diagnosis.looks import Look, looks_into
from pharos.kernel.scope import reading
from pharos.people.tokens.errors import SignInAgain
from pharos.people.tokens.session import SessionClaims

# The latest; whoever wants them all asks for their data.
MOST = 100


async def looks(request: ThreadRequest) -> None:
    """Tell who looked at the customer's data for this conversation, in the reader's language."""
    language = known_language(header(request.scope, b"accept-language"))
    told = await slow.in_thread(partial(_looks, request.claims, request.thread, language))
    await request.answer(200, {"looks": told}, NO_STORE)


def _looks(claims: SessionClaims, thread: str, language: str) -> list[dict[str, Any]]:
    """Return the latest looks first. Refused to whoever has not signed in: nothing is theirs."""
    actor = claims.actor()
    with reading(actor), override(language):
        conversation = conversation_to_read(actor, thread, channel=CHANNEL)
        if not actor.is_signed_in:
            raise SignInAgain
        told = [_told(look) for look in looks_into([conversation.case])]
    return [look for look in told if look["what"]][:MOST]


def _told(look: Look) -> dict[str, Any]:
    return {
        "at": instant(look.at),
        "who": looked_by(look.kind, look.who),
        "kind": AUTHORS[look.kind],
        "purpose": look.purpose,
        "why": looked_for(look.purpose),
        "what": looked_at(look.questions),
    }


DOORS: ThreadDoors = {("GET", "looks"): looks}
