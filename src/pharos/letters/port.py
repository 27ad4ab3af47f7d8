"""What whoever posts letters keeps to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pharos.letters.models import Letter


class LetterRefused(Exception):
    """It was not taken: `code` is stable and ours, `why` the words of whoever refused.

    `is_permanent`: trying again is useless. `after`: not before, if they said so.
    """

    def __init__(
        self,
        code: str,
        why: str = "",
        is_permanent: bool = False,  # noqa: FBT001, FBT002 - as senders' refusals have it
        after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{code}: {why}")
        self.code, self.why, self.is_permanent, self.after = code, why, is_permanent, after


# Hands one letter over, outside any transaction, or raises `LetterRefused`.
Post = Callable[[Letter], None]
