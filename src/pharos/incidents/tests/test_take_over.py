from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.simulator.events import apply
from pharos.exchange.simulator.world import Fault
from pharos.incidents.actions.keep_incident import Terms, set_terms
from pharos.incidents.models import Claim, Incident, MassReply, Recipient
from pharos.incidents.rounds import follow_incidents
from pharos.incidents.tests.deeds import claimed, entered, signed_in
from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope, reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.testing.world import World

BEGAN = "2026-01-05T09:00:00+00:00"
LATE = {
    "id": "inc-7",
    "title": "Withdrawals of XRP are late",
    "kind": "WITHDRAWAL",
    "assets": ["XRP"],
    "text": "Your funds are safe.",
}


def listed(here: Connected, **more: Any) -> int:
    """The exchange lists it so, and the worker asks."""
    here.exchange.now = now()
    apply(here.exchange, "incident", LATE | {"started_at": BEGAN} | more)
    return follow_incidents(Actor.system(here.brand.pk))


def kept(here: Connected) -> list[Incident]:
    with brand_scope(here.brand.pk):
        return list(Incident.objects.order_by("pk"))


def audited(here: Connected) -> list[str]:
    with reading(here.world.ada.actor()):
        told = entries(here.brand.pk).order_by("pk").values_list("action", flat=True)
        return [action for action in told if action.startswith("incident.")]


def test_what_the_exchange_lists_is_taken_over_once_and_followed_to_its_end(
    connected: Connected,
) -> None:
    assert listed(connected) == 1
    assert listed(connected) == 0

    (incident,) = kept(connected)
    assert (incident.title, incident.assets, incident.ended_at) == (
        "Withdrawals of XRP are late",
        ["XRP"],
        None,
    )

    assert listed(connected, ended_at="-1m") == 1
    (incident,) = kept(connected)
    assert incident.ended_at is not None
    assert audited(connected) == ["incident.taken_over", "incident.followed"]
    assert incident.title in signed_in(connected.world.amara).get("/desk/incidents/").text


def test_what_we_decided_stays_when_the_exchange_changes_its_words(connected: Connected) -> None:
    listed(connected)
    (incident,) = kept(connected)
    until = now() + timedelta(days=9)
    terms = Terms(hours_after=48, claims_from=now(), claims_until=until)
    set_terms(actor=connected.world.bruno.actor(), incident_id=incident.pk, terms=terms)

    listed(connected, title="It was longer")

    (incident,) = kept(connected)
    assert (incident.title, incident.hours_after, incident.claims_until) == (
        "It was longer",
        48,
        until,
    )


@pytest.mark.parametrize("fault", ["down", "stale"])
def test_an_exchange_that_does_not_answer_changes_nothing(
    connected: Connected, fault: Fault
) -> None:
    listed(connected)
    connected.exchange.faults["exchange.list_incidents"] = fault

    assert listed(connected, ended_at="-1m") == 0

    assert kept(connected)[0].ended_at is None
    connected.exchange.faults.clear()
    assert listed(connected, ended_at="-1m") == 1


def test_a_supervisor_enters_an_incident_by_hand_and_ends_it_later(world: World) -> None:
    bruno, at = signed_in(world.bruno), now()
    began = f"{at - timedelta(hours=2):%Y-%m-%dT%H:%M}"
    form = {"title": "Signing in failed", "kind": "LOGIN", "began_at": began, "assets": "xrp, BTC"}

    wrong = bruno.post("/desk/incidents/new/", form | {"assets": "x r p", "text": "We are sorry."})
    assert wrong.status_code == 422
    assert "Write assets by their codes" in wrong.text
    assert "We are sorry." in wrong.text
    made = bruno.post("/desk/incidents/new/", form)
    assert made.status_code == 302

    ended = f"{at:%Y-%m-%dT%H:%M}"
    assert bruno.post(f"{made['Location']}change/", form | {"ended_at": began}).status_code == 422
    assert bruno.post(f"{made['Location']}change/", form | {"ended_at": ended}).status_code == 302
    with brand_scope(world.brand.pk):
        incident = Incident.objects.get()
    assert (incident.kind, incident.assets) == ("LOGIN", ["XRP", "BTC"])
    assert incident.ended_at is not None
    assert f"Entered by {world.bruno.name}" in bruno.get(made["Location"]).text


def test_what_an_exchange_lists_is_not_ours_to_change(connected: Connected) -> None:
    listed(connected)
    (incident,) = kept(connected)

    answer = signed_in(connected.world.bruno).get(f"/desk/incidents/{incident.pk}/change/")

    assert answer.status_code == 409
    assert "The exchange says what this incident is." in answer.text


@pytest.mark.parametrize("table", [Claim, Incident, MassReply, Recipient])
def test_a_brands_rows_are_seen_in_its_own_scope_only(world: World, table: Any) -> None:
    case, incident = world.asked(), entered(world)
    assert claimed(world, case, incident).status_code == 302
    with brand_scope(world.brand.pk):
        reply = MassReply.objects.create(
            brand=world.brand,
            incident=incident,
            sender=world.bruno,
            texts={},
            client_token="t",
            created_at=now(),
            next_at=now(),
            done_at=now(),
        )
        Recipient.objects.create(
            brand=world.brand, mass_reply=reply, case=case, customer=world.dana
        )
        assert table.objects.filter(brand=world.brand).exists()

    with brand_scope(world.elsewhere.pk):
        assert not table.objects.filter(brand_id=world.brand.pk).exists()
