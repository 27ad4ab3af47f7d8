"""What the customer's own pages are refused, and show again with what was typed."""

from __future__ import annotations

from typing import Final

from pharos.files.errors import FileTooLarge, QuotaReached, StorageFull
from pharos.kernel.errors import Busy, Conflict, DomainError, Forbidden, Invalid, TooMany

REFUSALS: Final = (
    *(Busy, Conflict, Forbidden, Invalid, TooMany),
    *(FileTooLarge, QuotaReached, StorageFull),
)
_STATUS: Final = {Busy: 503, TooMany: 429, Conflict: 409, Forbidden: 403}


def status_of(refused: DomainError) -> int:
    """The status of a page that comes back: 422 for what its reader can mend."""
    return next((each for kind, each in _STATUS.items() if isinstance(refused, kind)), 422)
