"""The supervisor's page: what waits in which queue, and who is there with how much."""

from __future__ import annotations

import re

import pytest

from pharos.routing.tests.shift import Shift
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


def row(page: str, name: str) -> list[str]:
    """The figures of one queue, as text."""
    head = rf"<tr>\s*<th scope=\"row\">{re.escape(name)}</th>"
    found = re.search(rf"{head}(.*?)</tr>", page, re.DOTALL)
    assert found
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found.group(1), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def test_what_waits_is_counted_by_queue_with_who_is_there(world: World) -> None:
    shift = Shift(world)
    shift.there(world.amara, capacity=1)
    shift.asked(), shift.asked(), shift.asked(language="ko")
    shift.push()

    page = signed_in(world.bruno).get("/desk/floor/").text

    english, korean = row(page, "Support, English"), row(page, "Korean, Korean")
    assert (english[0].split()[0], english[1], english[3]) == ("1", "1", "1")
    assert (korean[0].split()[0], korean[1], korean[3]) == ("1", "0", "0")
    assert "Amara: " in page
    assert "1 of 1" in page


def test_each_number_leads_to_the_cases_behind_it(world: World) -> None:
    shift = Shift(world)
    shift.there(world.amara, capacity=1)
    held, free, korean = shift.asked(), shift.asked(), shift.asked(language="ko")
    shift.push()
    client = signed_in(world.bruno)
    floor = client.get("/desk/floor/").text
    behind = dict(
        re.findall(r"\?queue=(\d+)\">\d+<span class=\"hidden\"> waiting in ([^<]+)<", floor)
    )
    queue = next(pk for pk, name in behind.items() if name == "Korean, Korean")

    def numbers(query: str) -> set[str]:
        page = client.get(f"/desk/floor/cases/{query}").text
        return {case.number for case in (held, free, korean) if case.number in page}

    assert numbers(f"?queue={queue}") == {korean.number}
    assert numbers(f"?agent={world.amara.pk}") == {held.number}
    assert numbers("") == {held.number, free.number, korean.number}
    assert numbers("?queue=9") == set()


@pytest.mark.parametrize(
    ("who", "status"), [("bruno", 200), ("ada", 200), ("amara", 403), ("olena", 403)]
)
def test_the_floor_is_for_supervisors(world: World, who: str, status: int) -> None:
    client = signed_in(getattr(world, who))

    assert client.get("/desk/floor/").status_code == status
    assert client.get("/desk/floor/cases/").status_code == status


def test_another_brand_s_floor_is_its_own(world: World) -> None:
    case = Shift(world).asked()
    world.chen.role = "supervisor"
    world.chen.save()

    page = signed_in(world.chen).get("/desk/floor/cases/").text

    assert case.number not in page
    assert case.number in signed_in(world.bruno).get("/desk/floor/cases/").text
