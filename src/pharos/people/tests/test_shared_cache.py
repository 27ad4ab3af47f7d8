from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection

from pharos.people.models import SharedValue
from pharos.people.sign_in import cache as shared
from pharos.testing.world import World


@pytest.fixture
def key(world: World) -> str:
    return f"test:{world.mark}"


def test_what_was_set_is_got_until_it_expires(key: str) -> None:
    cache.set(key, [1.5, 2], 60)
    assert cache.get(key) == [1.5, 2]

    cache.set(key, "gone", -1)
    assert cache.get(key, "nothing") == "nothing"


def test_a_value_without_end_stays(key: str) -> None:
    cache.set(key, None, None)

    assert cache.get(key, "nothing") is None
    assert cache.has_key(key)


def test_add_takes_what_is_free_or_has_expired(key: str) -> None:
    assert cache.add(key, 1, 60)
    assert not cache.add(key, 2, 60)
    assert cache.get(key) == 1

    assert cache.touch(key, -1)
    assert cache.add(key, 3, 60)
    assert cache.get(key) == 3


def test_delete_and_touch_say_whether_there_was_something(key: str) -> None:
    cache.set(key, 1, 60)

    assert cache.touch(key, 60)
    assert cache.delete(key)
    assert not cache.delete(key)
    assert not cache.touch(key, 60)


def test_of_many_who_add_at_once_one_succeeds(key: str) -> None:
    def attempt(number: int) -> bool:
        try:
            return bool(cache.add(key, number, 60))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as many:
        assert sum(many.map(attempt, range(16))) == 1


def test_writing_sweeps_what_has_expired(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "SWEEP_EVERY", 1)
    cache.set(f"{key}:old", 1, 0.001)
    time.sleep(0.01)

    cache.set(key, 1, 60)

    assert not SharedValue.objects.filter(key__endswith=f"{key}:old").exists()
    assert cache.get(key) == 1
