"""Who looked at a customer's data, told to that customer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from django.utils.translation import override

from pharos.cases.access import conversation_to_read
from pharos.channels.widget import slow
from pharos.channels.widget.asgi_http import (
    Headers,
    Receive,
    Scope,
    Send,
    header,
    known_language,
    send_json,
)
from pharos.channels.widget.customer_entry import AUTHORS, instant
from pharos.channels.widget.threads import CHANNEL
from pharos.diagnosis.looked_at import looked_at, looked_by, looked_for
from pharos.diagnosis.looks import Look, looks_into
from pharos.kernel.scope import reading
from pharos.people.tokens.errors import SignInAgain
from pharos.people.tokens.session import SessionClaims

Door = Callable[..., Coroutine[Any, Any, None]]

# The latest; whoever wants them all asks for their data.
MOST = 100


async def looks(
    scope: Scope,
    receive: Receive,
    send: Send,
    cors: Headers,
    claims: SessionClaims,
    thread: str,
) -> None:
    """Tell who looked at the customer's data for this conversation, in the reader's language."""
    del receive
    language = known_language(header(scope, b"accept-language"))
    told = await slow.in_thread(partial(_looks, claims, thread, language))
    await send_json(send, 200, {"looks": told}, [*cors, (b"cache-control", b"no-store")])


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


DOORS: dict[tuple[str, str], Door] = {("GET", "looks"): looks}
