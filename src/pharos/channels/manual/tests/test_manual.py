"""What came by phone, post, fax or in person, written down at the desk over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pharos.cases.models import Case, Conversation
from pharos.cases.tests.deeds import answered
from pharos.channels.tests.deeds import deliveries, said_in, the_case, work
from pharos.channels.tests.points import shows
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Handle, Staff
from pharos.testing.world import World

PAGE = "/desk/cases/new/"
pytestmark = pytest.mark.requirement("CH-40")


@pytest.fixture
def amara(world: World) -> Client:
    return signed_in(world.amara)


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def written(world: World, **more: Any) -> dict[str, Any]:
    told = {
        "brand": world.brand.slug,
        "way": "phone",
        "came_at": (now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "name": "Dana",
        "reached_at": "+351 210 000 000",
        "language": "en",
        "text": "She asks where her withdrawal is.",
        "client_token": str(uuid4()),
    }
    return told | more


@shows("once")
def test_a_call_of_somebody_new_becomes_a_case_that_says_who_wrote_it_down(
    world: World, amara: Client
) -> None:
    told = written(world)
    answer = amara.post(PAGE, told)
    again = amara.post(PAGE, told)

    case = the_case(world)
    assert answer["Location"] == again["Location"] == f"/desk/cases/{case.number}/"
    assert said_in(world, case) == ["She asks where her withdrawal is."]
    first = world.entries(case)[0]
    assert (first.author_kind, (first.payload or {})["logged_by"]) == ("customer", "Amara")
    with brand_scope(world.brand.pk):
        thread = Conversation.objects.get(case=case)
        handle = Handle.objects.get(customer=case.customer)
    assert (thread.channel, thread.surface) == ("manual", "phone")
    assert (handle.kind, handle.assurance) == ("manual_claimed", 0)
    page = amara.get(f"/desk/cases/{case.number}/").content.decode()
    assert "on the phone, written down by Amara" in page
    work(world)
    assert deliveries(world) == []


@pytest.mark.parametrize("known", ["case", "account"])
def test_a_letter_of_somebody_known_is_theirs_and_proves_nothing(
    world: World, amara: Client, known: str
) -> None:
    earlier = world.asked(world.dana)
    names = {"case": earlier.number, "account": f"Dana-{world.mark}"}
    amara.post(PAGE, written(world, known=names[known], way="post"))

    with brand_scope(world.brand.pk):
        letter = Case.objects.exclude(pk=earlier.pk).get(brand=world.brand)
    assert letter.customer_id == world.dana.pk
    assert letter.assurance == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"known": "nobody-at-all"}, "Nobody is known by this"),
        ({"came_at": "2099-01-01T00:00"}, "still to come"),
        ({"text": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(
    world: World, amara: Client, wrong: dict[str, str], sentence: str
) -> None:
    told = written(world)
    refused = amara.post(PAGE, told | wrong)

    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    with brand_scope(world.brand.pk):
        assert not Case.objects.filter(brand=world.brand).exists()
    assert amara.post(PAGE, told).status_code == 302


def test_somebody_of_another_brand_is_nobody(world: World, amara: Client) -> None:
    stranger = signed_in(world.chen)
    case = world.asked(world.dana)
    told = written(world, known=case.number)

    refused = stranger.post(PAGE, told | {"brand": world.elsewhere.slug})
    assert refused.status_code == 422
    assert amara.post(PAGE, told).status_code == 302


@shows("files in")
def test_a_scanned_letter_goes_with_it(world: World, amara: Client) -> None:
    paper = SimpleUploadedFile("letter.txt", b"Dear all, where is it?", "text/plain")
    answer = amara.post(PAGE, written(world, way="post", attached=[paper]))

    assert answer.status_code == 302
    first = world.entries(the_case(world))[0]
    assert [file["name"] for file in first.attachments or ()] == ["letter.txt"]


@shows("refusals")
def test_an_answer_waits_until_somebody_has_told_it(world: World, amara: Client) -> None:
    amara.post(PAGE, written(world))
    case = the_case(world)
    said = answered(case, world.amara, "It is on its way.")
    work(world)
    assert deliveries(world) == [("rested", "by_hand")]
    page = amara.get(f"/desk/cases/{case.number}/").content.decode()
    assert "To be told by hand" in page
    assert 'class="receipt"' not in page

    where = f"/desk/cases/{case.number}/by-hand/{said.seq}/"
    assert signed_in(world.olena).post(where, {"told": "yes"}).status_code == 403
    amara.post(where, {"told": "no"})
    assert deliveries(world) == [("failed", "not_reached")]
    amara.post(where, {"told": "yes"})
    amara.post(where, {"told": "no"})

    assert deliveries(world) == [("sent", "")]
    page = amara.get(f"/desk/cases/{case.number}/").content.decode()
    assert "To be told by hand" not in page
    told = [e for e in world.entries(case) if e.kind == "delivery" and e.author_kind == "staff"]
    assert [(e.author_name, (e.payload or {})["state"]) for e in told] == [
        ("Amara", "failed"),
        ("Amara", "sent"),
    ]


@shows("phrase")
def test_a_recovery_phrase_that_somebody_read_out_reaches_no_row(
    world: World, amara: Client
) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    amara.post(PAGE, written(world, text=f"She reads out: {phrase}"))

    case = the_case(world)
    said = [f"{entry.body} {entry.payload}" for entry in world.entries(case)]
    assert phrase not in " ".join([*said, case.subject, case.last_words])
    assert "[removed:recovery_phrase]" in said[0]
