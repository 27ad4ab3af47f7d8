from __future__ import annotations

import pytest
from django.test import Client

from pharos.live.signs import Sign
from pharos.testing.world import World
from pharos.web.desk.looking import KEPT_SECONDS, MOST, Looking

CASE = "7KQF-3MDW-X"
OTHER = "2346-789B-C"


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def sign(who: int, step: str = "here", number: str = CASE, page: str = "page") -> Sign:
    return Sign(
        brand_id=1,
        what=step,
        number=number,
        by="staff",
        who=who,
        name=f"N{who}",
        data={"page": page},
    )


def test_whoever_comes_hears_who_is_there_once() -> None:
    looking = Looking()

    assert looking.heard(sign(1)) == []
    assert [other.who for other in looking.heard(sign(2))] == [1]
    assert looking.heard(sign(2)) == []
    assert looking.watchers([CASE]) == {1, 2}
    assert [other.who for other in looking.around(2)] == [1]


def test_whoever_goes_on_to_another_case_has_left_this_one() -> None:
    looking = Looking()
    looking.heard(sign(1))

    looking.heard(sign(1, number=OTHER))

    assert looking.others(CASE, who=2) == []
    assert [other.who for other in looking.others(OTHER, who=2)] == [1]


def test_two_pages_of_one_person_are_one_face_until_both_are_gone() -> None:
    looking = Looking()
    looking.heard(sign(1, page="first"))
    looking.heard(sign(1, page="second"))
    assert len(looking.others(CASE, who=2)) == 1

    looking.heard(sign(1, "gone", page="first"))
    assert len(looking.others(CASE, who=2)) == 1
    looking.heard(sign(1, "gone", page="second"))
    assert looking.others(CASE, who=2) == []


def test_what_nobody_repeats_is_forgotten() -> None:
    clock = Clock()
    looking = Looking(clock)
    looking.heard(sign(1))
    looking.heard(sign(2, page="kept"))

    clock.at = KEPT_SECONDS / 2
    for again in looking.to_repeat([2]):
        looking.heard(again)
    clock.at = KEPT_SECONDS + 1

    assert [again.who for again in looking.to_repeat([1, 2])] == [2]
    assert looking.watchers([CASE]) == {2}


def test_memory_is_bounded() -> None:
    looking = Looking()
    numbers = [f"case-{who}" for who in range(MOST + 5)]
    for who, number in enumerate(numbers):
        looking.heard(sign(who, number=number))

    assert looking.watchers(set(numbers)) == set(range(5, MOST + 5))


@pytest.mark.parametrize(("who", "status"), [("amara", 204), ("olena", 204), ("chen", 404)])
def test_only_whoever_may_read_a_case_is_said_to_look_at_it(
    world: World, who: str, status: int
) -> None:
    case = world.asked()
    client = Client()
    client.force_login(getattr(world, who))
    address = f"/desk/cases/{case.number}/presence/"

    assert client.post(address, {"step": "here", "page": "abcdef"}).status_code == status
    assert client.post(address, {"step": "dance", "page": "abcdef"}).status_code in (422, 404)
