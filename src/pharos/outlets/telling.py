"""What an outlet is told of an event. Read when it is sent, inside the brand's scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from pharos.cases.models import Case, Entry
from pharos.kernel.time import now
from pharos.outlets.alarming import EVENT as ALARM
from pharos.outlets.events import PING, label_of
from pharos.outlets.models import Dispatch, Outlet
from pharos.outlets.queries import conversation_of

Facts = dict[str, Any]

# `<!here>`, `<address|words>`, `@channel`.
MARKUP: Final = str.maketrans({"<": "\u2039", ">": "\u203a", "@": "@\u200b"})
# What of an entry's payload is told; everything else in there stays with us.
TOLD: Final[dict[str, tuple[str, ...]]] = {
    "case.opened": ("team", "reason", "language", "channel", "surface", "assurance"),
    "reply.delivered": ("of", "channel"),
    "reply.seen": ("of", "channel"),
    "reply.failed": ("of", "channel", "code"),
    "case.assigned": ("assignee", "team"),
    "case.reason": ("from", "to"),
    "case.tagged": ("added", "removed"),
    "case.resolved": ("disposition", "reason_final", "assignee"),
    "case.rated": ("overall", "speed", "solved", "attitude"),
    "promise.breached": ("breached", "due_at"),
    "words.erased": ("seq", "position"),
}
# Whose words may go along, where the outlet asks for them.
SPOKEN: Final = frozenset({"message.received", "message.edited", "reply.sent", "case.rated"})


def told(dispatch: Dispatch, outlet: Outlet, entry: Entry | None) -> dict[str, Any]:
    """Return the body of the request: facts and ids, and words only where that is chosen."""
    if outlet.kind == Outlet.Kind.CHAT:
        return {"text": sentence(dispatch, outlet, entry)}
    at = dispatch.queued_at if entry is None else entry.created_at
    return {
        "type": dispatch.event,
        "id": dispatch.name,
        "timestamp": at.isoformat(),
        "data": {"brand": outlet.brand.slug} | _about(dispatch, outlet, entry),
    }


def ping(outlet: Outlet) -> dict[str, Any]:
    """Return what is sent to try an outlet."""
    if outlet.kind == Outlet.Kind.CHAT:
        return {"text": f"Pharos: {plain(outlet.brand.name)}"}
    return {
        "type": PING,
        "timestamp": now().isoformat(),
        "data": {"brand": outlet.brand.slug},
    }


def sentence(dispatch: Dispatch, outlet: Outlet, entry: Entry | None) -> str:
    """One sentence for a team chat: what happened, in which case, and where to look.

    Nothing that a customer wrote, and nobody's name but that of the staff concerned.
    """
    with override(outlet.language):
        said = label_of(dispatch.event)
    who = entry.author_name if entry is not None and entry.author_kind == "staff" else ""
    case = dispatch.case
    page = reverse("desk:case", args=[case.number]) if case else _page(dispatch, outlet)
    parts = [outlet.brand.name, case.number if case else "", said, who or ""]
    return f"{plain(' · '.join(part for part in parts if part))} {settings.BASE_URL}{page}"


def plain(text: str) -> str:
    """A text that no team chat reads as its markup: no tags, no links with other words, no calls.

    Chats differ in what they decode again, so nothing is encoded: signs make way for their like.
    """
    return text.translate(MARKUP).replace("](", "] (")


def _page(dispatch: Dispatch, outlet: Outlet) -> str:
    if dispatch.event == ALARM:
        return reverse("admin:undelivered", args=[outlet.brand.slug])
    return reverse("desk:notices")


def _about(dispatch: Dispatch, outlet: Outlet, entry: Entry | None) -> Facts:
    case = dispatch.case
    if case is None or entry is None:
        return {"seq": dispatch.seq}
    facts: Facts = {
        "case": case.number,
        "seq": entry.seq,
        "customer": str(case.customer.public_id),
        "author": _author(entry, case),
        "conversation": _conversation(entry),
    }
    # What was erased since is told as an event of which nothing is known any more.
    facts |= {"is_erased": True} if entry.is_erased else {}
    payload = entry.payload or {}
    facts |= {name: payload[name] for name in TOLD.get(dispatch.event, ()) if name in payload}
    more = MORE.get(dispatch.event)
    facts |= more(entry) if more else {}
    if outlet.includes_words and dispatch.event in SPOKEN:
        facts["words"] = entry.body
    return facts


def _author(entry: Entry, case: Case) -> Facts:
    if entry.author_kind == "customer":
        return {"kind": "customer", "id": str(case.customer.public_id)}
    return {"kind": entry.author_kind, "id": entry.author_id}


def _conversation(entry: Entry) -> Facts | None:
    thread = conversation_of(entry)
    if thread is None:
        return None
    return {
        "id": str(thread.public_id),
        "channel": thread.channel,
        "position": entry.position,
    }


def _moved(entry: Entry) -> Facts:
    before, after = (entry.payload or {}).get("case", [None, None])
    return {"from": before, "to": after}


def _files(entry: Entry) -> Facts:
    return {"files": len(entry.attachments or [])}


MORE: Final[dict[str, Callable[[Entry], Facts]]] = {
    "case.state": _moved,
    "message.received": _files,
    "reply.sent": lambda entry: {"what": entry.kind} | _files(entry),
}
