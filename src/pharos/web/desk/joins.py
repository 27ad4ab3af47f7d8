"""Why the program put two cases together, in one sentence for staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from pharos.diagnosis.labels import diagnoser_label, plain
from pharos.web.desk.words import REASONS, named

# More of a hash or an address than this tells nobody anything.
LONGEST_THING: Final = 20


def joined_line(payload: Mapping[str, Any]) -> str:
    """What a merging that nobody of staff did says of itself."""
    words = {"case": payload.get("into") or payload.get("from", ""), "why": _why(payload["same"])}
    if "into" in payload:
        return _("Joined with %(case)s by itself: %(why)s") % words
    return _("%(case)s joined this by itself: %(why)s") % words


def _why(same: Mapping[str, Any]) -> str:
    code, what = str(same.get("reason", "")), str(same.get("what", ""))
    if same.get("by") == "subject":
        return _("the same customer names the same thing, %(thing)s") % {"thing": _short(what)}
    topic = {"topic": f"{named(REASONS, code.partition('.')[0])} ({code})"}
    if same.get("by") == "finding":
        diagnoser, _space, outcome = what.partition(" ")
        found = f"{diagnoser_label(diagnoser)}, {plain(outcome)}"
        return _("the same customer, topic %(topic)s, and the same was found: %(found)s") % (
            topic | {"found": found}
        )
    return _("the same customer and topic %(topic)s") % topic


def _short(thing: str) -> str:
    return thing if len(thing) <= LONGEST_THING else f"{thing[:10]}…{thing[-6:]}"
