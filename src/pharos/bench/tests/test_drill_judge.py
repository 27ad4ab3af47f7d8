"""The judge alone, on diaries and a ledger of a few lines."""

from __future__ import annotations

from typing import Any

import pytest

from pharos.bench.drills.evidence import Story
from pharos.bench.drills.judge import Finding, Judge, unnamed

THREAD = "thread-1"


def wrote(position: int, token: str, **changes: Any) -> dict[str, Any]:
    return {
        "conversation": THREAD,
        "case": "CASE",
        "seq": position,
        "position": position,
        "kind": "message",
        "author_kind": "customer",
        "body": f"text of {token}",
        "token": token,
        **changes,
    }


def dana(acks: list[tuple[str, int]], seen: list[int]) -> Story:
    """Dana's diary: what she was told, and what her one tab showed."""
    story = Story(conversation=THREAD)
    for token, position in acks:
        text = f"text of {token}"
        story.sent[token] = {"token": token, "text": text}
        story.acks.append({"token": token, "position": position, "text": text})
    order = {position: token for token, position in acks}
    for position in seen:
        text = f"text of {order.get(position, 'a')}"
        story.views["tab"].append({"position": position, "text": text, "author": "customer"})
    return story


def kinds(story: Story, *ledger: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f.kind, f.token) for f in Judge([story], [], list(ledger)).findings()]


def test_what_was_told_written_and_seen_is_nothing_to_find() -> None:
    story = dana([("a", 1), ("b", 2)], [1, 2])

    assert kinds(story, wrote(1, "a"), wrote(2, "b")) == []


def test_an_acknowledged_message_that_is_not_written_is_lost() -> None:
    story = dana([("a", 1), ("b", 2)], [1])

    assert kinds(story, wrote(1, "a")) == [("lost", "b")]


def test_a_message_written_elsewhere_than_it_was_told_has_moved() -> None:
    story = dana([("a", 1)], [])

    assert ("moved", "a") in kinds(story, wrote(4, "a"))


def test_a_message_written_twice_is_doubled_whatever_its_token() -> None:
    story = dana([("a", 1)], [1, 2])

    assert ("doubled", "a") in kinds(story, wrote(1, "a"), wrote(2, "a~2", body="text of a"))


def test_a_message_that_nobody_sent_is_named() -> None:
    story = dana([("a", 1)], [1])

    found = kinds(story, wrote(1, "a"), wrote(2, "x"))

    assert ("unsent", "x") in found
    assert ("not delivered", "x") in found


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        ([1], "not delivered"),
        ([1, 2, 2], "arrived twice"),
        ([2, 1], "disorder"),
        ([1, 2, 3], "garbled"),
    ],
)
def test_a_tab_that_did_not_see_each_position_once_in_order_is_named(
    seen: list[int], kind: str
) -> None:
    story = dana([("a", 1), ("b", 2)], seen)

    assert kind in [found for found, _ in kinds(story, wrote(1, "a"), wrote(2, "b"))]


def test_positions_that_go_back_in_the_order_of_sending_are_disorder() -> None:
    story = dana([("a", 2), ("b", 1)], [1, 2])

    assert ("disorder", "b") in kinds(story, wrote(2, "a"), wrote(1, "b"))


def test_an_agents_answer_must_be_in_the_case_that_it_was_for() -> None:
    amara = Story()
    amara.sent["r"] = {"token": "r", "text": "answer", "case": "OTHER"}
    amara.acks.append({"token": "r"})
    ledger = [wrote(1, "r", author_kind="staff", body="answer")]

    found = Judge([], [amara], ledger).findings()

    assert [(one.kind, one.token) for one in found] == [("lost", "r")]


def test_a_refusal_of_an_honest_client_is_named() -> None:
    story = dana([], [])
    story.refused.append({"status": 404, "told": "", "token": "a"})

    assert kinds(story) == [("refused", "a")]


def test_a_judge_who_does_not_name_what_was_planted_is_blind() -> None:
    finding = Finding(kind="lost", conversation=THREAD, token="a")

    assert unnamed([finding], [{"token": "a"}]) == []
    assert unnamed([finding], [{"token": "a"}, {"token": "b"}]) == ["b"]
    assert unnamed([], [{"token": ""}]) != []
