"""The audit of the set-up, as the application role."""

from __future__ import annotations

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg import errors

from pharos.kernel.audit import INSTALLATION, difference, entries, record
from pharos.kernel.scope import brand_scope
from pharos.testing.postgres import TestDatabase
from pharos.testing.world import World


def test_a_change_is_told_with_its_author_and_both_values(world: World) -> None:
    actor = world.actor(world.bruno)
    with brand_scope(world.brand.pk):
        change = difference({"zone": "UTC", "same": 1}, {"zone": "Asia/Seoul", "same": 1})
        record(actor, "hours.changed", "Hours", brand_id=world.brand.pk, change=change)

    with brand_scope(world.brand.pk):
        (entry,) = entries(world.brand.pk)
    assert (entry.action, entry.subject) == ("hours.changed", "Hours")
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("staff", actor.id, actor.name)
    assert entry.change == {"zone": ["UTC", "Asia/Seoul"]}


@pytest.mark.parametrize("place", ["own", "other", "installation"])
def test_an_entry_is_written_for_ones_own_brand_or_the_installation_only(
    world: World, place: str
) -> None:
    there = world.chen.brands[0]
    brand = {"own": world.brand.pk, "other": there, "installation": INSTALLATION}[place]

    def tell() -> None:
        with brand_scope(world.brand.pk):
            record(world.actor(world.bruno), "team.changed", "Support", brand_id=brand)

    if place == "other":
        with pytest.raises(ProgrammingError, match="not in scope"):
            tell()
    else:
        tell()
    with brand_scope(brand):
        found = entries(brand).filter(actor_id=world.bruno.pk).count()
    assert found == (place != "other")


def test_nobody_sees_the_audit_of_another_brand(world: World) -> None:
    with brand_scope(world.brand.pk):
        record(world.actor(world.bruno), "team.changed", "Support", brand_id=world.brand.pk)

    with brand_scope(*world.chen.brands):
        assert not entries(world.brand.pk).exists()
    with brand_scope(world.brand.pk):
        assert entries(world.brand.pk).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET subject = 'nothing'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "INSERT INTO audit_entry SELECT * FROM audit_entry",
    ],
)
def test_the_audit_is_only_added_to_and_by_one_door(
    world: World, database: TestDatabase, statement: str
) -> None:
    with brand_scope(world.brand.pk):
        record(world.actor(world.bruno), "team.changed", "Support", brand_id=world.brand.pk)

    with psycopg.connect(database.url) as app:
        app.execute("SELECT set_config('pharos.brand', %s, true)", [str(world.brand.pk)])
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute(statement)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pharos.brand', %s, true)", [str(world.brand.pk)])
        cursor.execute("SELECT count(*) FROM audit_entry WHERE actor_id = %s", [world.bruno.pk])
        assert cursor.fetchone() == (1,)
