"""Merging, splitting, linking: nothing is lost, nothing is renumbered, and all of it is told."""

from __future__ import annotations

import pytest

from pharos.cases.actions.erase import erase_content
from pharos.cases.actions.link import link_cases, unlink_cases
from pharos.cases.actions.merge import merge_cases, unmerge_case
from pharos.cases.actions.split import split_case
from pharos.cases.actions.start import FirstWords, start_conversation
from pharos.cases.models import Case, CaseLink
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import (
    answered,
    clocks,
    code_of,
    fresh,
    is_whole,
    kinds,
    resolved,
    together,
    write_again,
)
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Customer, Staff
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World


def two(world: World) -> tuple[Case, Case]:
    first = world.asked(text="Where is my deposit?")
    second = world.asked(text="Still waiting for it.", reason="ACC.LOCKED")
    follow_up(actor=Actor.system(world.brand.pk))
    return first, second


def merged(source: Case, target: Case, by: Staff, why: str = "") -> str:
    return code_of(
        lambda: merge_cases(actor=by.actor(), number=source.number, into=target.number, why=why)
    )


def carried(world: World, case: Case) -> list[str | None]:
    return [entry.body for entry in world.entries(case) if entry.kind == "carried"]


@pytest.mark.requirement("TK-05")
def test_what_is_written_in_a_merged_case_reaches_the_surviving_one(world: World) -> None:
    target, source = two(world)
    answered(target, world.amara)
    assert merged(source, target, world.amara) == "ok"

    write_again(world, source, "Hello? Anybody?")
    follow_up(actor=Actor.system(world.brand.pk))
    follow_up(actor=Actor.system(world.brand.pk))

    here, there = fresh(source), fresh(target)
    assert (here.state, here.merged_into_id) == (CaseState.MERGED, target.pk)
    assert world.entries(source)[-1].body == "Hello? Anybody?"
    assert carried(world, target) == ["Still waiting for it.", "Hello? Anybody?"]
    assert (there.state, there.last_words) == (CaseState.IN_PROGRESS, "Hello? Anybody?")
    assert there.waiting_since == source.waiting_since
    assert [clock.kind for clock in clocks(target, running=True)] == ["next_response"]
    assert clocks(source, running=True) == []
    assert is_whole(source)
    assert is_whole(target)


def test_what_was_waiting_when_a_case_was_merged_is_carried_once(world: World) -> None:
    target = world.asked(text="Where is my deposit?")
    source = world.asked(text="Still waiting for it.", reason="ACC.LOCKED")
    write_again(world, source, "Anybody?")
    assert merged(source, target, world.amara) == "ok"

    follow_up(actor=Actor.system(world.brand.pk))

    assert carried(world, target) == ["Still waiting for it.", "Anybody?"]
    assert is_whole(target)


def test_a_message_to_a_merged_case_reopens_what_was_resolved(world: World) -> None:
    target, source = two(world)
    merged(source, target, world.amara)
    resolved(target, world.amara)

    write_again(world, source, "Not solved.")
    follow_up(actor=Actor.system(world.brand.pk))

    assert fresh(target).state in (CaseState.REOPENED, CaseState.IN_PROGRESS)
    assert (fresh(target).contacts, fresh(target).reopens) == (3, 1)
    assert is_whole(target)


def test_a_message_goes_through_all_mergings(world: World) -> None:
    last = world.asked(text="C", reason="ACC.2FA_LOST")
    middle, first = two(world)
    merged(first, middle, world.amara)
    merged(middle, last, world.amara)

    write_again(world, first, "Through.")
    follow_up(actor=Actor.system(world.brand.pk))

    assert carried(world, last)[-1] == "Through."
    assert is_whole(last)


