"""Files whose books do not agree are named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pharos.cases.tests.test_attachments import handed_in, stored, write
from pharos.config.reconciling import reconcile
from pharos.files.models import StoredFile
from pharos.files.storage import storage
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL = tmp_path.as_uri()


def faults(world: World) -> list[str]:
    (report,) = reconcile(oldest_mark=timedelta(minutes=5), only=world.brand.slug)
    return report.faults


@pytest.fixture
def file(world: World) -> StoredFile:
    public_id = handed_in(world.actor(world.dana))
    write(world, "thread", public_id)
    assert faults(world) == []
    return stored(world, public_id)


def test_bytes_that_are_gone_are_named(world: World, file: StoredFile) -> None:
    storage().delete(file.key("safe"))
    assert faults(world) == [f"the bytes of file {file.public_id} are not in the storage"]


def test_a_named_file_that_is_not_there_is_named(world: World, file: StoredFile) -> None:
    with brand_scope(world.brand.pk):
        StoredFile.objects.filter(pk=file.pk).update(state=StoredFile.State.ERASED)
    (fault,) = faults(world)
    assert f"names file {file.public_id}, which is not there as it says" in fault


def test_a_file_that_no_entry_names_is_named(world: World, file: StoredFile) -> None:
    with brand_scope(world.brand.pk):
        StoredFile.objects.filter(pk=file.pk).update(entry_seq=2)
    (fault,) = faults(world)
    assert fault.startswith(f"file {file.public_id} belongs to entry 2 of case")
