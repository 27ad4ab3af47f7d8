"""A picture that could not be read for secrets in time is held from staff, and read again later."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from mnemonic import Mnemonic

from pharos.cases.models import Case
from pharos.cases.tests.test_attachments import case_of, handed_in, stored, write
from pharos.files import ocr
from pharos.files.models import StoredFile
from pharos.files.pauses import PAUSES
from pharos.files.storage import storage
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.late_readings import read_held
from pharos.reception.late_secrets import tell_late_secrets
from pharos.testing.world import World
from pharos.web.desk.tests.test_files import desk, page

PHRASE = str(Mnemonic("english").to_mnemonic(bytes([0x7F] * 16)))
# A reader that fails until it is given words to have read.
READER = """#!/bin/sh
if [ "$1" = "--list-langs" ]; then echo "Languages:"; echo eng; exit 0; fi
exec /bin/cat "{words}"
"""


class Tesseract:
    """The program, as busy as a test wants it."""

    def __init__(self, folder: Path) -> None:
        self.words = folder / "words"
        program = folder / "tesseract"
        program.write_text(READER.format(words=self.words))
        program.chmod(0o755)

    def reads(self, text: str) -> None:
        self.words.write_text(text)


@pytest.fixture
def tesseract(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tesseract]:
    settings.FILES_URL, settings.OCR = (tmp_path / "files").as_uri(), "on"
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    program = Tesseract(tmp_path)
    ocr._installed.cache_clear()
    yield program
    ocr._installed.cache_clear()


def sent(world: World) -> tuple[Case, str]:
    file = handed_in(world.actor(world.dana))
    return case_of(world, write(world, str(uuid4()), file)), file


def read_when_due(world: World) -> timedelta:
    """Read what waits, as if its pause were over; return how long the pause was."""
    with brand_scope(world.brand.pk):
        waiting = StoredFile.objects.filter(brand_id=world.brand.pk, reading="waiting")
        pause = waiting.get().read_again_at - now()  # type: ignore[operator]
        waiting.update(read_again_at=now())
    assert read_held(Actor.system(world.brand.pk)) == 1
    return pause


@pytest.mark.requirement("IN-07")
def test_what_was_not_read_in_time_is_held_and_shown_once_it_is_read(
    world: World, tesseract: Tesseract
) -> None:
    case, file = sent(world)
    amara, where = desk(world.amara), f"/desk/cases/{case.number}/files/{file}/"

    held = page(amara, case)
    assert "Not yet read for secrets" in held
    assert "<img" not in held.partition('class="files"')[2].partition("</ul>")[0]
    assert [amara.get(where + what).status_code for what in ("", "?thumbnail", "?unread")] == [
        409
    ] * 3
    assert read_held(Actor.system(world.brand.pk)) == 0, "its pause is not over"

    tesseract.reads("The deposit of yesterday has not arrived.")
    read_when_due(world)

    assert "Not yet read for secrets" not in page(amara, case)
    assert f'src="{where}?thumbnail"' in page(amara, case)
    assert amara.get(f"{where}?thumbnail").status_code == 302


def test_after_the_last_try_it_is_shown_behind_a_press_with_a_warning(
    world: World, tesseract: Tesseract
) -> None:
    case, file = sent(world)
    amara, where = desk(world.amara), f"/desk/cases/{case.number}/files/{file}/"

    pauses = [read_when_due(world) for _ in PAUSES]

    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0] * 10
    with brand_scope(world.brand.pk):
        StoredFile.objects.update(read_again_at=now())
    assert read_held(Actor.system(world.brand.pk)) == 0
    shown = page(amara, case)
    assert "It could not be read for secrets." in shown
    assert f'href="{where}?unread"' in shown
    assert f'src="{where}?thumbnail"' not in shown
    assert [amara.get(where + what).status_code for what in ("", "?thumbnail")] == [409] * 2
    assert amara.get(f"{where}?unread").status_code == 302


def test_a_secret_that_is_read_late_is_destroyed_and_its_owner_reads_what_to_do(
    world: World, tesseract: Tesseract
) -> None:
    case, file = sent(world)
    system = Actor.system(world.brand.pk)
    tesseract.reads(PHRASE)

    read_when_due(world)
    assert [tell_late_secrets(actor=system), tell_late_secrets(actor=system)] == [1, 0]

    kept = stored(world, file)
    assert (kept.state, kept.why, kept.note) == ("refused", "secret", "recovery_phrase")
    assert list(storage().list(kept.folder)) == []
    told = world.entries(case)[-2:]
    assert [(entry.kind, entry.visibility) for entry in told] == [
        ("files", "customer"),
        ("removed", "customer"),
    ]
    assert "move your funds there now" in (told[1].body or "")
    amara = desk(world.amara)
    assert "There was a secret in it. It was deleted." in page(amara, case)
    assert amara.get(f"/desk/cases/{case.number}/files/{file}/?unread").status_code == 404


def test_where_pictures_are_not_read_nothing_is_held(
    world: World, tesseract: Tesseract, settings: Any
) -> None:
    settings.OCR = "off"
    case, file = sent(world)
    assert f"/files/{file}/?thumbnail" in page(desk(world.amara), case)
