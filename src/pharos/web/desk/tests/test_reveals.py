"""An address or number in full: for a reason, in one answer, and never unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse

from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.models import Case, Notification
from pharos.cases.states import Disposition
from pharos.diagnosis.looked_at import looked_at, looked_for
from pharos.diagnosis.looks import looks_into
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.models import Connection
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Handle, Membership, Staff
from pharos.people.roles import Role
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in

MAIL, COVERED = "dana.reyes@northmere.test", "d•••@•••"


@pytest.fixture
def mail(world: World) -> Handle:
    with brand_scope(world.brand.pk):
        return Handle.objects.create(
            brand=world.brand, customer=world.dana, kind="mail", value=MAIL, proved_by="token"
        )


def show(who: Staff, mail: Handle, case: Case, **more: str) -> HttpResponse:
    form = {"number": case.number, "purpose": "reach", "words": "She asked for a call."} | more
    address = f"/desk/customers/{case.customer.public_id}/handles/{mail.pk}/reveal/"
    return signed_in(who).post(address, form)  # type: ignore[return-value]


def test_an_address_is_covered_until_somebody_says_why_and_covered_again_after(
    world: World, mail: Handle
) -> None:
    case = world.asked()
    page = f"/desk/customers/{world.dana.public_id}/"
    before = signed_in(world.amara).get(page).text

    shown = show(world.amara, mail, case)

    assert COVERED in before
    assert MAIL not in before
    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
    assert MAIL in shown.text
    assert MAIL not in signed_in(world.amara).get(page).text


def test_who_saw_it_and_why_stands_in_the_case_and_in_both_lists_of_looks(
    world: World, mail: Handle
) -> None:
    case = world.asked()
    with brand_scope(world.brand.pk):
        other = Handle.objects.create(
            brand=world.brand, customer=world.dana, kind="chat", value="dana_r_1990"
        )
    for handle in (other, mail):
        show(world.amara, handle, case)

    supervisor = signed_in(world.bruno).get(f"/desk/customers/{world.dana.public_id}/looks/").text
    assert "Amara" in supervisor
    assert "to reach the customer: She asked for a call." in supervisor
    assert "e-mail address in full" in signed_in(world.kofi).get(f"/desk/cases/{case.number}/").text
    with brand_scope(world.brand.pk):
        looks = looks_into([case])
    assert [look.who for look in looks] == ["Amara", "Amara"]
    told = [(looked_at(look.questions), looked_for(look.purpose)) for look in looks]
    assert told == [
        (["your e-mail address"], "to reach you"),
        (["how you can be reached"], "to reach you"),
    ]
    assert MAIL not in str([entry.payload for entry in world.entries(case)])


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.AGENT, 200),
        (Role.SUPERVISOR, 200),
        (Role.QUALITY, 403),
        (Role.COMPLIANCE, 403),
        (Role.PARTNER, 403),
    ],
)
def test_only_who_answers_and_works_in_the_house_sees_it(
    world: World, mail: Handle, role: str, status: int
) -> None:
    case, who = world.asked(), world.staff("Somebody", world.support, role=role)
    with brand_scope(world.brand.pk):
        Membership.objects.filter(staff=who).update(until=now() + timedelta(days=9))
    shown = show(who, mail, case)

    assert shown.status_code == status
    assert (MAIL in shown.text) is (status == 200)
    assert show(world.chen, mail, case).status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [({}, 200), ({"words": " "}, 422), ({"purpose": "curious"}, 422), ({"number": ""}, 422)],
)
def test_without_a_reason_nothing_is_shown_or_written(
    world: World, mail: Handle, more: dict[str, str], status: int
) -> None:
    case = world.asked()
    shown = show(world.amara, mail, case, **more)

    assert shown.status_code == status
    assert (MAIL in shown.text) is (status == 200)
    written = [entry for entry in world.entries(case) if entry.kind == "access"]
    assert len(written) == (status == 200)


def test_only_an_open_case_of_the_same_customer_is_ground_enough(
    world: World, mail: Handle
) -> None:
    case, other = world.asked(), world.asked(world.minjun)
    ended = Outcome(disposition=Disposition.EXPLAINED, text="It has arrived.")

    assert show(world.amara, mail, other).status_code == 404
    assert show(world.amara, mail, case).status_code == 200
    resolve_case(actor=world.amara.actor(), number=case.number, outcome=ended)
    refused = show(world.amara, mail, case)
    assert refused.status_code == 409
    assert MAIL not in refused.text
    assert "only while a case of theirs is open" in refused.text


def test_it_is_counted_with_all_looks_and_the_last_of_the_hour_is_told(
    connected: Connected, mail: Handle
) -> None:
    world = connected.world
    case = world.asked()
    with brand_scope(world.brand.pk):
        Connection.objects.filter(brand=world.brand).update(looks_an_hour=2)

    answers = [show(world.amara, mail, case).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert show(world.kofi, mail, case).status_code == 200
    with brand_scope(world.brand.pk):
        told = Notification.objects.filter(case=case, kind="looks", staff=world.bruno)
        assert told.count() == 1


def test_a_canary_account_tells_the_supervisor(connected: Connected, mail: Handle) -> None:
    world = connected.world
    case = world.asked()

    def told_after(canaries: list[str]) -> bool:
        with brand_scope(world.brand.pk):
            Connection.objects.filter(brand=world.brand).update(canaries=canaries)
        show(world.amara, mail, case)
        with brand_scope(world.brand.pk):
            told = Notification.objects.filter(case=case, kind="canary", staff=world.bruno)
            return told.exists()

    assert not told_after([])
    assert told_after([f"Dana-{world.mark}"])
