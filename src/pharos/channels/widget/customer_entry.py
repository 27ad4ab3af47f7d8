"""How an entry looks to its customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from pharos.live.stream import frame

AUTHORS = {"customer": "customer", "staff": "agent", "bot": "bot", "system": "system"}
EVENTS = {
    "joined": "joined",
    "resolution": "resolved",
    "review": "review",
    "rating": "rated",
    "verify": "verify",
    "assurance": "verified",
    "erasure": "erased",
    "finding": "finding",
    "job": "job",
    "removed": "removed",
}
# What we tell of a case by ourselves, by what its payload names.
TOLD = ("together", "apart")
# What a finding says is a message: whoever cannot draw its card shows the words.
SPOKEN = ("message", "finding", "acknowledged")
# What of a finding is ours alone.
INNER = ("digest", "rests")


def customer_entry(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the widget shows. `row` is one of `ledger_visible`."""
    payload = orjson.loads(row["payload"]) if row["payload"] else {}
    event = EVENTS.get(row["kind"]) or _told(row["kind"], payload)
    shown: dict[str, Any] = {
        "position": row["position"],
        "kind": "message" if event not in TOLD and _is_spoken(row) else "event",
        "author": AUTHORS[row["author_kind"]],
        "name": row["author_name"],
        "text": row["body"],
        "at": instant(row["created_at"]),
    }
    if row["client_token"]:
        shown["client_token"] = row["client_token"]
    if row["attachments"]:
        shown["files"] = [_shown_file(file) for file in orjson.loads(row["attachments"])]
    if removed := payload.pop("removed", None):
        shown["removed"] = removed
    if row["erased"]:
        payload["erased"] = True
    if event == "rated":
        # It is shown where it was asked for, not as a line of its own.
        payload["words"], shown["text"] = shown["text"], None
    if event is not None:
        payload = _shown_event(event, payload)
    if payload:
        shown["data"] = payload
    return shown


def _told(kind: str, payload: Mapping[str, Any]) -> str | None:
    if kind != "acknowledged":
        return None
    return next((name for name in TOLD if name in payload), None)


def _is_spoken(row: Mapping[str, Any]) -> bool:
    """What became of a job is said to its customer; that it was asked for is a line."""
    return row["kind"] in SPOKEN or (row["kind"] == "job" and row["author_kind"] == "bot")


def _shown_event(event: str, payload: dict[str, Any]) -> dict[str, Any]:
    if event == "verified":
        payload = {"level": payload.get("to")}
    if event == "finding":
        payload = {name: value for name, value in payload.items() if name not in INNER}
    return payload | {"event": event}


def _shown_file(file: dict[str, Any]) -> dict[str, Any]:
    """A file as the customer is told of it; what was uploaded is nobody's business any more."""
    return {name: value for name, value in file.items() if name != "received"}


def entry_frame(row: Mapping[str, Any]) -> bytes:
    """Return the entry as a server-sent event whose id is its position."""
    return frame("entry", orjson.dumps(customer_entry(row)), position=row["position"])


def instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
