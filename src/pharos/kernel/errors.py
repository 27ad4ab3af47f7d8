"""Errors that a person can act on. The web layer turns each kind into a status code.

The sentence is for the reader and translatable; the `code` is for machines and stays the same
for good.
"""

from __future__ import annotations

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal with a stable `code` for machines and a sentence for people."""

    code = "refused"

    def __init__(self, message: str | Promise, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """It is not there, or it is not theirs: the reader cannot tell which."""

    code = "not_found"


class Unproven(DomainError):
    """Who is asking has not been proved, or no longer is."""

    code = "unproven"


class Forbidden(DomainError):
    """Who is asking is known and may not do this."""

    code = "forbidden"


class Conflict(DomainError):
    """It could be done, but not in the state that things are in now."""

    code = "conflict"


class Invalid(DomainError):
    """What was sent cannot be understood or breaks a limit."""

    code = "invalid"


class Busy(DomainError):
    """Not now; trying again a little later is safe."""

    code = "busy"


class TooMany(DomainError):
    """More than one sender may send just now; `after` so many seconds it is worth trying again."""

    code = "too_many"

    def __init__(
        self, message: str | Promise, *, code: str | None = None, after: float = 1.0
    ) -> None:
        super().__init__(message, code=code)
        self.after = after
