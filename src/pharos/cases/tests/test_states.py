"""Every move of the tables is possible and every other one is refused, by whichever door."""

from __future__ import annotations

import pytest

from pharos.cases.models import Case, Conversation
from pharos.cases.states import (
    CASE_MOVES,
    CHAT_MOVES,
    CHAT_ON_CUSTOMER_MESSAGE,
    ON_CUSTOMER_MESSAGE,
    SETTLED,
    CaseState,
    ChatState,
    may_move,
    moves_for_sql,
)
from pharos.cases.tests.deeds import (
    answered,
    asked_by_somebody,
    clocks,
    fresh,
    is_whole,
    moves,
    put,
    resolved,
    write_again,
)
from pharos.kernel.errors import Conflict
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.testing.world import World

# Written out here again on purpose: what the rules are is decided by people, not by the table.
LIFE = """
NEW: TRIAGED IN_PROGRESS MERGED SPAM
TRIAGED: QUEUED IN_PROGRESS RESOLVED MERGED SPAM
RESOLVED: CLOSED REOPENED
CLOSED: REOPENED
MERGED: REOPENED
SPAM: REOPENED
"""
WAITING = {
    CaseState.WAITING_CUSTOMER,
    CaseState.WAITING_INTERNAL,
    CaseState.WAITING_CHAIN,
    CaseState.WAITING_THIRD_PARTY,
    CaseState.SCHEDULED,
}
AT_WORK = {
    CaseState.QUEUED,
    CaseState.IN_PROGRESS,
    CaseState.RESOLVED,
    CaseState.MERGED,
    CaseState.SPAM,
} | WAITING


@pytest.mark.parametrize("before", CaseState)
def test_a_case_moves_as_the_table_says_and_not_otherwise(before: CaseState) -> None:
    ended = (CaseState.RESOLVED, CaseState.CLOSED)
    for after in CaseState:
        case = Case(state=before, resolved_at=now() if before in ended else None)

        if after in CASE_MOVES[before]:
            case.move_to(after)
            assert case.state == after
            assert after in ended or case.resolved_at is None
        else:
            with pytest.raises(Conflict) as refused:
                case.move_to(after)
            assert (refused.value.code, case.state) == ("state_not_possible", before)


@pytest.mark.parametrize("before", ChatState)
def test_a_chat_moves_as_the_table_says_or_stays(before: ChatState) -> None:
    for after in ChatState:
        chat = Conversation(state=before)

        moved = chat.move_to(after)

        assert moved == (after in CHAT_MOVES[before])
        assert chat.state == (after if moved else before)


@pytest.mark.parametrize("line", LIFE.strip().splitlines())
def test_the_ends_of_a_case_s_life_are_these(line: str) -> None:
    before, after = line.split(": ")

    assert set(CASE_MOVES[CaseState(before)]) == {CaseState(state) for state in after.split()}


@pytest.mark.parametrize("state", [CaseState.QUEUED, CaseState.IN_PROGRESS, *sorted(WAITING)])
def test_from_any_state_of_work_every_other_can_follow(state: CaseState) -> None:
    assert CASE_MOVES[state] == AT_WORK - {state}


def test_every_state_has_its_moves() -> None:
    assert set(CASE_MOVES) == set(CaseState)
    assert set(CHAT_MOVES) == set(ChatState)
    assert CASE_MOVES[CaseState.REOPENED] == AT_WORK


def test_a_customer_s_message_moves_only_where_the_tables_allow_it() -> None:
    for before, after in ON_CUSTOMER_MESSAGE.items():
        assert all(may_move(CASE_MOVES, before, state) for state in after)
    for chat, to in CHAT_ON_CUSTOMER_MESSAGE.items():
        assert may_move(CHAT_MOVES, chat, to)


def test_the_database_is_handed_the_same_rules() -> None:
    rules = moves_for_sql()

    assert rules["case"]["RESOLVED"] == {"owned": "REOPENED", "free": "REOPENED"}
    assert rules["case"]["WAITING_CUSTOMER"] == {"owned": "IN_PROGRESS", "free": "QUEUED"}
    assert set(rules["chat"]) == {state.value for state in CHAT_ON_CUSTOMER_MESSAGE}


@pytest.mark.parametrize("owner", ["amara", None])
def test_the_hot_door_moves_a_case_by_the_same_table(world: World, owner: str | None) -> None:
    for state in CaseState:
        case = put(asked_by_somebody(world), state)
        with brand_scope(case.brand_id):
            Case.objects.filter(pk=case.pk).update(assignee=owner and getattr(world, owner))

        write_again(world, case)

        owned, free = ON_CUSTOMER_MESSAGE.get(state, (state, state))
        expected = owned if owner else free
        assert fresh(case).state == expected
        assert moves(world.entries(case)) == ([[state, expected]] if expected != state else [])


def test_the_hot_door_moves_a_chat_by_the_same_table(world: World) -> None:
    for chat in ChatState:
        case = put(asked_by_somebody(world), CaseState.QUEUED, chat)

        write_again(world, case)

        assert world.conversation(case).state == CHAT_ON_CUSTOMER_MESSAGE.get(chat, chat)


@pytest.mark.parametrize("state", [CaseState.RESOLVED, CaseState.CLOSED])
def test_a_customer_who_writes_after_the_end_opens_the_case_again(
    world: World, state: CaseState
) -> None:
    case = put(world.asked(), state, ChatState.ENDED)

    write_again(world, case, "It is still missing.")
    write_again(world, case, "Hello?")

    again = fresh(case)
    assert (again.state, again.resolved_at, again.contacts) == ("REOPENED", None, 2)
    assert world.conversation(case).state == ChatState.QUEUED


@pytest.mark.parametrize("state", [CaseState.MERGED, CaseState.SPAM])
def test_a_message_to_what_was_set_aside_is_kept_and_reopens_nothing(
    world: World, state: CaseState
) -> None:
    case = put(world.asked(), state)

    answer = write_again(world, case, "But I am real.")

    assert answer.status == "appended"
    assert fresh(case).state == state
    assert world.entries(case)[-1].body == "But I am real."


def test_settled_is_what_needs_nobody() -> None:
    assert {CaseState.RESOLVED, CaseState.CLOSED, CaseState.MERGED, CaseState.SPAM} == SETTLED


def test_the_row_is_what_its_history_tells_after_a_whole_life(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)
    write_again(world, case, "Thank you.")
    resolved(case, world.amara)
    write_again(world, case, "Not here yet.")
    answered(case, world.kofi)

    assert is_whole(case)
    assert fresh(case).contacts == 2
    assert [clock.kind for clock in clocks(case, running=True)] == []
