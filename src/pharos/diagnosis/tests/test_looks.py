"""Who may have facts looked up, how often, and who is told of it."""

from __future__ import annotations

import pytest

from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.models import Case, Notification
from pharos.cases.states import Disposition
from pharos.diagnosis.actions.request_diagnosis import request_diagnosis
from pharos.diagnosis.looks import looks_into
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.models import Connection
from pharos.kernel.errors import Conflict, Forbidden, NotFound, TooMany
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World


def look_up(world: World, case: Case) -> None:
    inputs = {"txid": "0x" + "cd" * 32}
    request_diagnosis(actor=world.amara.actor(), number=case.number, wanted="D01", inputs=inputs)


def test_an_agent_looks_up_and_the_look_is_written_down(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    look_up(world, case)
    connected.work()

    with brand_scope(case.brand_id):
        looks = looks_into([case])
    assert [one.who for one in looks if one.kind == "staff"] == ["Amara"]


def test_what_an_agent_looked_up_is_theirs_to_tell(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    connected.work()
    before = len(connected.told(case))
    look_up(world, case)
    connected.work()

    looked = [entry for entry in world.entries(case) if entry.kind == "diagnosis"]
    assert looked[-1].payload["reason"] == "D01"
    assert len(connected.told(case)) == before


def test_a_settled_case_is_not_looked_into(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    amara = world.amara.actor()
    ended = Outcome(disposition=Disposition.EXPLAINED, text="It has arrived.")
    resolve_case(actor=amara, number=case.number, outcome=ended)

    with pytest.raises(Conflict) as refused:
        request_diagnosis(actor=amara, number=case.number, wanted="D01")
    assert refused.value.code == "case_not_open"


def test_who_may_not_change_a_case_may_not_look_into_it(connected: Connected) -> None:
    world = connected.world
    case = world.asked()

    with pytest.raises(Forbidden):
        request_diagnosis(actor=world.olena.actor(), number=case.number, wanted="D01")
    with pytest.raises(NotFound):
        request_diagnosis(actor=world.chen.actor(), number=case.number, wanted="D01")
    assert request_diagnosis(actor=world.amara.actor(), number=case.number, wanted="D01")


def test_too_many_looks_are_refused_and_a_supervisor_is_told(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    with brand_scope(case.brand_id):
        Connection.objects.filter(brand=world.brand).update(looks_an_hour=3)
    for _ in range(3):
        look_up(world, case)

    with pytest.raises(TooMany):
        request_diagnosis(actor=world.amara.actor(), number=case.number, wanted="D01")
    with brand_scope(case.brand_id):
        told = Notification.objects.filter(case=case, kind="looks")
        assert [one.staff_id for one in told] == [world.bruno.pk, world.ada.pk][: len(told)]
        assert told
    assert request_diagnosis(actor=world.kofi.actor(), number=case.number, wanted="D01")


def test_a_look_at_a_canary_account_is_told_to_supervisors(connected: Connected) -> None:
    world = connected.world
    case = world.asked()
    connected.work()
    with brand_scope(case.brand_id):
        Connection.objects.filter(brand=world.brand).update(canaries=[f"Dana-{world.mark}"])
    look_up(world, case)
    connected.work()

    with brand_scope(case.brand_id):
        assert Notification.objects.filter(
            case=case, kind="canary", staff_id=world.bruno.pk
        ).exists()
