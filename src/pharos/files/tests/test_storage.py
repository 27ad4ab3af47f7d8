"""Both places where files can lie keep the same promises."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from pharos.files.errors import KeyMissing, StorageAway
from pharos.files.keeping import read_out, stored_keys, write_back
from pharos.files.storage import storage_at
from pharos.files.storage.port import Storage

KEY = "b7/3f/3fa2/safe"


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A server on this machine that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    before = dict(os.environ)
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="desk")
    yield f"s3://desk/kept?endpoint={endpoint}"
    server.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return storage_at(f"file://{tmp_path}")
    return storage_at(request.getfixturevalue("bucket"))


def test_what_is_put_is_read_listed_and_deleted(place: Storage) -> None:
    assert place.put(KEY, io.BytesIO(b"0123456789")) == 10
    assert place.put("b7/3f/3fa2/thumbnail", io.BytesIO(b"t")) == 1
    place.put("b8/00/00aa/safe", io.BytesIO(b"another brand's"))

    with place.open(KEY) as whole, place.open(KEY, start=4) as rest:
        assert (whole.read(3), whole.read(), rest.read()) == (b"012", b"3456789", b"456789")
    assert sorted(place.list("b7/3f/3fa2/")) == [KEY, "b7/3f/3fa2/thumbnail"]
    assert place.exists(KEY)

    for _ in range(2):
        place.delete(KEY)
    assert not place.exists(KEY)
    with pytest.raises(KeyMissing):
        place.open(KEY)
    assert sorted(place.list("b7/")) == ["b7/3f/3fa2/thumbnail"]


def test_putting_again_replaces_it_whole(place: Storage) -> None:
    place.put(KEY, io.BytesIO(b"first and longer"))
    place.put(KEY, io.BytesIO(b"second"))
    with place.open(KEY) as found:
        assert found.read() == b"second"


@pytest.mark.parametrize("key", ["../etc/passwd", "/etc/passwd", "b7/../../x", "b7", "B7/x", ""])
def test_a_key_never_leaves_the_place(place: Storage, key: str) -> None:
    with pytest.raises(AssertionError):
        place.open(key)


def test_a_source_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionError
            return super().read(3)

    with pytest.raises(ConnectionError):
        storage_at(f"file://{tmp_path}").put(KEY, Breaking(b"0123456789"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


FILLING = """
import io, resource, signal, sys
from pharos.config.command import set_up_django
set_up_django()
from pharos.files.errors import StorageFull
from pharos.files.storage import storage_at
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    storage_at(sys.argv[1]).put("b7/3f/3fa2/safe", io.BytesIO(bytes(1_000_000)))
except StorageFull as full:
    print(full.code)
"""


def test_a_disk_that_fills_up_is_said_so_and_nothing_is_half_kept(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLING, f"file://{tmp_path}"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PHAROS_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "storage_full", done.stderr
    assert list(storage_at(f"file://{tmp_path}").list()) == []


def test_a_bucket_that_is_away_is_said_so(bucket: str) -> None:
    away = storage_at("s3://desk?endpoint=http://127.0.0.1:9")
    with pytest.raises(StorageAway):
        away.put(KEY, io.BytesIO(b"x"))


def test_everything_is_carried_to_another_place_as_it_was(
    tmp_path: Path, bucket: str, settings: Any
) -> None:
    settings.FILES_URL = f"file://{tmp_path}/one"
    for key, content in ((KEY, b"one"), ("b7/00/00aa/thumbnail", b"two")):
        write_back(key, io.BytesIO(content))
    kept = {}
    for key in stored_keys():
        with read_out(key) as source:
            kept[key] = source.read()

    settings.FILES_URL = bucket.replace("/kept", "/restored")
    for key, content in kept.items():
        write_back(key, io.BytesIO(content))

    assert list(stored_keys()) == sorted(kept)
    with read_out(KEY) as found:
        assert found.read() == b"one"
