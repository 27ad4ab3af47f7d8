"""One sentence into the team's chat when staff should look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.cases.actions.breach import breach_clocks
from pharos.cases.actions.reason import correct_reason
from pharos.cases.actions.record_delivery import Trouble, record_trouble
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case, Delivery
from pharos.cases.tests.deeds import answered, clocks
from pharos.diagnosis.actions.raise_notice_alarms import raise_notice_alarms
from pharos.diagnosis.looks import tell_of_canary
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.outlets.events import NOTICES
from pharos.outlets.models import Outlet
from pharos.outlets.tests.deeds import dispatches, outlet_to, send_all
from pharos.outlets.tests.receiver import Receiver
from pharos.people.actor import Actor
from pharos.people.roles import Role
from pharos.testing.cast import Cast
from pharos.testing.world import World


@pytest.fixture
def room(world: World, receiver: Receiver) -> Outlet:
    return outlet_to(world, receiver, kind=Outlet.Kind.CHAT, events=tuple(NOTICES))


def texts(world: World, room: Outlet, receiver: Receiver) -> list[str]:
    send_all(world, room)
    return [asked.json["text"] for asked in receiver.asked]


def fails(case: Case) -> None:
    system = Actor.system(case.brand_id)
    with brand_scope(case.brand_id):
        last = Delivery.objects.filter(case=case).latest("pk")
    record_trouble(
        actor=system, delivery_id=last.pk, trouble=Trouble(code="gone", is_permanent=True)
    )


def test_a_promise_that_was_not_kept_is_told_once_with_where_to_look(
    world: World, room: Outlet, receiver: Receiver
) -> None:
    case = world.asked(world.dana, "Where is my deposit?")
    with brand_scope(world.brand.pk):
        clock = clocks(case, running=True)[0]
        clock.due_at = now() - timedelta(minutes=1)
        clock.save()

    system = Actor.system(world.brand.pk)
    breach_clocks(actor=system)
    breach_clocks(actor=system)

    (text,) = texts(world, room, receiver)
    assert text.startswith(f"{world.brand.name} · {case.number} · A promise was not kept")
    assert f"/desk/cases/{case.number}/" in text
    assert "deposit" not in text


def test_a_security_case_and_an_answer_that_did_not_arrive_are_told(
    world: World, room: Outlet, receiver: Receiver
) -> None:
    world.asked(world.minjun, "Hello?")
    urgent = world.asked(world.dana, "Somebody is in my account.")
    correct_reason(actor=world.amara.actor(), number=urgent.number, reason="SEC.SCAM_VICTIM")
    answered(urgent, world.amara)
    fails(urgent)

    told = texts(world, room, receiver)

    assert [text.split(" · ")[1] for text in told] == [urgent.number, urgent.number]
    assert "minutes count" in told[0]
    assert "did not reach its customer" in told[1]


def test_alarms_for_supervisors_come_once_however_many_they_are(
    world: World, room: Outlet, receiver: Receiver
) -> None:
    case, amara = world.asked(), world.amara.actor()
    world.staff("Second", world.support, role=Role.SUPERVISOR)
    with brand_scope(world.brand.pk):
        (look,) = append(entry_of(case, amara, "access", payload={"asked": []}))
        tell_of_canary(case, amara, of=look)

    (text,) = texts(world, room, receiver)
    assert "nobody has a reason to look at" in text
    assert "Amara" in text


def test_a_name_is_no_markup_and_calls_nobody(
    world: World, room: Outlet, receiver: Receiver
) -> None:
    amara = world.amara
    type(amara).objects.filter(pk=amara.pk).update(
        name="<!here> @all [Kofi](https://evil.test) & Co <https://evil.test|Kofi>"
    )
    amara.refresh_from_db()
    case = world.asked()
    world.staff("Second", world.support, role=Role.SUPERVISOR)
    with brand_scope(world.brand.pk):
        (look,) = append(entry_of(case, amara.actor(), "access", payload={"asked": []}))
        tell_of_canary(case, amara.actor(), of=look)

    (text,) = texts(world, room, receiver)
    assert "[Kofi] (https://evil.test) & Co" in text
    assert not set("<>") & set(text)
    assert "@all" not in text
    assert f"/desk/cases/{case.number}/" in text


def test_a_restriction_of_which_nobody_was_told_leads_to_the_list(
    world: World, room: Outlet, receiver: Receiver
) -> None:
    notice = Cast(world).notice
    with brand_scope(world.brand.pk):
        type(notice).objects.filter(pk=notice.pk).update(alarmed_at=None)

    system = Actor.system(world.brand.pk)
    assert (raise_notice_alarms(actor=system), raise_notice_alarms(actor=system)) == (1, 0)

    (text,) = texts(world, room, receiver)
    assert "/desk/notices/" in text


def test_only_the_notices_that_were_chosen_are_told(world: World, receiver: Receiver) -> None:
    room = outlet_to(world, receiver, kind=Outlet.Kind.CHAT, events=("notice.urgent",))
    case = world.asked()
    answered(case, world.amara)
    fails(case)

    assert dispatches(room) == []
    correct_reason(actor=world.amara.actor(), number=case.number, reason="SEC.SCAM_VICTIM")
    assert len(dispatches(room)) == 1
