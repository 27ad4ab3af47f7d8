"""Files in a bucket of anything that speaks S3.

The address is `s3://bucket/prefix?endpoint=https://...&region=...`; who we are there comes from the
environment as everywhere (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, or the machine's role).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final, cast
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.translation import gettext_lazy as _

from pharos.files.errors import KeyMissing, StorageAway, StorageFull
from pharos.files.storage.port import checked

MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})
FULL: Final = frozenset({"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull"})
PATIENCE: Final = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 2, "mode": "standard"},
    s3={"addressing_style": "path"},
)


class S3Storage:
    """Every object is put in one request, so it is whole or it is not there."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.bucket = parts.netloc
        self.prefix = f"{parts.path.strip('/')}/" if parts.path.strip("/") else ""
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=asked.get("endpoint"),
            region_name=asked.get("region", "us-east-1"),
            config=PATIENCE,
        )

    def put(self, key: str, source: BinaryIO) -> int:
        start = source.tell()
        with _answers(key):
            self.client.put_object(Bucket=self.bucket, Key=self._name(key), Body=source)
        return source.seek(0, 2) - start

    def open(self, key: str, *, start: int = 0) -> BinaryIO:
        with _answers(key):
            answer = self.client.get_object(
                Bucket=self.bucket, Key=self._name(key), Range=f"bytes={start}-"
            )
        return cast(BinaryIO, answer["Body"])

    def delete(self, key: str) -> None:
        with _answers(key):
            self.client.delete_object(Bucket=self.bucket, Key=self._name(key))

    def exists(self, key: str) -> bool:
        try:
            with _answers(key):
                self.client.head_object(Bucket=self.bucket, Key=self._name(key))
        except KeyMissing:
            return False
        return True

    def list(self, prefix: str = "") -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2")
        with _answers(prefix):
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
                for item in page.get("Contents", []):
                    yield item["Key"].removeprefix(self.prefix)

    def has_room_for(self, size: int) -> bool:
        """Nobody can ask a bucket; it says so when it is full."""
        return True

    def _name(self, key: str) -> str:
        return self.prefix + checked(key)


@contextmanager
def _answers(key: str) -> Iterator[None]:
    """Turn what the bucket says into what the port promises."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise KeyMissing(key) from error
        if code in FULL:
            raise StorageFull(
                _("There is no room for files at the moment. Please try again later.")
            ) from error
        raise StorageAway(_("Please try again in a moment.")) from error
    except BotoCoreError as error:
        raise StorageAway(_("Please try again in a moment.")) from error
