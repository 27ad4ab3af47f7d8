from __future__ import annotations

import pytest

from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.routing.models import Availability, BrandRouting, Queue
from pharos.routing.tests.shift import Shift
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


def test_a_queue_is_added_changed_and_retired_by_forms(world: World) -> None:
    Shift(world)
    client, queues = signed_in(world.ada), f"/admin/brands/{world.brand.slug}/queues/"
    draft = {"name": "Trading", "team": world.support.pk, "reasons": "trd, API", "hours": ""}

    assert "Trading" in client.post(queues, draft, follow=True).text
    with brand_scope(world.brand.pk):
        queue = Queue.objects.get(name="Trading", brand=world.brand)
        assert queue.reasons == ["TRD", "API"]
    changed = draft | {"name": "Markets", "hours": "mon-fri 08:00-20:00", "most_each": "2"}
    client.post(f"{queues}{queue.pk}/", changed)
    with brand_scope(world.brand.pk):
        queue.refresh_from_db()
    week = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "until": "20:00"}]
    assert (queue.name, queue.most_each, queue.hours) == ("Markets", 2, {"week": week})
    assert "mon, tue, wed, thu, fri 08:00-20:00" in client.get(f"{queues}{queue.pk}/").text
    client.post(f"{queues}{queue.pk}/retirement/")

    with brand_scope(world.brand.pk):
        queue.refresh_from_db()
        told = [each.action for each in entries(world.brand.pk)][:3]
    assert queue.retired_at is not None
    assert told == ["queue.retired", "queue.changed", "queue.added"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "support, english"}, "There is a queue of this name already."),
        ({"reasons": "NOPE"}, "There is no reason NOPE."),
        ({"hours": "whenever"}, "This line cannot be read: whenever"),
        ({"hours": "mon 08:00-08:00"}, "hours"),
    ],
)
def test_what_cannot_be_a_queue_is_refused_at_its_field(
    world: World, wrong: dict[str, str], words: str
) -> None:
    Shift(world)
    client, queues = signed_in(world.ada), f"/admin/brands/{world.brand.slug}/queues/"
    draft = {"name": "Trading", "team": str(world.support.pk)}

    answer = client.post(queues, draft | wrong)

    assert answer.status_code == 422
    assert words in answer.text
    assert client.post(queues, draft).status_code == 302


def test_a_team_s_own_queue_is_not_retired(world: World) -> None:
    Shift(world)
    client, queues = signed_in(world.ada), f"/admin/brands/{world.brand.slug}/queues/"
    with brand_scope(world.brand.pk):
        queue = Queue.objects.get(slug="support-en", brand=world.brand)

    assert client.post(f"{queues}{queue.pk}/retirement/").status_code == 409


def test_push_and_capacities_are_set_and_written_down(world: World) -> None:
    Shift(world, push=False)
    client, queues = signed_in(world.ada), f"/admin/brands/{world.brand.slug}/queues/"

    client.post(f"{queues}routing/", {"push": "on", "capacity": "4", "grace_seconds": "60"})
    client.post(f"{queues}capacities/", {f"of-{world.amara.pk}": "5", f"of-{world.chen.pk}": "9"})

    with brand_scope(world.brand.pk):
        routing = BrandRouting.objects.get(brand=world.brand)
        told = [each.action for each in entries(world.brand.pk)][:2]
    assert (routing.push, routing.capacity, routing.grace_seconds) == (True, 4, 60)
    assert Availability.objects.get(pk=world.amara.pk).capacity == 5
    assert not Availability.objects.filter(pk=world.chen.pk).exists()
    assert told == ["capacity.changed", "routing.changed"]


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("bruno", 403), ("amara", 403)])
def test_queues_are_set_up_by_administrators(world: World, who: str, status: int) -> None:
    answer = signed_in(getattr(world, who)).get(f"/admin/brands/{world.brand.slug}/queues/")

    assert answer.status_code == status
