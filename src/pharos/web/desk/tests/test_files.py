"""What the desk shows of files: pages, warnings, and what is still on its way."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from pharos.cases import uploads
from pharos.cases.actions.note_dangers import note_dangers
from pharos.cases.arriving import ArrivingFile, arrive
from pharos.cases.models import Case
from pharos.cases.tests.test_attachments import case_of, handed_in, picture, stored, write
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.tests.test_arrived import come
from pharos.testing.papers import pdf, zipped
from pharos.testing.world import World


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL = tmp_path.as_uri()


def desk(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, case: Case) -> str:
    return client.get(f"/desk/cases/{case.number}/").content.decode()


def test_the_first_page_of_a_pdf_is_seen_and_all_pages_are_in_the_viewer(world: World) -> None:
    file = handed_in(world.actor(world.dana), pdf("One", "Two"), name="statement.pdf")
    case = case_of(world, write(world, str(uuid4()), file))
    amara, where = desk(world.amara), f"/desk/cases/{case.number}/files/{file}/"

    shown = page(amara, case)

    assert f'src="{where}?thumbnail"' in shown
    assert [f'href="{where}?page={number}"' in shown for number in (1, 2, 3)] == [True, True, False]
    answers = [amara.get(f"{where}?{what}").status_code for what in ("page=2", "page=3", "page=x")]
    assert answers == [302, 404, 422]
    partner = world.staff("Pat", world.support, role=Role.PARTNER)
    assert desk(partner).get(f"{where}?page=1").status_code == 404


def test_an_archive_comes_with_a_word_of_care(world: World) -> None:
    inner = zipped({"a.txt": "x"})
    file = handed_in(world.actor(world.dana), zipped({"a.zip": inner}), name="orders.zip")
    shown = page(desk(world.amara), case_of(world, write(world, str(uuid4()), file)))
    assert "Only open it if you expect it." in shown
    assert "Archives inside it were not opened." in shown


def test_what_is_on_its_way_is_named_until_it_is_here(world: World, settings: Any) -> None:
    settings.CLAMD = "tcp:127.0.0.1:9"
    came = ArrivingFile(name="screen.png", content=picture())
    case = come(world, arrive(world.actor(world.dana), [came]))
    (message, *_) = world.entries(case)
    amara = desk(world.amara)
    assert "<small>Being checked</small>" in page(amara, case)

    uploads.check_waiting(Actor.system(world.brand.pk))
    shown = page(amara, case)
    assert "screen.png" in shown
    assert "Waits for the virus scanner" in shown
    partner = world.staff("Pat", world.support, role=Role.PARTNER)
    assert "screen.png" not in page(desk(partner), case)

    settings.CLAMD = ""
    uploads.check_waiting(later(world))
    tell_arrived_files(Actor.system(world.brand.pk))
    new = amara.get(
        f"/desk/cases/{case.number}/entries/?after={message.seq}", headers={"hx-request": "true"}
    ).content.decode()
    thread = world.conversation(case).pk
    assert f'<ul id="arriving-{thread}-{message.position}" hx-swap-oob="delete">' in new
    assert "<small>Being checked</small>" not in page(amara, case)


def later(world: World) -> Actor:
    """The pause after which the scanner is asked again is over."""
    from pharos.files.models import StoredFile
    from pharos.kernel.scope import brand_scope

    with brand_scope(world.brand.pk):
        StoredFile.objects.update(leased_until=None)
    return Actor.system(world.brand.pk)


def test_staff_are_told_of_a_secret_that_was_chosen_for_their_case(world: World) -> None:
    case, system = world.asked(), Actor.system(world.brand.pk)
    dana = world.actor(world.dana)
    content = b"abandon " * 11 + b"about"
    for name, held in (("phrase.txt", content), ("tool.exe", b"MZ" + bytes(90))):
        handed = uploads.Handed(
            name=name, length=len(held), brand_id=world.brand.pk, case_id=case.pk
        )
        file = uploads.begin(dana, handed)
        uploads.take_in(dana, str(file.public_id), 0, held)
        assert stored(world, str(file.public_id)).state == "refused"

    assert [note_dangers(actor=system), note_dangers(actor=system)] == [1, 0]

    told = world.entries(case)[-1]
    assert (told.kind, told.visibility) == ("files", "staff")
    shown = page(desk(world.amara), case)
    assert "Not taken: phrase.txt: There was a secret in it" in shown
    assert "tool.exe" not in shown
