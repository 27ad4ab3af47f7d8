"""A picture that could not be read in time is read later: what it names is looked up then, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pharos.cases.models import Case, Entry
from pharos.cases.tests.test_attachments import handed_in, stored
from pharos.cases.tests.test_reading import needs_tesseract, screen
from pharos.diagnosis.tests.conftest import Connected
from pharos.diagnosis.tests.test_walk import TXID, deposit
from pharos.files import ocr
from pharos.files.models import StoredFile
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.admit import admit
from pharos.reception.inbound import Inbound
from pharos.reception.late_readings import read_held

OTHER = "0x" + "cd" * 32
ABSENT = """#!/bin/sh
if [ "$1" = "--list-langs" ]; then echo "Languages:"; echo eng; exit 0; fi
exit 1
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL, settings.OCR = (tmp_path / "files").as_uri(), "on"


@pytest.fixture
def shot(connected: Connected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A picture of a transaction, handed in while the reader of pictures fails."""
    program = tmp_path / "tesseract"
    program.write_text(ABSENT)
    program.chmod(0o755)
    with monkeypatch.context() as away:
        away.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        ocr._installed.cache_clear()
        picture = screen("Transaction", TXID[:34], TXID[34:], "Amount 1.5 ETH")
        file = handed_in(connected.world.actor(connected.world.dana), picture)
    ocr._installed.cache_clear()
    assert stored(connected.world, file).reading == "waiting"
    return file


def sent(here: Connected, file: str, text: str = "It is in the picture.") -> Case:
    inbound = Inbound(
        channel="widget", external_id=here.name, client_token=file, text=text, files=(file,),
        reason="DEP.NOT_FOUND",
    )  # fmt: skip
    admitted = admit(actor=here.world.actor(here.world.dana), inbound=inbound)
    with brand_scope(here.brand.pk):
        return Case.objects.get(number=admitted.case)


def reads_late(here: Connected) -> int:
    """Read what waits, as if its pause were over."""
    with brand_scope(here.brand.pk):
        StoredFile.objects.filter(brand_id=here.brand.pk).update(read_again_at=now())
    return read_held(Actor.system(here.brand.pk))


def looked(here: Connected, case: Case) -> list[str]:
    """What each look was given as the transaction."""
    looks: list[Entry] = [one for one in here.world.entries(case) if one.kind == "diagnosis"]
    return [(one.payload or {})["given"].get("txid", "") for one in looks]


@needs_tesseract
@pytest.mark.requirement("IN-02", "IN-08")
def test_what_a_picture_names_that_is_read_late_is_looked_up_once(
    connected: Connected, shot: str
) -> None:
    deposit(connected, 60)
    case = sent(connected, shot)
    connected.work()
    assert looked(connected, case) == [""]

    assert [reads_late(connected), reads_late(connected)] == [1, 0]
    connected.work()
    connected.work()

    assert looked(connected, case) == ["", TXID]
    assert "1.5 ETH" in (connected.told(case)[-1].body or "")


@needs_tesseract
@pytest.mark.parametrize("named", [TXID, OTHER])
def test_where_words_named_one_the_words_count(connected: Connected, shot: str, named: str) -> None:
    deposit(connected, 60)
    case = sent(connected, shot, f"It is {named}.")
    connected.work()

    assert reads_late(connected) == 1
    connected.work()

    assert looked(connected, case) == [named]


@needs_tesseract
def test_what_is_read_before_its_message_comes_is_looked_up_with_it(
    connected: Connected, shot: str
) -> None:
    deposit(connected, 60)
    assert reads_late(connected) == 1

    case = sent(connected, shot)
    connected.work()

    assert looked(connected, case) == [TXID]
