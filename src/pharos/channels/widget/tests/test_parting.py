"""What the widget's customer reads of a joining, and their word that it is something else."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.cases.actions.reason import correct_reason
from pharos.channels.widget.tests.caller import Caller, Events, thread_id
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World


def told(events: Events) -> dict[str, Any]:
    """The next that is told of the two cases, once the worker has done it."""
    while True:
        for entry in events.entries(1):
            if entry.get("data", {}).get("event") in ("together", "apart"):
                found: dict[str, Any] = entry["data"]
                return found


@pytest.mark.requirement("TK-01", "CH-27")
def test_a_joining_is_shown_and_taken_back_by_whoever_talks_there(
    desk_server: DeskServer, world: World
) -> None:
    dana, eve = (Caller(desk_server.url, world.brand.slug) for _ in range(2))
    dana.open()
    eve.open()
    there = dana.say(thread_id(), "I cannot get in.").json["case"]
    correct_reason(actor=world.amara.actor(), number=there, reason="ACC.LOCKED")
    thread = thread_id()
    new = dana.say(thread, "It is locked.", topic="ACC.LOCKED").json["case"]
    assert new != there

    with dana.stream(thread) as events:
        assert told(events) == {"event": "together", "case": new, "together": there}
        assert eve.on(thread, "parting", {}).status == 404
        answers = [dana.on(thread, "parting", {}) for _ in range(2)]
        assert told(events) == {"event": "apart", "case": new, "apart": there}

    assert [(each.status, each.json["case"]) for each in answers] == [(200, new)] * 2
    assert dana.say(thread, "It is my other account.").json["case"] == new
