"""The mail drill's judge alone, on diaries and books of a few lines."""

from __future__ import annotations

from typing import Any

from pharos.bench.drills.mail.evidence import Books, hashed
from pharos.bench.drills.mail.judge import MailJudge
from pharos.bench.drills.taken import Handed

ONE = "drill-0-1@senders.test"


def received(**changes: Any) -> dict[str, Any]:
    told = {"hashed": hashed(ONE), "brand": "northmere", "case_id": 1, "seq": 1, "case": "CASE"}
    good = {"is_owned": True, "is_written": True, "is_settled": False, "is_clocked": True}
    return {**told, **good, **changes}


def written(**changes: Any) -> dict[str, Any]:
    place = {"case_id": 1, "seq": 1, "position": 1, "conversation_id": 5, "conversation": "1:x"}
    return {"token": ONE, **place, **changes}


def found(
    *rows: dict[str, Any],
    entries: tuple[dict[str, Any], ...] = (written(),),
    sent: tuple[str, ...] = ("<answer-1>",),
    kind: str = "person",
    told: int = 0,
    stuck: tuple[tuple[str, int, int], ...] = (),
) -> list[tuple[str, str]]:
    diaries = Handed(sent={ONE: {"kind": kind}}, acks={ONE})
    diaries.got = [{"In-Reply-To": f"<{ONE}>", "Message-ID": name} for name in sent]
    books = Books(list(rows), list(entries), {5: 1}, {5: told}, list(stuck))
    return [(one.kind, one.token) for one in MailJudge(diaries, books).findings()]


def test_a_mail_with_its_entry_its_owner_its_clock_and_one_answer_is_nothing_to_find() -> None:
    assert found(received()) == []
    # The same mail of ours again is no second answer.
    assert found(received(), sent=("<answer-1>", "<answer-1>")) == []


def test_an_acknowledged_mail_that_is_not_written_is_lost() -> None:
    assert ("lost", ONE) in found(entries=())
    assert ("lost", ONE) in found(received(is_written=False), entries=())


def test_a_mail_written_in_two_places_is_doubled_even_if_it_is_remembered_once() -> None:
    assert ("doubled", ONE) in found(received(), received(case_id=2))
    assert ("doubled", ONE) in found(received(), entries=(written(), written(seq=2, position=2)))


def test_a_case_without_an_owner_or_a_clock_is_named_unless_it_is_settled() -> None:
    assert found(received(is_owned=False)) == [("unowned", ONE)]
    assert found(received(is_clocked=False)) == [("unclocked", ONE)]
    assert found(received(is_clocked=False, is_settled=True)) == []


def test_what_nobody_sent_and_what_is_stuck_is_named() -> None:
    assert ("unsent", "") in found(received(), received(hashed="0" * 40, seq=2))
    assert found(received(), stuck=(("follow-up", 1, 1),)) == [("stuck", ONE)]


def test_a_person_is_answered_once_and_a_machine_never() -> None:
    assert found(received(), sent=()) == [("unanswered", ONE)]
    assert found(received(), sent=("<answer-1>", "<answer-2>")) == [("answered twice", ONE)]
    assert found(received(), kind="machine", sent=()) == []
    assert found(received(), kind="machine") == [("machine answered", ONE)]


def test_what_became_of_files_is_told_besides_and_once() -> None:
    assert found(received(), sent=("<answer-1>", "<files-1>"), told=1) == []
    assert found(received(), told=1) == [("unanswered", ONE)]
    thrice = ("<answer-1>", "<files-1>", "<files-2>")
    assert found(received(), sent=thrice, told=1) == [("answered twice", ONE)]
