"""What the tests of incidents do again and again, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from pharos.cases.models import Case, Entry
from pharos.incidents.actions.keep_incident import IncidentDraft, Terms, enter_incident, set_terms
from pharos.incidents.actions.send_mass_reply import EVERY
from pharos.incidents.links import ClaimLink
from pharos.incidents.models import Claim, Incident, MassReply, Recipient
from pharos.incidents.rounds import send_mass_replies
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Staff
from pharos.testing.world import World


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def entered(world: World, **more: Any) -> Incident:
    """An incident of the last hour, entered by Bruno, for which claims are taken."""
    at = now()
    known: dict[str, Any] = {
        "title": "Deposits were late",
        "kind": "DEPOSIT",
        "began_at": at - timedelta(hours=1),
    }
    incident = enter_incident(
        actor=world.bruno.actor(), slug=world.brand.slug, draft=IncidentDraft(**known | more)
    )
    terms = Terms(
        hours_after=24,
        claims_from=at - timedelta(minutes=30),
        claims_until=at + timedelta(days=30),
    )
    return set_terms(actor=world.bruno.actor(), incident_id=incident.pk, terms=terms)


def somebody(world: World, name: str = "", *, language: str = "en", **more: Any) -> Case:
    """The case of a customer who has no other."""
    customer = world.customer(name or f"C{uuid4().hex[:6]}", assurance=2, language=language)
    return world.asked(customer, language=language, **more)


def form_of(world: World, case: Case, incident: Incident) -> str:
    """The address of the claim form that the case's customer gets."""
    link = ClaimLink(
        brand_id=case.brand_id,
        incident_id=incident.pk,
        conversation_id=world.conversation(case).pk,
    )
    return f"/claims/{link.secret()}/"


def claimed(world: World, case: Case, incident: Incident, **more: str) -> Any:
    form = {"words": "I could not deposit before the listing."} | more
    return Client().post(form_of(world, case, incident), form)


def claims_in(world: World) -> list[Claim]:
    with brand_scope(world.brand.pk):
        return list(Claim.objects.select_related("case", "customer").order_by("pk"))


def entries_of(world: World, case: Case, kind: str) -> list[Entry]:
    return [entry for entry in world.entries(case) if entry.kind == kind]


def said_by_staff(world: World, case: Case) -> list[str]:
    entries = entries_of(world, case, "message")
    return [entry.body or "" for entry in entries if entry.author_kind == "staff"]


def sent_by_the_worker(world: World) -> None:
    """Turns of the worker, each when the next part is due, until nothing is."""
    system, at = Actor.system(world.brand.pk), now()
    while True:
        with brand_scope(world.brand.pk):
            if not MassReply.objects.filter(done_at=None, stopped_at=None).exists():
                return
        with frozen_at(at):
            send_mass_replies(system)
        at += EVERY


def recipients(world: World) -> list[Recipient]:
    with brand_scope(world.brand.pk):
        return list(Recipient.objects.select_related("case").order_by("pk"))


def merged(world: World, customer: Customer, into: Customer) -> None:
    """Two customers who are proved to be one person."""
    with brand_scope(world.brand.pk):
        Customer.objects.filter(pk=customer.pk).update(merged_into=into)