@pytest.mark.parametrize(
    ("by", "code"),
    [("amara", "ok"), ("bruno", "ok"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_cases_are_merged_by_those_who_answer(world: World, by: str, code: str) -> None:
    target, source = two(world)

    assert merged(source, target, getattr(world, by)) == code

    assert (fresh(source).state == CaseState.MERGED) is (code == "ok")


def test_merging_again_changes_nothing_and_in_a_ring_is_refused(world: World) -> None:
    target, source = two(world)
    merged(source, target, world.amara)
    before = kinds(world.entries(source)) + kinds(world.entries(target))

    assert merged(source, target, world.amara) == "ok"
    assert merged(target, source, world.amara) == "state_not_possible"
    assert merged(target, target, world.amara) == "same_case"

    assert kinds(world.entries(source)) + kinds(world.entries(target)) == before


@pytest.mark.parametrize(("why", "code"), [("One household.", "ok"), ("", "reason_missing")])
def test_cases_of_two_customers_are_merged_with_a_reason_only(
    world: World, why: str, code: str
) -> None:
    target, source = world.asked(), world.asked(world.minjun)

    assert merged(source, target, world.amara, why) == code


def test_cases_of_two_brands_are_never_merged(world: World) -> None:
    here, beside = two(world)
    with brand_scope(world.elsewhere.pk):
        stranger = Customer.objects.create(brand=world.elsewhere, name="Xu")
    there = start_conversation(
        actor=world.chen.actor(),
        words=FirstWords(
            customer=str(stranger.public_id),
            reason="DEP.NOT_FOUND",
            body="Hello.",
            client_token="begin-1",
        ),
    )
    both = Actor.staff(
        id=world.bruno.pk,
        name="Bruno",
        role="supervisor",
        brands=(world.brand.pk, world.elsewhere.pk),
    )

    def merge(into: Case) -> object:
        return merge_cases(actor=both, number=here.number, into=into.number, why="One.")

    assert (code_of(lambda: merge(there)), code_of(lambda: merge(beside))) == ("other_brand", "ok")


def test_taking_a_merging_back_restores_what_was(world: World) -> None:
    target, source = two(world)
    answered(target, world.amara)
    answered(source, world.kofi)
    contacts = fresh(target).contacts
    merged(source, target, world.amara)

    def back() -> str:
        return code_of(lambda: unmerge_case(actor=world.amara.actor(), number=source.number))

    assert (back(), back()) == ("ok", "ok")

    here, there = fresh(source), fresh(target)
    assert (here.state, here.merged_into) == (CaseState.WAITING_CUSTOMER, None)
    assert here.assignee == world.kofi
    assert (there.contacts, there.waiting_since) == (contacts, None)
    assert kinds(world.entries(source)).count("unmerge") == 1
    assert is_whole(source)
    assert is_whole(target)


def test_what_came_while_it_was_merged_waits_after_it_is_taken_back(world: World) -> None:
    target, source = two(world)
    answered(source, world.kofi)
    merged(source, target, world.amara)
    write_again(world, source, "Meanwhile.")
    follow_up(actor=Actor.system(world.brand.pk))

    unmerge_case(actor=world.amara.actor(), number=source.number)

    here = fresh(source)
    assert (here.state, here.last_words) == (CaseState.IN_PROGRESS, "Meanwhile.")
    assert [clock.kind for clock in clocks(source, running=True)] == ["next_response"]
    assert is_whole(source)
    assert is_whole(target)


def test_two_who_merge_crosswise_do_not_lock_each_other_out(world: World) -> None:
    one, other = two(world)

    results = together(
        lambda: merged(one, other, world.amara), lambda: merged(other, one, world.kofi)
    )

    assert sorted(map(str, results)) == ["ok", "state_not_possible"]


def test_a_message_and_a_merging_at_once_lose_nothing(world: World) -> None:
    target, source = two(world)

    def write() -> str:
        # A held case is answered `busy`, and the hot door tries again with the next batch.
        for _try in range(100):
            answer = write_again(world, source, "At the same moment.", token="moment-1")
            if answer.status != "busy":
                return answer.status
        return "busy"

    results = together(lambda: merged(source, target, world.amara), write)
    assert results == ["ok", "appended"]
    follow_up(actor=Actor.system(world.brand.pk))

    said = [entry.body for entry in world.entries(source) if entry.kind == "message"]
    assert said[-1] == "At the same moment."
    assert carried(world, target).count("At the same moment.") >= 1
    assert is_whole(source)
    assert is_whole(target)


@pytest.mark.requirement("TK-09")
def test_messages_begin_a_case_of_their_own_and_stay_where_they_are(world: World) -> None:
    case = world.asked(text="Where is my deposit?")
    write_again(world, case, "And my card does not work.")
    chosen = world.entries(case)[-1]
    before = world.entries(case)

    new = split_case(actor=world.amara.actor(), number=case.number, seqs=[chosen.seq])

    quotes = [entry for entry in world.entries(new) if entry.kind == "quote"]
    assert [(q.body, q.payload["case"], q.payload["seq"]) for q in quotes if q.payload] == [
        (chosen.body, case.number, chosen.seq)
    ]
    assert all(entry.position is None for entry in world.entries(new))
    assert world.entries(case)[: len(before)] == before
    assert (fresh(new).assignee, fresh(new).customer_id) == (world.amara, case.customer_id)
    assert fresh(new).waiting_since == chosen.created_at
    answered(new, world.amara, "Your card is blocked.")
    assert is_whole(new)
    assert is_whole(case)


@pytest.mark.parametrize(
    ("by", "shift", "code"),
    [
        ("amara", 0, "ok"),
        ("amara", 40, "nothing_to_split"),
        ("olena", 0, "read_only"),
        ("chen", 0, "not_found"),
    ],
)
def test_only_messages_of_the_case_are_split_off(
    world: World, by: str, shift: int, code: str
) -> None:
    case, actor = world.asked(), getattr(world, by).actor()
    seq = next(e.seq for e in world.entries(case) if e.kind == "message") + shift

    assert code_of(lambda: split_case(actor=actor, number=case.number, seqs=[seq])) == code


@pytest.mark.parametrize(
    ("by", "kind", "code"),
    [
        ("amara", "related", "ok"),
        ("amara", "incident", "ok"),
        ("amara", "split", "link_unknown"),
        ("olena", "related", "read_only"),
        ("chen", "related", "not_found"),
    ],
)
@pytest.mark.requirement("TK-06")
def test_cases_are_linked_and_parted_in_both_ledgers(
    world: World, by: str, kind: str, code: str
) -> None:
    case, other = two(world)
    actor = getattr(world, by).actor()

    def link() -> object:
        return link_cases(actor=actor, number=case.number, other=other.number, kind=kind)

    def unlink() -> object:
        return unlink_cases(actor=actor, number=other.number, other=case.number, kind=kind)

    assert [code_of(link), code_of(link), code_of(unlink), code_of(unlink)] == [code] * 4

    expected = 2 if code == "ok" else 0
    assert kinds(world.entries(case)).count("link") == expected
    assert kinds(world.entries(other)).count("link") == expected
    with brand_scope(case.brand_id):
        assert not CaseLink.objects.filter(case=case).exists()


def test_what_is_erased_is_erased_in_its_copies_too(world: World) -> None:
    target, source = two(world)
    merged(source, target, world.amara)
    seq = next(e.seq for e in world.entries(source) if e.kind == "message")
    officer = Actor.staff(
        id=world.bruno.pk, name="Bruno", role="compliance", brands=(world.brand.pk,)
    )
    assert carried(world, target) == ["Still waiting for it."]

    erase_content(actor=officer, number=source.number, seq=seq, why="asked")

    assert carried(world, target) == [None]
    assert "Still waiting" not in fresh(target).last_words
    assert is_whole(source)
    assert is_whole(target)
