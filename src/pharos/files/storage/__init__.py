"""Where bytes lie: one port, a folder on this machine or anything that speaks S3."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from pharos.files.storage.port import Storage


def storage() -> Storage:
    """Return the place that PHAROS_FILES_URL names."""
    return storage_at(settings.FILES_URL)


@lru_cache(maxsize=4)
def storage_at(url: str) -> Storage:
    """Return the place at `file:///folder` or `s3://bucket/prefix?endpoint=...&region=...`."""
    if url.startswith("s3://"):
        from pharos.files.storage.s3 import S3Storage

        return S3Storage(url)
    from pharos.files.storage.local import LocalStorage

    return LocalStorage(url)
