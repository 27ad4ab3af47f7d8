"""The group-commit writer outlives whatever a driver may say when the database dies."""

from __future__ import annotations

import asyncio
from typing import Any, Self

import asyncpg
import pytest

from pharos.cases.ledger.writer import GroupCommitWriter, NotWritten


class DyingPool:
    """A pool whose connections fail in turn, and then answer."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def acquire(self) -> DyingPool:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        pass

    async def fetch(self, *_arguments: object) -> list[dict[str, Any]]:
        if self.errors:
            raise self.errors.pop(0)
        return [{"token": "a", "status": "appended"}]


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError("another operation is in progress"),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.TooManyConnectionsError("too many clients"),
        asyncpg.DiskFullError("no space left"),
        OSError("connection reset"),
        RuntimeError("nobody thought of this"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_flusher_goes_on_after_the_database_died_under_it(error: Exception) -> None:
    async def story() -> Any:
        writer = GroupCommitWriter(DyingPool(error), "SELECT")  # type: ignore[arg-type]
        flusher = asyncio.create_task(writer.run())
        with pytest.raises(NotWritten):
            await asyncio.wait_for(writer.write({"client_token": "a"}), 2)
        answer = await asyncio.wait_for(writer.write({"client_token": "a"}), 2)
        flusher.cancel()
        return answer

    assert asyncio.run(story())["status"] == "appended"
