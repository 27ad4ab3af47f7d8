"""With a virus scanner, nothing is served that it has not seen."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pharos.cases import uploads
from pharos.cases.tests.test_attachments import PDF, handed_in, picture, stored
from pharos.channels.widget.uploads import told_of
from pharos.files.actions.put_off_check import PATIENCE
from pharos.files.queries import files_at_scanner
from pharos.files.storage import storage
from pharos.files.sweeping import sweep_files
from pharos.files.tests.clamd import EICAR, STREAM_MAX, listening
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.testing.world import World

AWAY = "tcp:127.0.0.1:9"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL = tmp_path.as_uri()


def test_what_the_scanner_finds_is_kept_in_quarantine_for_a_week_and_never_served(
    world: World, settings: Any
) -> None:
    dana, system = world.actor(world.dana), Actor.system(world.brand.pk)
    with listening() as settings.CLAMD:
        clean, bad = handed_in(dana, PDF), handed_in(dana, PDF + EICAR)

    assert stored(world, clean).state == "ready"
    file = stored(world, bad)
    assert (file.state, file.why, file.note) == ("refused", "infected", "Eicar-Test-Signature")
    assert "virus" in told_of(file)["why"]
    quarantined = list(storage().list(file.folder))
    assert quarantined == file.parts
    assert all("/parts/" in key for key in quarantined)

    with frozen_at(now() + timedelta(days=6)):
        sweep_files(system)
    assert list(storage().list(file.folder)) == quarantined
    with frozen_at(now() + timedelta(days=8)):
        sweep_files(system)
    assert list(storage().list(file.folder)) == []


def test_while_the_scanner_is_away_files_wait_and_go_on_by_themselves(
    world: World, settings: Any
) -> None:
    system = Actor.system(world.brand.pk)
    settings.CLAMD = AWAY
    public_id = handed_in(world.actor(world.dana))

    file = stored(world, public_id)
    assert (file.state, file.why, file.tries) == ("quarantined", "scanner_away", 0)
    assert "waits" in told_of(file)["why"]
    assert uploads.check_waiting(system) == 0
    with brand_scope(world.brand.pk):
        assert files_at_scanner().waiting == 1

    with frozen_at(now() + timedelta(minutes=1)), listening() as settings.CLAMD:
        assert uploads.check_waiting(system) == 1
    file = stored(world, public_id)
    assert (file.state, file.why, file.type) == ("ready", "", "image/png")


def test_what_nobody_could_scan_in_three_days_is_refused_and_told(
    world: World, settings: Any
) -> None:
    settings.CLAMD = AWAY
    public_id = handed_in(world.actor(world.dana))
    with frozen_at(now() + PATIENCE + timedelta(minutes=1)):
        uploads.check_waiting(Actor.system(world.brand.pk))
    assert (stored(world, public_id).state, stored(world, public_id).why) == (
        "refused",
        "not_scanned",
    )


def test_what_is_too_long_for_the_scanner_is_refused_and_does_not_wait(
    world: World, settings: Any
) -> None:
    long = picture() + os.urandom(3 * STREAM_MAX)
    with listening() as settings.CLAMD:
        file = stored(world, handed_in(world.actor(world.dana), long))
    assert (file.state, file.why) == ("refused", "not_scanned")
    settings.CLAMD = ""
    assert stored(world, handed_in(world.actor(world.dana), long)).state == "ready"
