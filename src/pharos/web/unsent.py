"""What somebody wrote and we could not take: shown to them again, so that they lose nothing."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from pharos.web.lines import plain_lines

# How the names of a topic's own questions begin in its form.
PREFIX: Final = "q_"

WRITTEN: Final = (
    *("text", "why", "summary", "did", "happened", "expected", "when", "amount", "address"),
    # Of a claim.
    *("words", "named", "asset"),
)


def unsent(request: HttpRequest) -> str:
    """Return the words of a form that was sent, whichever it was."""
    written = [name for name in request.POST if name in WRITTEN or name.startswith(PREFIX)]
    said = (plain_lines(request.POST[name]).strip() for name in written)
    return "\n\n".join(text for text in said if text)
