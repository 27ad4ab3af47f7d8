from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pharos.cases.actions.assign import take_case
from pharos.cases.actions.mark_seen import mark_seen
from pharos.cases.actions.note import add_note
from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.actions.saved_views import ViewDraft, delete_view, save_view
from pharos.cases.actions.tags import change_tags
from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import BOUND, around, cases_listed, counts_of
from pharos.cases.models import Case
from pharos.cases.states import Disposition
from pharos.cases.tests.deeds import clocks, code_of
from pharos.kernel.audit import entries
from pharos.kernel.errors import Invalid
from pharos.kernel.scope import brand_scope, reading
from pharos.kernel.time import frozen_at, now
from pharos.knowledge.models import Tag
from pharos.people.actor import Actor
from pharos.people.models import Membership, Staff
from pharos.testing.world import World


def numbers(staff: Staff, **criteria: object) -> list[str]:
    actor = staff.actor()
    with reading(actor):
        return [case.number for case in cases_listed(actor, Criteria.read(criteria))]


def asked(world: World, text: str, **more: object) -> Case:
    return world.asked(world.customer(text, assurance=0), text, **more)


@pytest.mark.requirement("TK-05")
def test_each_criterion_keeps_what_it_names(world: World) -> None:
    english = asked(world, "First")
    korean = asked(world, "Second", language="ko", reason="ACC.2FA_LOST")
    take_case(actor=world.amara.actor(), number=english.number)

    assert numbers(world.kofi) == [english.number, korean.number]
    assert numbers(world.kofi, order="newest") == [korean.number, english.number]
    assert numbers(world.kofi, languages=["ko"]) == [korean.number]
    assert numbers(world.kofi, reasons=["ACC"]) == [korean.number]
    assert numbers(world.kofi, reasons=["ACC.2FA_LOST", "KYC"]) == [korean.number]
    assert numbers(world.kofi, teams=[world.korean.pk]) == [korean.number]
    assert numbers(world.kofi, assignee="nobody") == [korean.number]
    assert numbers(world.kofi, assignee=str(world.amara.pk)) == [english.number]
    assert numbers(world.amara, assignee="me") == [english.number]
    assert numbers(world.kofi, channels=["widget"]) == [english.number, korean.number]
    assert numbers(world.kofi, channels=["mail"]) == []
    assert numbers(world.kofi, states=["IN_PROGRESS"]) == [english.number]


def test_a_wait_and_a_promise_are_told_by_the_clock(world: World) -> None:
    long_ago = now() - timedelta(hours=3)
    with frozen_at(long_ago):
        old = asked(world, "Old")
    fresh = asked(world, "Fresh")
    with brand_scope(world.brand.pk):
        for case, due in ((old, long_ago), (fresh, now() + timedelta(minutes=5))):
            for clock in clocks(case, running=True):
                clock.due_at = due
                clock.save()

    assert numbers(world.amara, waiting_minutes="60") == [old.number]
    assert numbers(world.amara, promise="late") == [old.number]
    assert numbers(world.amara, promise="soon") == [old.number, fresh.number]


def test_unread_is_what_came_after_somebody_looked(world: World) -> None:
    case = asked(world, "Unread")
    head = world.entries(case)[-1].seq

    mark_seen(actor=world.amara.actor(), number=case.number, seq=head)
    mark_seen(actor=world.amara.actor(), number=case.number, seq=1)
    assert numbers(world.amara, unread="1") == []
    assert numbers(world.kofi, unread="1") == [case.number]

    add_note(actor=world.kofi.actor(), number=case.number, body="Look here.", client_token="n" * 8)
    assert numbers(world.amara, unread="1") == [case.number]


def test_a_tag_narrows_a_list(world: World) -> None:
    case = asked(world, "Tagged")
    asked(world, "Not tagged")
    with brand_scope(world.brand.pk):
        tag = Tag.objects.create(brand=world.brand, name="vip")
    change_tags(actor=world.amara.actor(), number=case.number, add=[tag.pk])

    assert numbers(world.kofi, tags=[str(tag.pk)]) == [case.number]
    assert numbers(world.kofi, tags=[str(tag.pk + 1)]) == []


def test_mentions_are_of_the_reader(world: World) -> None:
    case = asked(world, "Named")
    asked(world, "Not named")
    actor = world.kofi.actor()
    add_note(actor=actor, number=case.number, body="@Amara please look", client_token="m" * 8)

    assert numbers(world.amara, mentioned="1") == [case.number]
    assert numbers(world.bruno, mentioned="1") == []


def test_settled_cases_have_a_list_of_their_own_latest_first(world: World) -> None:
    done = [asked(world, f"Done {n}") for n in range(2)]
    open_one = asked(world, "Open")
    outcome = Outcome(disposition=Disposition.EXPLAINED, text="It is there.")
    for case in done:
        resolve_case(actor=world.amara.actor(), number=case.number, outcome=outcome)

    assert numbers(world.kofi, settled="1") == [case.number for case in reversed(done)]
    assert numbers(world.kofi, states=["RESOLVED"]) == [case.number for case in reversed(done)]
    assert numbers(world.kofi) == [open_one.number]


