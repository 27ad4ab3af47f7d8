"""A brand on duty: queues are made, cases come by themselves, people say who is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from pharos.cases.models import Case
from pharos.cases.tests.deeds import fresh
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.models import Staff, Team
from pharos.reception.follow_up import follow_up
from pharos.routing.actions.push_cases import push_cases
from pharos.routing.actions.set_availability import set_availability
from pharos.routing.actions.sync_queues import sync_queues
from pharos.routing.models import Availability, BrandRouting, Queue
from pharos.testing.world import World


class Shift:
    def __init__(self, world: World, *, push: bool = True) -> None:
        self.world = world
        self.system = Actor.system(world.brand.pk)
        sync_queues(actor=self.system, brand=world.brand)
        self.set(push=push)

    def set(self, **fields: Any) -> None:
        with brand_scope(self.world.brand.pk):
            BrandRouting.objects.filter(brand=self.world.brand).update(**fields)

    def there(self, *people: Staff, capacity: int | None = None, state: str = "online") -> None:
        for person in people:
            set_availability(actor=person.actor(), state=state)
            Availability.objects.filter(pk=person.pk).update(capacity=capacity)

    def asked(self, **more: Any) -> Case:
        """A customer who has no other case writes; the case is sorted."""
        customer = self.world.customer(f"Dana {uuid4()}", assurance=2)
        case = self.world.asked(customer, **more)
        follow_up(actor=self.system)
        return fresh(case)

    def asked_before(self, minutes: int, **more: Any) -> Case:
        with frozen_at(now() - timedelta(minutes=minutes)):
            return self.asked(**more)

    def push(self) -> int:
        return push_cases(actor=self.system, brand_id=self.world.brand.pk)

    def queue(self, team: Team, name: str, **fields: Any) -> Queue:
        with brand_scope(self.world.brand.pk):
            return Queue.objects.create(
                brand=self.world.brand, team=team, slug=name.lower(), name=name, **fields
            )

    def owner(self, case: Case) -> str:
        owner = fresh(case).assignee
        return owner.name if owner else ""
