"""What reaches whom how, and what was given up is before a supervisor's eyes."""

from __future__ import annotations

import pytest

from pharos.cases.actions.assign import release_case, take_case
from pharos.cases.actions.note import add_note
from pharos.cases.actions.record_delivery import Trouble, record_trouble
from pharos.cases.models import Case, Delivery, Notification
from pharos.cases.tests.deeds import answered
from pharos.kernel.scope import brand_scope
from pharos.letters.models import Letter
from pharos.people.actor import Actor
from pharos.people.models import PushMessage, PushSubscription, Staff
from pharos.people.push.words import KINDS, OF_SUPERVISORS, TITLES
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in

FRAGMENT = {"HX-Request": "true"}
MENTION = "n" * 8


def told(world: World, person: Staff) -> tuple[int, int]:
    """How many pushes and how many mails have been left for somebody."""
    with brand_scope(world.brand.pk):
        mails = Letter.objects.filter(to_address=person.email).count()
    return PushMessage.objects.filter(subscription__staff=person).count(), mails


@pytest.mark.parametrize(
    ("push", "mail", "expected"),
    [
        (["mention"], ["mention"], (1, 1)),
        (["mention"], ["assigned"], (1, 0)),
        (["answered"], ["mention"], (0, 1)),
        ([], [], (0, 0)),
    ],
)
def test_each_person_chooses_for_each_kind_what_comes_by_push_and_by_mail(
    world: World, push: list[str], mail: list[str], expected: tuple[int, int]
) -> None:
    client = signed_in(world.amara)
    client.post("/desk/preferences/", {"theme": "", "tells_by_mail": "1"})
    PushSubscription.objects.create(
        staff=world.amara, endpoint=f"https://push.test/{world.mark}", p256dh="x", auth="y"
    )
    chosen = {"push": push, "mail": mail}
    assert client.post("/desk/preferences/kinds/", chosen).status_code == 302

    case = world.asked()
    add_note(actor=world.bruno.actor(), number=case.number, body="@Amara?", client_token=MENTION)

    assert told(world, world.amara) == expected
    with brand_scope(world.brand.pk):
        assert Notification.objects.filter(staff=world.amara, kind="mention").count() == 1


def test_the_page_shows_what_was_chosen_and_leaves_what_it_does_not_ask(world: World) -> None:
    Staff.objects.filter(pk=world.amara.pk).update(untold_by_mail=["canary"])
    client = signed_in(world.amara)
    every = client.get("/desk/preferences/").text
    assert every.count('name="mail"') == len(KINDS) - len(OF_SUPERVISORS)
    assert 'name="push" value="mention" checked' in every

    client.post("/desk/preferences/kinds/", {"mail": list(KINDS), "push": ["assigned", "nonsense"]})

    page = client.get("/desk/preferences/").text
    assert 'name="push" value="mention" checked' not in page
    assert 'name="push" value="assigned" checked' in page
    kept = Staff.objects.get(pk=world.amara.pk)
    assert kept.untold_by_mail == ["canary"]
    assert "mention" in kept.untold_by_push
    assert 'value="canary"' in signed_in(world.bruno).get("/desk/preferences/").text


def test_every_kind_that_can_be_told_can_be_chosen() -> None:
    assert set(TITLES) - set(KINDS) == {"no_notice"}


def gone(case: Case) -> None:
    system = Actor.system(case.brand_id)
    with brand_scope(case.brand_id):
        last = Delivery.objects.filter(case=case).latest("pk")
    trouble = Trouble(code="gone", is_permanent=True)
    record_trouble(actor=system, delivery_id=last.pk, trouble=trouble)


def heard(world: World, person: Staff) -> bool:
    with brand_scope(world.brand.pk):
        return Notification.objects.filter(staff=person, kind="undelivered").exists()


@pytest.mark.requirement("SL-11", "TK-14")
@pytest.mark.parametrize("is_held", [True, False])
def test_of_an_answer_that_cannot_arrive_the_owner_is_told_or_else_the_supervisors(
    world: World, *, is_held: bool
) -> None:
    case = world.asked()
    take_case(actor=world.amara.actor(), number=case.number)
    answered(case, world.amara)
    if not is_held:
        release_case(actor=world.amara.actor(), number=case.number)

    gone(case)

    assert (heard(world, world.amara), heard(world, world.bruno)) == (is_held, not is_held)
    assert not heard(world, world.kofi)


@pytest.mark.requirement("SL-11")
def test_what_was_given_up_is_counted_where_supervisors_are_and_mended_by_them(
    world: World,
) -> None:
    client, page = signed_in(world.bruno), f"/admin/brands/{world.brand.slug}/undelivered/"
    assert page not in client.get("/desk/floor/").text
    assert "hidden" in client.get("/desk/undelivered/", headers=FRAGMENT).text.split(">")[0]
    case = world.asked()
    take_case(actor=world.amara.actor(), number=case.number)
    answered(case, world.amara)
    gone(case)

    assert f'{page}"' in client.get("/desk/floor/").text
    assert "Not delivered: 1" in client.get("/desk/undelivered/", headers=FRAGMENT).text
    assert client.get("/desk/undelivered/").headers["Location"] == page
    assert 'hx-get="/desk/undelivered/"' in client.get("/desk/").text
    assert case.number in client.get(page).text
    client.post(page, {"what": "all"})
    assert "hidden" in client.get("/desk/undelivered/", headers=FRAGMENT).text.split(">")[0]
    assert "/desk/undelivered/" not in signed_in(world.amara).get("/desk/").text
    elsewhere = world.staff("Lin", world.other_support, role="supervisor")
    assert "Not delivered: 1" not in signed_in(elsewhere).get("/desk/floor/").text
