"""How the contract looks on the wire: paths, media type, errors and their status, and limits."""

from __future__ import annotations

import json
from typing import Annotated, Final

from pydantic import BaseModel, Field, ValidationError

from pharos.exchange.errors import ExchangeError, Refusal

VERSION: Final = "v1"
MEDIA: Final = "application/json"
REQUEST_ID: Final = "Pharos-Request-Id"
# A question is small; an answer may be a long list, and is a page of it.
LARGEST_QUESTION: Final = 64 * 1024
LARGEST_ANSWER: Final = 2 * 1024 * 1024

# The status of each refusal. The first is what we answer with, the others are understood as well.
STATUS: Final[dict[Refusal, tuple[int, ...]]] = {
    Refusal.NOT_FOUND: (404,),
    # 401 where the token is at fault, 403 where its grounds are.
    Refusal.FORBIDDEN: (403, 401),
    # 400 where the question itself cannot be understood.
    Refusal.UNSUPPORTED: (501, 400),
    Refusal.UNAVAILABLE: (503, 500, 502, 504),
    Refusal.RATE_LIMITED: (429,),
}
OK: Final = 200


class Told(BaseModel):
    """The inside of an error."""

    code: Refusal
    detail: str = ""
    retry_after: Annotated[float, Field(ge=0, le=86_400)] | None = None


class ErrorBody(BaseModel):
    error: Told


def path_of(operation: str) -> str:
    """Where a question is asked. No identifier is ever part of an address."""
    return f"/{VERSION}/{operation}"


def dump_error(error: ExchangeError) -> bytes:
    told = Told(code=error.refusal, detail=error.detail, retry_after=error.retry_after_seconds)
    return ErrorBody(error=told).model_dump_json(exclude_none=True).encode()


def read_error(status: int, raw: bytes) -> ExchangeError | None:
    """What an answer other than 200 says; None if it is not the contract's.

    A proxy's page with status 404 is not NOT_FOUND: code and status have to agree.
    """
    try:
        told = ErrorBody.model_validate_json(raw).error
    except ValidationError:
        return None
    if status not in STATUS[told.code]:
        return None
    return ExchangeError(
        told.code, told.detail[:200], source="exchange", retry_after_seconds=told.retry_after
    )


def holds_an_error(raw: bytes) -> bool:
    """Whether this body is an error, whatever status it came with."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "error" in found
