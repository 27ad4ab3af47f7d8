"""Invitations as words: what, when and where, of what a calendar sends (RFC 5545)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from pharos.channels.mail.reading.bounds import MOST_EVENTS
from pharos.channels.mail.reading.mail import Event

_FOLD: Final = re.compile(r"\r?\n[ \t]")
_PARAMETER: Final = re.compile(r';([A-Za-z0-9-]{1,40})=("[^"]*"|[^;:"]*)')
_ESCAPE: Final = re.compile(r"\\([nN,;\\])")
_LONGEST: Final = 500
_KINDS: Final = ("VEVENT", "VTODO")
_TITLES: Final = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time is proposed",
}


def events_of(text: str) -> tuple[Event, ...]:
    """The events of a calendar, in order; none where it is not readable as one."""
    method = ""
    events: list[Event] = []
    fields: dict[str, str] | None = None
    for line in _FOLD.sub("", text).splitlines():
        name, parameters, value = _property(line)
        if name == "METHOD":
            method = value.strip().upper()[:20]
        elif name == "BEGIN" and value.strip().upper() in _KINDS:
            fields = {}
        elif name == "END" and value.strip().upper() in _KINDS and fields is not None:
            events.append(_event(method, fields))
            fields = None
        elif fields is not None:
            fields.setdefault(name, _shown(name, parameters, value))
        if len(events) >= MOST_EVENTS:
            break
    return tuple(events)


def words_of(event: Event) -> str:
    """The event as lines that a person reads."""
    when = " - ".join(part for part in (event.starts, event.ends) if part)
    lines = (
        (_TITLES.get(event.method, "Event"), event.what),
        ("When", when),
        ("Where", event.where),
        ("From", event.organizer),
    )
    return "\n".join(f"{title}: {words}" for title, words in lines if words)


def _property(line: str) -> tuple[str, dict[str, str], str]:
    """Name, parameters and value of one line."""
    name = re.match(r"[A-Za-z0-9-]{1,40}", line)
    if name is None:
        return "", {}, ""
    at = name.end()
    parameters: dict[str, str] = {}
    while match := _PARAMETER.match(line, at):
        parameters[match[1].upper()] = match[2].strip('"')
        at = match.end()
    is_whole = line[at : at + 1] == ":"
    return name[0].upper(), parameters, line[at + 1 :] if is_whole else ""


def _event(method: str, fields: dict[str, str]) -> Event:
    return Event(
        method=method,
        what=fields.get("SUMMARY", ""),
        starts=fields.get("DTSTART", ""),
        ends=fields.get("DTEND") or fields.get("DUE", ""),
        where=fields.get("LOCATION", ""),
        organizer=fields.get("ORGANIZER", ""),
    )


def _shown(name: str, parameters: dict[str, str], value: str) -> str:
    if name in ("DTSTART", "DTEND", "DUE"):
        return _time(value.strip(), parameters.get("TZID", ""))
    if name == "ORGANIZER":
        address = re.sub(r"(?i)^mailto:", "", value.strip())
        common = parameters.get("CN", "")
        return f"{common} <{address}>"[:_LONGEST] if common else address[:_LONGEST]
    plain = _ESCAPE.sub(lambda match: " " if match[1] in "nN" else match[1], value)
    return " ".join(plain.split())[:_LONGEST]


def _time(value: str, zone: str) -> str:
    """`2026-11-26 09:00 Asia/Seoul`; what is no time stays as it was written."""
    for form, shown in (("%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M"), ("%Y%m%d", "%Y-%m-%d")):
        try:
            at = datetime.strptime(value.removesuffix("Z"), form)  # noqa: DTZ007 - its zone is named beside it
        except ValueError:
            continue
        return f"{at.strftime(shown)} {'UTC' if value.endswith('Z') else zone[:60]}".strip()
    return value[:40]
