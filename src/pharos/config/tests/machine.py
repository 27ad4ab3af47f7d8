"""What the tests of the machine share: servers of their own that leave nothing behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from pharos.config.machine.postgres import Postgres


@contextmanager
def own_home() -> Iterator[Path]:
    """Lend a home with a short path; whatever ran or was written there is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pharos-") as folder:
        home = Path(folder) / "home"
        yield home
        server = Postgres(home)
        server.kill()
        shutil.rmtree(server.cluster.folder, ignore_errors=True)


def ask(url: str, query: str) -> object:
    """Return the one value that a query answers with."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def tell(url: str, statement: str) -> None:
    """Run a statement that answers nothing."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
