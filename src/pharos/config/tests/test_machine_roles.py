"""No process serves as a role that PostgreSQL would let past our rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from pharos.config.settings import database as read
from pharos.kernel.startup import PrivilegedRole, refuse_privileged_role
from pharos.testing.postgres import TestDatabase

PASSWORD = "for-one-test"


@contextmanager
def connected_as(url: str) -> Iterator[None]:
    """Let Django's own connection be somebody else's for a while."""
    connection = connections["default"]
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(read(url))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@contextmanager
def role(database: TestDatabase, name: str, rights: str) -> Iterator[str]:
    """Lend a role with these rights; returns its address."""
    identifier = sql.Identifier(name)
    create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} " + rights)
    with psycopg.connect(database.admin_url, autocommit=True) as administrator:
        administrator.execute(create.format(identifier, sql.Literal(PASSWORD)))
        try:
            yield f"postgresql://{name}:{PASSWORD}@{database.url.partition('@')[2]}"
        finally:
            administrator.execute(sql.SQL("DROP ROLE {}").format(identifier))


def test_the_application_role_may_serve(db: None) -> None:
    refuse_privileged_role()


def test_the_owner_may_not_serve(db: None, database: TestDatabase) -> None:
    with (
        connected_as(database.owner_url),
        pytest.raises(PrivilegedRole, match="DATABASE_OWNER_URL") as refusal,
    ):
        refuse_privileged_role()

    assert refusal.value.code == "role_owns_tables"


@pytest.mark.parametrize(
    ("rights", "code"),
    [
        ("SUPERUSER", "role_superuser"),
        ("BYPASSRLS", "role_bypasses_isolation"),
        ("IN ROLE pharos_owner", "role_owns_tables"),
    ],
)
def test_whoever_stands_above_the_rules_may_not_serve(
    db: None, database: TestDatabase, rights: str, code: str
) -> None:
    name = f"test_{code}_{database.name}"[:60]
    with (
        role(database, name, rights) as url,
        connected_as(url),
        pytest.raises(PrivilegedRole) as refusal,
    ):
        refuse_privileged_role()

    assert refusal.value.code == code
