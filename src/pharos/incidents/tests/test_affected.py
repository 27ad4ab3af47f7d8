from __future__ import annotations

from datetime import timedelta
from typing import Any

from pharos.cases.actions.merge import merge_cases
from pharos.cases.models import Case
from pharos.cases.tests.deeds import resolved
from pharos.diagnosis.tests.conftest import Connected
from pharos.diagnosis.tests.test_walk import TXID, deposit
from pharos.exchange.simulator.events import apply
from pharos.incidents.affected import affected_by, one_for_each
from pharos.incidents.models import Incident
from pharos.incidents.rounds import follow_incidents
from pharos.incidents.tests.deeds import entered, merged, signed_in, somebody
from pharos.kernel.scope import brand_scope, reading
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.testing.cast import Cast
from pharos.testing.world import World


def found_by(person: Staff, incident: Incident) -> dict[str, bool]:
    """The numbers of the affected cases, and whether a look had found it."""
    with reading(person.actor()):
        return {each.case.number: each.is_certain for each in affected_by(person.actor(), incident)}


def asked_at(world: World, hours: float, **more: Any) -> Case:
    with frozen_at(now() + timedelta(hours=hours)):
        return somebody(world, **more)


def test_whoever_asked_about_it_in_its_time_is_affected_and_nobody_else(world: World) -> None:
    at = now()
    incident = entered(world, began_at=at - timedelta(hours=40), ended_at=at - timedelta(hours=39))
    during = asked_at(world, -39.5)
    after = asked_at(world, -20)
    for hours, reason in ((-41, "DEP.NOT_FOUND"), (-14, "DEP.NOT_FOUND"), (-39.5, "ACC.LOCKED")):
        asked_at(world, hours, reason=reason)

    assert found_by(world.amara, incident) == {during.number: False, after.number: False}
    assert found_by(world.chen, incident) == {}


def test_partners_find_the_cases_of_their_team_only(world: World) -> None:
    cast, incident = Cast(world), entered(world)

    assert cast.case.number in found_by(cast.here[Role.PARTNER], incident)
    assert found_by(cast.other_partner, incident) == {}
    page = signed_in(cast.here[Role.PARTNER]).get(f"/desk/incidents/{incident.pk}/").text
    assert cast.case.number in page
    assert "Dana" not in page
    assert "Dana" in signed_in(world.amara).get(f"/desk/incidents/{incident.pk}/").text


def test_a_case_in_which_a_look_found_it_is_affected_whatever_it_is_about(
    connected: Connected,
) -> None:
    world, exchange = connected.world, connected.exchange
    with brand_scope(world.brand.pk):
        topic = world.brand.profile["topics"][0] | {"code": "WDR.QUEUED"}
        world.brand.profile["topics"].append(topic)
        world.brand.save()
    exchange.now = now()
    told = {"title": "Withdrawals are late", "kind": "WITHDRAWAL", "started_at": "-15m"}
    apply(exchange, "incident", {"id": "inc-9"} | told)
    follow_incidents(Actor.system(world.brand.pk))
    about = world.asked(reason="WDR.QUEUED", text="Where is my withdrawal?")
    connected.work()
    with brand_scope(world.brand.pk):
        incident = Incident.objects.get()
        # As it is when staff have found that the customer came for something else.
        Case.objects.filter(pk=about.pk).update(reason_initial="FBK.OTHER")

    assert found_by(world.amara, incident) == {about.number: True}


def test_what_was_looked_up_for_another_asset_is_left_out(connected: Connected) -> None:
    world = connected.world
    deposit(connected, 60)
    about = world.asked(text=f"Where is it? {TXID}")
    connected.work()
    unnamed = somebody(world)
    fitting = entered(world, assets=["ETH"], networks=["eip155:1"])
    other = entered(world, assets=["XRP"])

    assert found_by(world.amara, fitting).keys() == {about.number, unnamed.number}
    assert found_by(world.amara, other).keys() == {unnamed.number}


def test_a_merged_case_counts_as_the_one_where_its_work_goes_on(world: World) -> None:
    with frozen_at(now() - timedelta(days=9)):
        old = world.asked(reason="ACC.LOCKED")
    fresh, incident = world.asked(), entered(world)
    merge_cases(actor=world.amara.actor(), number=fresh.number, into=old.number)

    assert found_by(world.amara, incident).keys() == {old.number}


def test_a_person_is_written_to_once_in_the_case_that_is_open(world: World) -> None:
    incident = entered(world)
    first, second, other = (somebody(world) for _ in range(3))
    merged(world, second.customer, into=first.customer)
    resolved(second, world.amara)

    with reading(world.amara.actor()):
        chosen = one_for_each(affected_by(world.amara.actor(), incident))

    assert {each.case.number for each in chosen} == {first.number, other.number}
