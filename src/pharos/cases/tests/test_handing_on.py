"""Assigning, transferring, snoozing, reopening: who has the case, and when it comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.cases.actions.assign import assign_case, release_case, take_case
from pharos.cases.actions.reopen import reopen_case
from pharos.cases.actions.snooze import snooze_case, wake_case, wake_cases
from pharos.cases.actions.transfer import transfer_case
from pharos.cases.models import Case
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import (
    answered,
    clocks,
    code_of,
    fresh,
    is_whole,
    kinds,
    resolved,
    write_again,
)
from pharos.cases.tests.test_mentions import notifications
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.testing.world import World

HOUR = timedelta(hours=1)


def assigned(case: Case, by: Staff, to: Staff) -> str:
    return code_of(lambda: assign_case(actor=by.actor(), number=case.number, to=to.pk))


def transferred(world: World, case: Case, by: Staff, why: str = "They know.") -> str:
    return code_of(
        lambda: transfer_case(actor=by.actor(), number=case.number, team=world.korean.pk, why=why)
    )


def snoozed(case: Case, by: Staff, ahead: timedelta = HOUR) -> str:
    until = now() + ahead
    return code_of(lambda: snooze_case(actor=by.actor(), number=case.number, until=until))


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        ("amara", "kofi", "ok"),
        ("bruno", "kofi", "ok"),
        ("kofi", "kofi", "not_yours"),
        ("olena", "kofi", "read_only"),
        ("chen", "kofi", "not_found"),
        ("amara", "olena", "not_assignable"),
        ("amara", "chen", "not_assignable"),
    ],
)
def test_a_case_is_given_on_by_whoever_has_it(world: World, by: str, to: str, code: str) -> None:
    case = world.asked()
    take_case(actor=world.amara.actor(), number=case.number)

    assert assigned(case, getattr(world, by), getattr(world, to)) == code

    assert fresh(case).assignee == (world.kofi if code == "ok" else world.amara)
    told = [(name, kind) for name, kind, _seq in notifications(case)]
    assert told == ([("Kofi", "assigned")] if code == "ok" else [])
    assert is_whole(case)


def test_giving_a_case_to_whom_it_is_already_changes_nothing(world: World) -> None:
    case = world.asked()
    assigned(case, world.amara, world.kofi)
    before = kinds(world.entries(case))

    assert assigned(case, world.bruno, world.kofi) == "ok"

    assert kinds(world.entries(case)) == before
    assert fresh(case).state == CaseState.IN_PROGRESS


@pytest.mark.requirement("RT-05", "TK-06")
def test_another_team_gets_the_case_with_a_reason_and_a_clock_of_its_own(world: World) -> None:
    case = world.asked()
    take_case(actor=world.amara.actor(), number=case.number)

    assert transferred(world, case, world.amara, "The wallet speaks Korean.") == "ok"
    assert transferred(world, case, world.bruno) == "ok"

    now_ = fresh(case)
    assert (now_.team_id, now_.assignee, now_.state) == (world.korean.pk, None, CaseState.QUEUED)
    notes = [e.body for e in world.entries(case) if e.kind == "note"]
    assert notes == ["The wallet speaks Korean."]
    running = {clock.kind: clock.due_at for clock in clocks(case, running=True)}
    assert set(running) == {"first_response", "handover"}
    assert running["handover"] is not None
    assert is_whole(case)

    take_case(actor=world.yuna.actor(), number=case.number)
    assert [clock.kind for clock in clocks(case, running=True)] == ["first_response"]


@pytest.mark.parametrize(
    ("by", "why", "code"),
    [
        ("amara", "They know.", "ok"),
        ("amara", "  ", "reason_missing"),
        ("kofi", "They know.", "not_yours"),
        ("olena", "They know.", "read_only"),
        ("chen", "They know.", "not_found"),
    ],
)
def test_a_case_is_handed_over_by_whoever_has_it(
    world: World, by: str, why: str, code: str
) -> None:
    case = world.asked()
    take_case(actor=world.amara.actor(), number=case.number)

    assert transferred(world, case, getattr(world, by), why) == code

    assert fresh(case).team_id == (world.korean.pk if code == "ok" else world.support.pk)


def test_a_team_of_another_brand_never_gets_it(world: World) -> None:
    case, team = world.asked(), world.other_support.pk

    code = code_of(
        lambda: transfer_case(
            actor=world.amara.actor(), number=case.number, team=team, why="They know."
        )
    )

    assert code == "no_such_team"


@pytest.mark.requirement("TK-02")
def test_what_is_put_off_comes_back_to_its_owner_with_a_mark(world: World) -> None:
    case = world.asked()
    take_case(actor=world.amara.actor(), number=case.number)
    assert snoozed(case, world.amara) == "ok"
    assert fresh(case).state == CaseState.SCHEDULED
    system = Actor.system(case.brand_id)

    assert wake_cases(actor=system) == 0
    with frozen_at(now() + 2 * HOUR):
        assert (wake_cases(actor=system), wake_cases(actor=system)) == (1, 0)

    back = fresh(case)
    assert (back.state, back.assignee) == (CaseState.IN_PROGRESS, world.amara)
    assert back.woken_at is not None
    assert [(name, kind) for name, kind, _seq in notifications(case)] == [("Amara", "woken")]
    assert is_whole(case)

    answered(case, world.amara)
    assert fresh(case).woken_at is None
    assert is_whole(case)


def test_a_customer_who_writes_wakes_what_was_put_off_at_once(world: World) -> None:
    case = world.asked()
    snoozed(case, world.amara)

    write_again(world, case)

    assert fresh(case).state == CaseState.QUEUED
    with frozen_at(now() + 2 * HOUR):
        assert wake_cases(actor=Actor.system(case.brand_id)) == 0
    assert is_whole(case)


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        (HOUR, "ok"),
        (timedelta(days=365), "ok"),
        (-HOUR, "not_ahead"),
        (timedelta(days=400), "not_ahead"),
    ],
)
def test_a_case_is_put_off_for_a_time_ahead(world: World, ahead: timedelta, code: str) -> None:
    assert snoozed(world.asked(), world.amara, ahead) == code


@pytest.mark.parametrize(
    ("by", "code"),
    [("amara", "ok"), ("kofi", "not_yours"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_a_case_is_put_off_and_taken_up_by_whoever_has_it(world: World, by: str, code: str) -> None:
    case, staff = world.asked(), getattr(world, by)
    take_case(actor=world.amara.actor(), number=case.number)

    assert snoozed(case, staff) == code
    assert code_of(lambda: wake_case(actor=staff.actor(), number=case.number)) == code

    assert fresh(case).state == CaseState.IN_PROGRESS


@pytest.mark.requirement("TK-13")
def test_contacts_and_reopenings_are_counted_by_whichever_door(world: World) -> None:
    case = world.asked()
    resolved(case, world.amara)
    write_again(world, case)
    resolved(case, world.amara)
    reopen_case(actor=world.amara.actor(), number=case.number, why="Not over.")
    resolved(case, world.amara)
    answered(case, world.amara)

    counted = fresh(case)
    assert (counted.contacts, counted.reopens) == (2, 3)
    assert is_whole(case)


@pytest.mark.parametrize(
    ("by", "why", "code"),
    [
        ("amara", "Not over.", "ok"),
        ("kofi", "Not over.", "ok"),
        ("kofi", "", "reason_missing"),
        ("olena", "Not over.", "read_only"),
        ("chen", "Not over.", "not_found"),
    ],
)
def test_what_was_resolved_is_taken_up_again_with_a_reason(
    world: World, by: str, why: str, code: str
) -> None:
    case, staff = world.asked(), getattr(world, by)
    resolved(case, world.amara)

    again = code_of(lambda: reopen_case(actor=staff.actor(), number=case.number, why=why))

    assert again == code
    assert fresh(case).state == (CaseState.IN_PROGRESS if code == "ok" else CaseState.RESOLVED)
    assert fresh(case).assignee == world.amara


@pytest.mark.requirement("AG-02")
def test_a_case_has_one_accountable_owner_until_it_is_closed(world: World) -> None:
    case = world.asked()
    seen: list[tuple[int, int | None]] = []
    for step in (
        lambda: take_case(actor=world.amara.actor(), number=case.number),
        lambda: assigned(case, world.amara, world.kofi),
        lambda: transferred(world, case, world.kofi),
        lambda: take_case(actor=world.yuna.actor(), number=case.number),
        lambda: release_case(actor=world.yuna.actor(), number=case.number),
        lambda: resolved(case, world.yuna),
    ):
        step()
        seen.append((fresh(case).team_id, fresh(case).assignee_id))

    support, korean = world.support.pk, world.korean.pk
    assert seen == [
        (support, world.amara.pk),
        (support, world.kofi.pk),
        (korean, None),
        (korean, world.yuna.pk),
        (korean, None),
        (korean, world.yuna.pk),
    ]
