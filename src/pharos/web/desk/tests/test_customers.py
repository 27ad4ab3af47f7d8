from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pharos.cases.actions.person_notes import write_person_note
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Block, Handle, Membership, PersonMerge, PersonNote
from pharos.people.roles import Role
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


def profile_of(world: World, who: object) -> str:
    response = signed_in(who).get(f"/desk/customers/{world.dana.public_id}/")
    assert response.status_code == 200
    return response.text


@pytest.mark.requirement("TK-06")
def test_a_profile_shows_every_case_and_by_what_the_customer_is_known(world: World) -> None:
    first = world.asked(text="Where is my deposit?")
    second = world.asked(text="I cannot sign in.", reason="ACC.LOCKED")

    text = profile_of(world, world.amara)

    for expected in (first.number, second.number, "Where is my deposit?", "Account", "Signed in"):
        assert expected in text
    assert f"Dana-{world.mark}" in text
    assert "Europe/Lisbon" in text


@pytest.mark.parametrize(("who", "status"), [("amara", 200), ("olena", 200), ("chen", 404)])
def test_a_profile_is_read_by_its_brand_only(world: World, who: str, status: int) -> None:
    address = f"/desk/customers/{world.dana.public_id}/"

    assert signed_in(getattr(world, who)).get(address).status_code == status
    assert Client().get(address).status_code == 302


def test_a_profile_takes_ten_queries_at_most_however_much_it_shows(world: World) -> None:
    for reason in ("DEP.NOT_FOUND", "ACC.LOCKED", "ACC.2FA_LOST"):
        world.asked(reason=reason)
    client = signed_in(world.bruno)
    with CaptureQueriesContext(connection) as taken:
        client.get(f"/desk/customers/{world.dana.public_id}/")

    asked = [query["sql"] for query in taken]
    scope = next(place for place, sql in enumerate(asked) if "pharos.brand" in sql)
    assert len([sql for sql in asked[scope + 1 :] if sql.startswith("SELECT")]) <= 10


def test_a_partner_reads_a_profile_masked_and_only_beside_a_case(world: World) -> None:
    partner = world.staff("Pavel", world.support, role=Role.PARTNER)
    with brand_scope(world.brand.pk):
        Membership.objects.filter(staff=partner).update(until=now() + timedelta(days=9))
    address = f"/desk/customers/{world.dana.public_id}/"
    assert signed_in(partner).get(address).status_code == 404
    world.asked(text="Write to dana@northmere.test")
    write_person_note(
        actor=world.amara.actor(),
        public_id=world.dana.public_id,
        body="Reach her at dana@northmere.test.",
        pinned=True,
    )

    masked, whole = signed_in(partner).get(address).text, profile_of(world, world.amara)

    assert "Dana" not in masked
    assert "dana@northmere.test" not in masked
    assert "dana@northmere.test" in whole


def test_a_note_is_written_changed_and_pinned_beside_the_case(world: World) -> None:
    case, client = world.asked(), signed_in(world.amara)
    address = f"/desk/customers/{world.dana.public_id}/"

    client.post(f"{address}notes/", {"body": "She is deaf: never call.", "pinned": "on"})

    assert "She is deaf: never call." in client.get(f"/desk/cases/{case.number}/").text
    with brand_scope(world.brand.pk):
        note = PersonNote.objects.get()
    client.post(f"{address}notes/{note.pk}/", {"body": "Prefers mail."})
    assert "Prefers mail." in profile_of(world, world.kofi)
    client.post(f"{address}notes/{note.pk}/", {"remove": "1"})
    assert "Prefers mail." not in profile_of(world, world.kofi)


def test_what_cannot_be_kept_comes_back_with_its_reason(world: World) -> None:
    client, phrase = signed_in(world.amara), "abandon " * 11 + "about"
    address = f"/desk/customers/{world.dana.public_id}/notes/"

    refused = client.post(address, {"body": f"Her words: {phrase}"})

    assert refused.status_code == 422
    assert "recovery phrase" in refused.text
    assert client.post(address, {"body": " "}).status_code == 422


def test_profiles_are_joined_by_a_case_number_and_parted_again(world: World) -> None:
    other, client = world.asked(world.eve, "I am Dana, too."), signed_in(world.bruno)
    address = f"/desk/customers/{world.dana.public_id}/"
    form = {"number": other.number.lower(), "proof": "identity", "words": "Passport, live."}

    assert client.post(f"{address}merges/", form).status_code == 302
    assert other.number in profile_of(world, world.amara)
    assert "joined two profiles" in signed_in(world.amara).get(f"/desk/cases/{other.number}/").text

    with brand_scope(world.brand.pk):
        merge = PersonMerge.objects.get()
    client.post(f"{address}merges/{merge.pk}/parting/", {"why": "It was her brother."})
    assert other.number not in profile_of(world, world.amara)


@pytest.mark.parametrize(("who", "status"), [("bruno", 302), ("amara", 403)])
def test_a_block_is_set_and_lifted_by_a_supervisor(world: World, who: str, status: int) -> None:
    client = signed_in(getattr(world, who))
    address = f"/desk/customers/{world.dana.public_id}/"
    form = {"target": "customer", "reason": "Threatens the agents.", "days": "7"}

    assert client.post(f"{address}blocks/", form).status_code == status
    with brand_scope(world.brand.pk):
        block = Block.objects.first()
    assert (block is not None) is (status == 302)
    if block is None:
        return
    assert "Threatens the agents." in profile_of(world, world.amara)
    client.post(f"{address}blocks/{block.pk}/lifting/")
    with brand_scope(world.brand.pk):
        assert Block.objects.get().lifted_at is not None


def test_the_same_account_at_another_brand_is_shown_where_accounts_are_shared(
    world: World,
) -> None:
    """Two exchanges may both have an account 1001, of two people."""
    with brand_scope(world.elsewhere.pk, world.brand.pk):
        twin = type(world.dana).objects.create(brand=world.elsewhere, name="Dana")
        Handle.objects.create(
            brand=world.elsewhere,
            customer=twin,
            kind="account",
            value=f"Dana-{world.mark}",
            assurance=2,
            proved_by="token",
        )
        Membership.objects.create(staff=world.amara, team=world.other_support)
    assert str(twin.public_id) not in profile_of(world, world.amara)

    for brand in (world.brand, world.elsewhere):
        brand.profile["account_realm"] = "house"
        brand.save()

    assert str(twin.public_id) in profile_of(world, world.amara)
    assert str(twin.public_id) not in profile_of(world, world.kofi)


@pytest.mark.parametrize("words", ["dan", "DANA", "Dana-{mark}", "Dana-"])
def test_a_customer_is_found_beside_the_cases(world: World, words: str) -> None:
    asked = {"q": words.format(mark=world.mark)}
    profile = f"/desk/customers/{world.dana.public_id}/"

    for more in ({}, {"bar": ""}):
        assert profile in signed_in(world.amara).get("/desk/search/", asked | more).text
        assert profile not in signed_in(world.chen).get("/desk/search/", asked | more).text
        nobody = {"q": "Nobody of that name"} | more
        assert profile not in signed_in(world.amara).get("/desk/search/", nobody).text


def test_a_partner_finds_no_customer(world: World) -> None:
    partner = world.staff("Pavel", world.support, role=Role.PARTNER)
    with brand_scope(world.brand.pk):
        Membership.objects.filter(staff=partner).update(until=now() + timedelta(days=9))

    assert "/desk/customers/" not in signed_in(partner).get("/desk/search/", {"q": "Dana"}).text
