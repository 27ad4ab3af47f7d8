"""What is refused on the way in. Doors turn each into a status of its own."""

from __future__ import annotations

from pharos.kernel.errors import Busy, Conflict, DomainError, Invalid


class FileTooLarge(Invalid):
    """Larger than the brand takes, or than was announced (413)."""

    code = "file_too_large"


class QuotaReached(DomainError):
    """So much is enough for now, from this customer or for this case (429)."""

    code = "quota_reached"


class StorageFull(DomainError):
    """There is no room where files lie (507). Nothing of what came was kept."""

    code = "storage_full"


class StorageAway(Busy):
    """Where files lie does not answer (503)."""

    code = "storage_away"


class OffsetDiffers(Conflict):
    """A part does not begin where the last one ended (409)."""

    code = "offset_differs"


class KeyMissing(Exception):
    """There are no bytes under this key."""
