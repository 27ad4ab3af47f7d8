"""What an exchange answers when it does not answer. None of it is an empty list."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why there is no answer.

    NOT_FOUND: it does not exist, or not for this customer. FORBIDDEN: not for this asker.
    UNSUPPORTED: this exchange does not offer it. UNAVAILABLE: it does, but not now, or what it
    said could not be read. RATE_LIMITED: later.
    """

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    UNSUPPORTED = "UNSUPPORTED"
    UNAVAILABLE = "UNAVAILABLE"
    RATE_LIMITED = "RATE_LIMITED"


class ExchangeError(Exception):
    """A question without an answer; from `source` if it is known which."""

    def __init__(
        self,
        refusal: Refusal,
        detail: str = "",
        *,
        source: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(f"{refusal.value}: {detail}" if detail else refusal.value)
        self.refusal = refusal
        self.detail = detail
        self.source = source
        self.retry_after_seconds = retry_after_seconds
