"""Questions to another team, tags, the reason, spam, and conversations that an agent begins."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from pharos.cases.actions.breach import breach_clocks
from pharos.cases.actions.reason import correct_reason
from pharos.cases.actions.side import Question, answer_side, ask_team, close_side
from pharos.cases.actions.spam import mark_spam, unmark_spam
from pharos.cases.actions.start import FirstWords, start_conversation
from pharos.cases.actions.tags import change_tags
from pharos.cases.models import Case, SideConversation
from pharos.cases.queries import asked_of_teams, conversations_of_customer
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import (
    answered,
    clocks,
    code_of,
    fresh,
    is_whole,
    kinds,
    write_again,
)
from pharos.cases.tests.test_mentions import notifications
from pharos.kernel.scope import brand_scope, reading
from pharos.kernel.time import frozen_at, now
from pharos.knowledge.models import Tag
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World


def asked(world: World, case: Case, by: Staff | None = None, **more: object) -> SideConversation:
    plain = {"team": world.korean.pk, "body": "Is XRP paused?", "client_token": str(uuid4())}
    question = Question(**plain | more)  # type: ignore[arg-type]
    return ask_team(actor=(by or world.amara).actor(), number=case.number, question=question)


def reply(case: Case, by: Staff, nr: int = 1, token: str = "") -> str:
    token = token or str(uuid4())
    return code_of(
        lambda: answer_side(
            actor=by.actor(), number=case.number, nr=nr, body="Yes.", client_token=token
        )
    )


@pytest.mark.requirement("TK-06")
def test_another_team_is_asked_and_its_answer_brings_the_case_back(world: World) -> None:
    case = world.asked()
    side = asked(world, case, client_token="question-1")
    again = asked(world, case, client_token="question-1")

    assert (side.nr, again.nr) == (1, 1)
    assert fresh(case).state == CaseState.WAITING_INTERNAL
    (clock,) = [c for c in clocks(case, running=True) if c.kind == "side_conversation"]
    assert clock.due_at is not None
    with reading(world.yuna.actor()):
        assert [each.pk for each in asked_of_teams([world.korean.pk])] == [side.pk]

    assert (reply(case, world.yuna, token="a"), reply(case, world.yuna, token="a")) == ("ok", "ok")

    assert fresh(case).state == CaseState.QUEUED
    with reading(world.yuna.actor()):
        assert asked_of_teams([world.korean.pk]) == []
        assert SideConversation.objects.get(pk=side.pk).state == "answered"
    assert "side_conversation" not in [c.kind for c in clocks(case, running=True)]
    assert [(name, kind) for name, kind, _ in notifications(case)] == [("Amara", "side_answer")]
    said = [e for e in world.entries(case) if e.kind == "side"]
    assert [e.body for e in said] == ["Is XRP paused?", "Yes."]
    assert all(e.visibility == "staff" and e.position is None for e in said)
    assert is_whole(case)


def test_two_questions_run_their_own_clocks_and_hold_the_case_together(world: World) -> None:
    case = world.asked()
    asked(world, case)
    asked(world, case)
    assert [c.nr for c in clocks(case, running=True) if c.kind == "side_conversation"] == [1, 2]

    reply(case, world.yuna, 1)
    assert fresh(case).state == CaseState.WAITING_INTERNAL
    close_side(actor=world.amara.actor(), number=case.number, nr=2)

    assert fresh(case).state == CaseState.QUEUED
    assert reply(case, world.yuna, 2) == "side_closed"
    assert is_whole(case)


def test_a_team_that_does_not_answer_in_time_is_a_breach(world: World) -> None:
    case = world.asked()
    asked(world, case)

    with frozen_at(now() + timedelta(hours=3)):
        breach_clocks(actor=Actor.system(world.brand.pk))

    breached = [
        e.payload["breached"] for e in world.entries(case) if e.kind == "clock" and e.payload
    ]
    assert "side_conversation" in breached


@pytest.mark.parametrize(
    ("by", "code"),
    [("amara", "ok"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_other_teams_are_asked_by_those_who_answer(world: World, by: str, code: str) -> None:
    case = world.asked()

    assert code_of(lambda: asked(world, case, getattr(world, by))) == code
    assert code_of(lambda: asked(world, case, team=world.other_support.pk)) == "no_such_team"


@pytest.mark.parametrize(
    ("by", "code", "state"),
    [
        ("yuna", "ok", "answered"),
        ("kofi", "ok", "open"),
        ("olena", "read_only", "open"),
        ("chen", "not_found", "open"),
    ],
)
def test_the_answer_is_what_the_asked_team_says(
    world: World, by: str, code: str, state: str
) -> None:
    case = world.asked()
    asked(world, case)

    assert reply(case, getattr(world, by)) == code

    with reading(world.amara.actor()):
        assert SideConversation.objects.get(case=case).state == state


@pytest.mark.requirement("TK-09")
def test_tags_are_given_and_taken_and_told(world: World) -> None:
    case = world.asked()
    with brand_scope(world.brand.pk):
        vip, old = (
            Tag.objects.create(brand=world.brand, name=name, retired_at=at)
            for name, at in (("vip", None), ("old", now()))
        )

    def change(who: str, **tags: list[int]) -> str:
        actor = getattr(world, who).actor()
        return code_of(lambda: change_tags(actor=actor, number=case.number, **tags))

    assert [change("amara", add=[vip.pk]), change("kofi", add=[vip.pk])] == ["ok", "ok"]
    assert kinds(world.entries(case)).count("tags") == 1
    assert world.entries(case)[-1].payload == {"added": ["vip"], "removed": [], "tags": [vip.pk]}
    assert change("amara", add=[old.pk]) == "no_such_tag"
    assert change("olena", remove=[vip.pk]) == "read_only"
    assert change("chen", remove=[vip.pk]) == "not_found"
    assert is_whole(case)

    assert change("amara", remove=[vip.pk]) == "ok"
    assert world.entries(case)[-1].payload == {"added": [], "removed": ["vip"], "tags": []}
    assert is_whole(case)


@pytest.mark.parametrize(
    ("by", "reason", "code"),
    [
        ("amara", "ACC.LOCKED", "ok"),
        ("amara", "NO.SUCH", "reason_unknown"),
        ("olena", "ACC.LOCKED", "read_only"),
        ("chen", "ACC.LOCKED", "not_found"),
    ],
)
def test_the_reason_is_corrected_and_asks_for_its_own_proof(
    world: World, by: str, reason: str, code: str
) -> None:
    case, actor = world.asked(), getattr(world, by).actor()

    def correct() -> object:
        return correct_reason(actor=actor, number=case.number, reason=reason)

    assert (code_of(correct), code_of(correct)) == (code, code)

    corrected = code == "ok"
    assert fresh(case).reason_initial == "DEP.NOT_FOUND"
    assert fresh(case).reason_final == (reason if corrected else "")
    assert fresh(case).assurance_required == (3 if corrected else 0)
    assert kinds(world.entries(case)).count("reason") == int(corrected)
    assert is_whole(case)


def spammed(case: Case, by: Staff) -> str:
    return code_of(lambda: mark_spam(actor=by.actor(), number=case.number))


@pytest.mark.parametrize(
    ("by", "code"),
    [("amara", "ok"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_spam_is_set_aside_and_wakes_nobody_until_it_is_taken_back(
    world: World, by: str, code: str
) -> None:
    case, staff = world.asked(world.eve), getattr(world, by)

    assert (spammed(case, staff), spammed(case, staff)) == (code, code)
    assert fresh(case).state == (CaseState.SPAM if code == "ok" else CaseState.NEW)
    if code != "ok":
        return
    write_again(world, case, "Buy this.")
    follow_up(actor=Actor.system(world.brand.pk))
    assert clocks(case, running=True) == []
    assert is_whole(case)

    unmark_spam(actor=staff.actor(), number=case.number)
    assert fresh(case).state == CaseState.QUEUED
    assert [clock.kind for clock in clocks(case, running=True)] == ["first_response"]
    assert is_whole(case)


def test_a_customer_who_signed_in_is_never_spam_nor_is_what_was_answered(world: World) -> None:
    assert spammed(world.asked(world.dana), world.bruno) == "signed_in"
    case = world.asked(world.eve)
    answered(case, world.amara)
    assert spammed(case, world.bruno) == "answered"


def words(world: World, **more: str) -> FirstWords:
    plain = {
        "customer": str(world.dana.public_id),
        "reason": "DEP.NOT_FOUND",
        "body": "Your deposit needs a memo.",
        "client_token": "begin-1",
    }
    return FirstWords(**plain | more)


@pytest.mark.requirement("TK-02")
def test_an_agent_writes_first_and_the_customer_finds_it(world: World) -> None:
    actor = world.amara.actor()
    case = start_conversation(actor=actor, words=words(world))
    again = start_conversation(actor=actor, words=words(world))

    assert case.pk == again.pk
    now_ = fresh(case)
    assert (now_.state, now_.assignee) == (CaseState.WAITING_CUSTOMER, world.amara)
    assert (now_.contacts, now_.waiting_since) == (0, None)
    with reading(world.actor(world.dana)):
        threads = conversations_of_customer(world.actor(world.dana), channel="widget")
    assert case.pk in [thread.case_id for thread in threads]
    assert is_whole(case)

    write_again(world, case, "Here it is.")
    assert fresh(case).state == CaseState.IN_PROGRESS
    assert is_whole(case)


@pytest.mark.parametrize(
    ("by", "more", "code"),
    [
        ("amara", {}, "ok"),
        ("amara", {"reason": "NO.SUCH"}, "reason_unknown"),
        ("amara", {"customer": str(uuid4())}, "not_found"),
        ("olena", {}, "read_only"),
        ("chen", {}, "not_found"),
    ],
)
def test_agents_of_the_brand_write_first(
    world: World, by: str, more: dict[str, str], code: str
) -> None:
    actor = getattr(world, by).actor()

    assert code_of(lambda: start_conversation(actor=actor, words=words(world, **more))) == code
