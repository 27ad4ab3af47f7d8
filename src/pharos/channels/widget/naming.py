"""What is recognised in what a customer is still writing. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import override

from pharos.channels.widget.asgi_http import (
    Receive,
    Scope,
    header,
    known_language,
    read_json,
    text_of,
)
from pharos.channels.widget.gate import Gate
from pharos.diagnosis.recognising import recognised
from pharos.people.tokens.session import SessionClaims

# Longer than any address; nobody looks up a whole text word by word.
LONGEST = 200


async def naming(
    scope: Scope, receive: Receive, claims: SessionClaims, gate: Gate
) -> dict[str, Any]:
    """Say what one word is, in the reader's language; empty if it is nothing that we know.

    Refused: more than somebody can paste (`too_many`), and what is no word (`too_long`).
    """
    word = text_of(await read_json(receive), "word", longest=LONGEST)
    await gate.naming(scope, claims)
    with override(known_language(header(scope, b"accept-language"))):
        return asdict(recognised(word))
