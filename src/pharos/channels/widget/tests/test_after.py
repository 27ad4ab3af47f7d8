"""The end of a conversation over HTTP: what was seen, the rating, and the proof of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.actions.mark_seen import mark_seen
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.actions.resolve import resolve_case
from pharos.cases.models import Case
from pharos.cases.tests.deeds import outcome
from pharos.channels.widget.tests.caller import Caller, thread_id
from pharos.config.command import main as pharos
from pharos.kernel.scope import brand_scope
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World


class End:
    """Dana has asked, Amara has answered."""

    def __init__(self, server: DeskServer, world: World) -> None:
        self.world = world
        self.dana = Caller(server.url, world.brand.slug)
        self.dana.open()
        self.thread = thread_id()
        asked = self.dana.say(self.thread, "Where is it?", topic="DEP.NOT_FOUND").json
        self.number, self.asked_at = asked["case"], asked["position"]
        draft = ReplyDraft(body="It is here.", client_token=str(uuid4()))
        self.answer = send_reply(actor=world.amara.actor(), number=self.number, draft=draft)

    def resolve(self) -> None:
        resolve_case(actor=self.world.amara.actor(), number=self.number, outcome=outcome())

    def rate(self, **fields: Any) -> Any:
        return self.dana.on(self.thread, "ratings", {"client_token": str(uuid4())} | fields)

    def entries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.dana.on(self.thread, "entries").json["entries"]
        return found

    def case(self) -> Case:
        with brand_scope(self.world.brand.pk):
            return Case.objects.get(number=self.number)

    def cookie(self, server: DeskServer) -> dict[str, str]:
        cookie = server.session_cookie(f"amara-{self.world.mark}")
        return {"Cookie": f"{cookie['name']}={cookie['value']}"}


@pytest.fixture
def end(desk_server: DeskServer, world: World) -> End:
    return End(desk_server, world)


def test_a_reply_is_delivered_then_seen_and_the_desk_hears_of_both(
    desk_server: DeskServer, end: End
) -> None:
    with end.dana.stream("/live/desk", headers=end.cookie(desk_server)) as amara:
        with end.dana.stream(end.thread) as dana:
            dana.until("entry")
            delivered = amara.until("case.receipt")[-1]["data"]
        end.dana.on(end.thread, "read", {"position": end.answer.position})
        seen = amara.until("case.receipt")[-1]["data"]

    assert (delivered["case"], delivered["delivered"]) == (end.number, end.answer.position)
    assert (seen["case"], seen["seen"]) == (end.number, end.answer.position)
    conversation = end.world.conversation(end.case())
    assert conversation.delivered_position == end.answer.position
    assert conversation.read_position == end.answer.position
    assert conversation.delivered_at is not None


def test_the_customer_sees_that_theirs_was_seen_now_and_when_they_come_back(end: End) -> None:
    with end.dana.stream(end.thread) as dana:
        dana.until("entry")
        mark_seen(actor=end.world.amara.actor(), number=end.number, seq=1)
        told = dana.until("seen")[-1]["data"]
    with end.dana.stream(end.thread, after=end.answer.position or 0) as dana:
        again = dana.until("seen")[-1]["data"]

    assert (told["position"], again["position"]) == (end.asked_at, end.asked_at)
    assert end.dana.on(end.thread, "entries").json["seen"]["position"] == end.asked_at


@pytest.mark.parametrize("who", ["kofi", "olena"])
def test_only_who_answers_here_counts_as_having_seen(end: End, who: str) -> None:
    mark_seen(actor=getattr(end.world, who).actor(), number=end.number, seq=1)
    assert end.dana.on(end.thread, "entries").json["seen"] is None

    mark_seen(actor=end.world.amara.actor(), number=end.number, seq=1)
    assert end.dana.on(end.thread, "entries").json["seen"]["position"] == end.asked_at


@pytest.mark.requirement("QF-10")
def test_the_ending_tells_how_long_it_took_and_is_rated_on_the_three_questions(end: End) -> None:
    assert end.rate(overall=4).refusal == (409, "not_resolved")
    end.resolve()
    ended = end.entries()[-1]["data"]
    assert ended["event"] == "resolved"
    assert 0 <= ended["answered_in"] <= ended["solved_in"] < 60

    answers = {"overall": 4, "speed": 5, "solved": "partly", "attitude": 3, "words": "Fine."}
    assert end.rate(**answers).status == 201
    shown = end.entries()[-1]
    assert shown["data"] == answers | {"event": "rated"}
    assert (shown["author"], shown["text"]) == ("customer", None)


@pytest.mark.parametrize("wrong", [{"overall": "5"}, {"overall": True}, {"overall": 9}, {}])
def test_what_is_no_rating_is_refused_by_the_door(end: End, wrong: dict[str, Any]) -> None:
    end.resolve()

    assert end.rate(**wrong).refusal == (422, "rating_invalid")
    assert end.rate(overall=5).status == 201


@pytest.mark.requirement("QF-10")
def test_the_transcript_holds_ending_and_rating_and_proves_them(
    end: End, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end.resolve()
    end.rate(overall=2, solved="no", words="It never came.")
    bundle = end.dana.on(end.thread, "transcript").json
    text = "\n".join(bundle["transcript"])
    assert "It had arrived at nine." in text
    assert "(rated it 2 of 5)\nIt never came." in text

    kept = tmp_path / "bundle.json"
    kept.write_text(json.dumps(bundle))
    assert pharos(["verify", str(kept), "--key", bundle["public_key"]]) == 0
    bundle["entries"][-1]["payload"] = bundle["entries"][-1]["payload"].replace("2", "5")
    kept.write_text(json.dumps(bundle))
    assert pharos(["verify", str(kept)]) == 3
    capsys.readouterr()