@pytest.mark.parametrize(
    "given",
    [
        {"states": ["NEW", "RESOLVED"]},
        {"states": ["NOWHERE"]},
        {"settled": "1", "states": ["NEW"]},
        {"assignee": "1; DROP"},
        {"teams": ["x"]},
        {"languages": ["x"] * 21},
        {"order": "random"},
        {"password": "1"},
    ],
)
def test_criteria_that_are_none_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Criteria.read(given)


def test_criteria_read_again_are_the_same() -> None:
    criteria = Criteria.read({"states": ["NEW"], "teams": ["3"], "unread": "on", "waiting": True})

    assert Criteria.read(criteria.as_json()) == criteria
    assert criteria.as_json() == {"states": ["NEW"], "teams": [3], "unread": True, "waiting": True}


def test_counts_stop_at_their_bound_and_cost_one_query(world: World) -> None:
    for n in range(3):
        asked(world, f"Counted {n}")
    lists = {"all": Criteria(), "mine": Criteria(assignee="me"), "ko": Criteria(languages=("ko",))}
    actor = world.amara.actor()

    with reading(actor), CaptureQueriesContext(connection) as asked_for:
        counts = counts_of(actor, lists)

    assert counts == {"all": 3, "mine": 0, "ko": 0}
    assert len(asked_for) == 1
    assert asked_for[0]["sql"].count(f"LIMIT {BOUND}") == len(lists)


def test_two_brands_are_one_list_in_one_order(world: World) -> None:
    ours = asked(world, "Ours")
    both = Actor.staff(
        id=world.bruno.pk,
        name="Bruno",
        role=world.bruno.role,
        brands=(world.brand.pk, world.elsewhere.pk),
    )
    with reading(both):
        found = [case.number for case in cases_listed(both, Criteria())]
        counted = counts_of(both, {"all": Criteria()})

    assert found == [ours.number]
    assert counted == {"all": 1}


def seen_by(staff: Staff) -> list[str]:
    actor = staff.actor()
    with reading(actor):
        return [view.name for view in around(actor).views]


def test_a_view_is_seen_by_whom_it_is_for(world: World) -> None:
    with brand_scope(world.brand.pk):
        Membership.objects.create(staff=world.kofi, team=world.korean)
    for name, audience in (
        ("A mine", "self"),
        ("B ours", str(world.korean.pk)),
        ("C all", "brand"),
    ):
        draft = ViewDraft(name=name, criteria={"languages": ["ko"]}, audience=audience)
        save_view(actor=world.amara.actor(), draft=draft)

    assert seen_by(world.amara) == ["A mine", "C all"]
    assert seen_by(world.kofi) == ["B ours", "C all"]
    assert seen_by(world.bruno) == ["C all"]
    assert seen_by(world.chen) == []


def test_the_same_name_is_the_same_view_and_shared_ones_are_audited(world: World) -> None:
    actor = world.amara.actor()
    first = save_view(actor=actor, draft=ViewDraft(name=" Late  ones", criteria={}))
    again = save_view(
        actor=actor,
        draft=ViewDraft(name="Late ones", criteria={"promise": "late"}, audience="brand"),
    )

    assert again.pk == first.pk
    with brand_scope(world.brand.pk):
        told = entries(world.brand.pk).get(action="view.saved")
    assert told.change["criteria"] == [{}, {"promise": "late"}]


@pytest.mark.parametrize(
    ("who", "audience", "code"),
    [
        ("amara", "brand", "ok"),
        ("olena", "self", "ok"),
        ("olena", "brand", "read_only"),
        ("amara", "0", "team_unknown"),
        ("amara", "x", "team_unknown"),
    ],
)
def test_sharing_is_for_those_who_answer(world: World, who: str, audience: str, code: str) -> None:
    actor = getattr(world, who).actor()
    draft = ViewDraft(name="Shared", criteria={}, audience=audience)

    assert code_of(lambda: save_view(actor=actor, draft=draft)) == code


@pytest.mark.parametrize(
    ("who", "audience", "code"),
    [
        ("amara", "self", "ok"),
        ("kofi", "self", "not_found"),
        ("kofi", "brand", "not_yours"),
        ("bruno", "brand", "ok"),
        ("chen", "brand", "not_found"),
    ],
)
def test_a_view_is_removed_by_its_maker_or_a_supervisor(
    world: World, who: str, audience: str, code: str
) -> None:
    draft = ViewDraft(name="Short-lived", criteria={}, audience=audience)
    view = save_view(actor=world.amara.actor(), draft=draft)

    actor = getattr(world, who).actor()
    assert code_of(lambda: delete_view(actor=actor, view_id=view.pk)) == code
    assert ("Short-lived" in seen_by(world.amara)) is (code != "ok")
