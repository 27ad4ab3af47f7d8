"""What nobody sends along, and what was left by somebody who died."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from pharos.cases import uploads
from pharos.cases.tests.deeds import together
from pharos.cases.tests.test_attachments import PDF, begun, handed_in, stored, write
from pharos.files.actions.take_for_checking import take_for_checking
from pharos.files.checking import check
from pharos.files.models import StoredFile
from pharos.files.storage import storage
from pharos.files.sweeping import sweep_files
from pharos.files.uploading import write_part
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.testing.world import World

DAY = timedelta(hours=25)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL = tmp_path.as_uri()


def test_what_nobody_sends_along_within_a_day_is_given_up_and_what_was_sent_stays(
    world: World,
) -> None:
    dana, system = world.actor(world.dana), Actor.system(world.brand.pk)
    sent, kept, half = handed_in(dana), handed_in(dana), begun(dana)
    write_part(dana, half, 0, b"half")
    write(world, "thread", sent)

    sweep_files(system)
    assert len(list(storage().list())) == 5
    with frozen_at(now() + DAY):
        sweep_files(system)

    assert sorted(storage().list()) == sorted(
        stored(world, sent).key(what) for what in ("safe", "thumbnail")
    )
    assert stored(world, kept).purged_at is not None
    with frozen_at(now() + DAY):
        sweep_files(system)
    with brand_scope(world.brand.pk):
        assert [str(file.public_id) for file in StoredFile.objects.all()] == [sent]


def test_the_worker_checks_what_is_large_and_what_somebody_left_while_checking(
    world: World,
) -> None:
    dana, system = world.actor(world.dana), Actor.system(world.brand.pk)
    handed = uploads.Handed(name="a.pdf", length=len(PDF), brand_id=world.brand.pk)
    public_id = str(uploads.begin(dana, handed).public_id)
    write_part(dana, public_id, 0, PDF)
    assert stored(world, public_id).state == StoredFile.State.QUARANTINED

    assert len(take_for_checking(actor=system)) == 1
    assert uploads.check_waiting(system) == 0
    with frozen_at(now() + timedelta(minutes=5)):
        assert uploads.check_waiting(system) == 1

    file = stored(world, public_id)
    assert (file.state, file.type, file.parts) == ("ready", "application/pdf", [])
    kept = [file.key(what) for what in ("page-01", "safe", "thumbnail")]
    assert sorted(storage().list(file.folder)) == kept


def test_a_file_whose_bytes_are_gone_holds_up_no_other(world: World) -> None:
    dana, system = world.actor(world.dana), Actor.system(world.brand.pk)
    handed = uploads.Handed(name="a.pdf", length=len(PDF), brand_id=world.brand.pk)
    gone, there = (str(uploads.begin(dana, handed).public_id) for _ in range(2))
    for public_id in (gone, there):
        write_part(dana, public_id, 0, PDF)
    for key in list(storage().list(stored(world, gone).folder)):
        storage().delete(key)

    assert [uploads.check_waiting(system) for _turn in range(3)] == [1, 1, 0]

    assert (stored(world, gone).state, stored(world, there).state) == ("checking", "ready")


def test_who_sends_without_script_gets_what_the_worker_finds_if_it_was_quicker(
    world: World,
) -> None:
    dana, system = world.actor(world.dana), Actor.system(world.brand.pk)
    handed = uploads.Handed(name="a.pdf", length=len(PDF), brand_id=world.brand.pk)
    file = uploads.begin(dana, handed)
    file = write_part(dana, str(file.public_id), 0, PDF)
    (taken,) = take_for_checking(actor=system)

    def worker() -> StoredFile:
        sleep(0.3)
        return check(system, taken, uploads.secrets_in)

    for found in together(lambda: uploads.settled(dana, file), worker):
        assert isinstance(found, StoredFile)
        assert (found.state, found.type) == ("ready", "application/pdf")


def test_what_has_taken_three_checks_down_is_refused_unseen(world: World) -> None:
    dana, system = world.actor(world.dana), Actor.system(world.brand.pk)
    handed = uploads.Handed(name="a.pdf", length=len(PDF), brand_id=world.brand.pk)
    public_id = str(uploads.begin(dana, handed).public_id)
    write_part(dana, public_id, 0, PDF)
    for minutes in (0, 5, 10):
        with frozen_at(now() + timedelta(minutes=minutes)):
            assert len(take_for_checking(actor=system)) == 1

    with frozen_at(now() + timedelta(minutes=15)):
        assert take_for_checking(actor=system) == []
    assert (stored(world, public_id).state, stored(world, public_id).why) == (
        "refused",
        "too_heavy",
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\dana\\Kontoauszug.PDF", "Kontoauszug.PDF"),
        ("photo\u202efdp.exe", "photofdp.pdf"),
        ("a" * 300 + ".pdf", None),
        ("<b>\x00\r\nSet-Cookie.pdf", "b Set-Cookie.pdf"),
        (f"{'abandon ' * 11}about.pdf", "file.pdf"),
        ("명세서.pdf", "명세서.pdf"),
    ],
)
def test_names_can_be_shown_anywhere_and_hold_no_secret(
    world: World, name: str, shown: str | None
) -> None:
    file = stored(world, handed_in(world.actor(world.dana), PDF, name=name))
    assert len(file.name) <= 110
    assert shown is None or file.name == shown
