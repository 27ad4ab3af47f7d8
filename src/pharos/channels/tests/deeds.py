"""What the tests of channels do again and again, in words."""

from __future__ import annotations

from typing import Any

from django.test import Client

from pharos.cases.models import Case, Delivery
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.delivering import deliver_waiting
from pharos.channels.models import ChannelAccount, PendingFile
from pharos.channels.port import OutgoingFile
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World


def account_of(
    world: World, kind: str, settings: dict[str, str], secrets: dict[str, str]
) -> ChannelAccount:
    new = NewAccount(kind=kind, settings=settings, secrets=secrets)
    return keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)


def address(account: ChannelAccount, what: str = "") -> str:
    where = f"/channels/{account.brand.slug}/{account.kind}/{account.key}"
    return f"{where}/{what}" if what else where


def post(account: ChannelAccount, body: bytes, headers: dict[str, str], query: str = "") -> Any:
    return Client().post(
        f"{address(account)}{query}", body, content_type="application/json", headers=headers
    )


def cases_of(world: World) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.filter(brand=world.brand).order_by("pk"))


def the_case(world: World) -> Case:
    (case,) = cases_of(world)
    return case


def said_in(world: World, case: Case) -> list[str | None]:
    """What the customer wrote there."""
    entries = world.entries(case)
    return [e.body for e in entries if e.kind == "message" and e.author_kind == "customer"]


def work(world: World) -> None:
    """Do a worker's part until nothing is due."""
    system = Actor.system(world.brand.pk)
    follow_up(actor=system)
    while deliver_waiting(system):
        pass


def make_due(world: World) -> None:
    with brand_scope(world.brand.pk):
        Delivery.objects.filter(state="queued").update(due_at=now())


def deliveries(world: World) -> list[tuple[str, str]]:
    """Where each answer is, and why."""
    with brand_scope(world.brand.pk):
        found = Delivery.objects.filter(brand=world.brand).order_by("pk")
        return list(found.values_list("state", "code"))


def outgoing_file(content_type: str = "image/png", name: str = "a.png") -> OutgoingFile:
    return OutgoingFile(name=name, content_type=content_type, size=3, content=lambda: b"png")


def files_of(world: World) -> list[PendingFile]:
    """The files that are still to be fetched."""
    with brand_scope(world.brand.pk):
        return list(PendingFile.objects.filter(brand=world.brand).order_by("pk"))
