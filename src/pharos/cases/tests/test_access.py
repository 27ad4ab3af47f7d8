"""Who may come to a case, and for what. "Not there" and "not theirs" are one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest

from pharos.cases.access import (
    case_to_answer,
    case_to_change,
    case_to_read,
    conversation_to_change,
    conversation_to_read,
)
from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered, code_of, fresh, together
from pharos.kernel.errors import Forbidden, NotFound
from pharos.kernel.ids import new_case_number
from pharos.kernel.scope import brand_scope, reading
from pharos.people.actor import Actor
from pharos.people.roles import Role
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.testing.world import World

Access = Callable[[Actor, str], Case]


def asked(access: Access, actor: Actor, number: str) -> str:
    with reading(actor):
        return code_of(lambda: access(actor, number))


@pytest.mark.parametrize(
    ("who", "read", "change"),
    [
        ("amara", "ok", "ok"),
        ("bruno", "ok", "ok"),
        ("olena", "ok", "read_only"),
        ("chen", "not_found", "not_found"),
    ],
)
def test_staff_come_to_a_case_as_far_as_role_and_brand_go(
    world: World, who: str, read: str, change: str
) -> None:
    case, actor = world.asked(), getattr(world, who).actor()

    assert asked(case_to_read, actor, case.number) == read
    assert asked(case_to_change, actor, case.number) == change
    assert asked(case_to_answer, actor, case.number) == change


@pytest.mark.parametrize(
    ("role", "change"), [(Role.COMPLIANCE, "read_only"), (Role.SPECIALIST, "ok")]
)
def test_only_roles_that_answer_change_a_case(world: World, role: Role, change: str) -> None:
    case = world.asked()
    actor = world.staff("Somebody", world.support, role=role).actor()

    assert asked(case_to_change, actor, case.number) == change


def test_customers_and_the_program_read_no_case_by_its_number(world: World) -> None:
    case = world.asked()

    for actor in (world.actor(world.dana), Actor.system(world.brand.pk)):
        assert asked(case_to_read, actor, case.number) == "not_found"


def test_no_case_and_another_s_case_are_refused_in_the_same_words(world: World) -> None:
    case = world.asked()
    chen = world.chen.actor()
    words = set()
    for number in (case.number, new_case_number(), "nonsense", ""):
        with reading(chen), pytest.raises(NotFound) as refused:
            case_to_read(chen, number)
        words.add((refused.value.code, str(refused.value)))

    assert len(words) == 1


def test_a_number_may_be_spoken_without_dashes_and_in_small_letters(world: World) -> None:
    case = world.asked()
    spoken = case.number.replace("-", " ").lower()

    assert asked(case_to_read, world.amara.actor(), spoken) == "ok"


def test_brands_of_the_actor_are_checked_even_where_the_transaction_sees_more(
    world: World,
) -> None:
    case = world.asked()
    chen = world.chen.actor()

    with brand_scope(world.brand.pk, world.elsewhere.pk), pytest.raises(NotFound):
        case_to_read(chen, case.number)


def test_after_a_review_whoever_answered_before_may_read_but_not_answer(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)
    thread = world.conversation(case)
    request = ReviewRequest(
        channel="widget", external_id=thread.external_id, client_token=str(uuid4())
    )
    ask_for_review(actor=world.actor(world.dana), request=request)

    assert asked(case_to_answer, world.amara.actor(), case.number) == "second_review"
    assert asked(case_to_change, world.amara.actor(), case.number) == "ok"
    assert asked(case_to_answer, world.kofi.actor(), case.number) == "ok"


@pytest.mark.parametrize(
    ("who", "channel", "found"),
    [
        ("dana", "widget", "ok"),
        ("dana", "mail", "not_found"),
        ("minjun", "widget", "not_found"),
        ("eve", "widget", "not_found"),
    ],
)
def test_a_thread_is_found_by_its_own_customer_on_its_own_channel(
    world: World, who: str, channel: str, found: str
) -> None:
    thread = world.conversation(world.asked())
    actor = world.actor(getattr(world, who))

    for access in (conversation_to_read, conversation_to_change):
        with reading(actor):
            assert code_of(partial(access, actor, thread.external_id, channel=channel)) == found


def test_a_thread_is_nobody_s_in_another_brand_nor_of_staff_nor_of_a_nameless_customer(
    world: World,
) -> None:
    thread = world.conversation(world.asked())
    dana = world.actor(world.dana)
    others = [
        replace(dana, brands=(world.elsewhere.pk,)),
        replace(dana, id=None),
        world.amara.actor(),
        Actor.system(world.brand.pk),
    ]

    for actor in others:
        with brand_scope(world.brand.pk, world.elsewhere.pk), pytest.raises(NotFound):
            conversation_to_read(actor, thread.external_id, channel="widget")


def test_a_locked_case_is_read_as_it_is_when_the_lock_is_got(world: World) -> None:
    case = world.asked()
    answered(case, world.amara)

    staff = (world.amara, world.kofi, world.bruno, world.kofi)
    results = together(*[partial(answered, case, who) for who in staff])

    assert not [result for result in results if isinstance(result, Exception)]
    assert fresh(case).touches == 5


def test_read_only_is_told_as_such(world: World) -> None:
    case, olena = world.asked(), world.olena.actor()

    with reading(olena), pytest.raises(Forbidden, match="read this case but not change it"):
        case_to_change(olena, case.number)
