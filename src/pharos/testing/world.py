"""The people whom every test can count on, in a brand of the test's own.

Staff of the brand: Amara and Kofi answer, Yuna in the Korean team, Bruno supervises, Olena
(quality) may only look, and Ines (compliance) may erase where a test asks for her. Ada
administers. Chen answers for another brand. Customers: Dana is verified and signed in, Minjun
writes Korean, Eve claims to be Dana.
"""

from __future__ import annotations

import secrets
from typing import Any
from uuid import uuid4

from pharos.brands.models import Brand
from pharos.cases.ledger.append import append
from pharos.cases.models import Case, Conversation, Entry
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Handle, Membership, Staff, Team
from pharos.people.roles import Role
from pharos.testing.profile import profile

PASSWORD = "correct horse battery staple"
_hashed: list[str] = []


class World:
    def __init__(self) -> None:
        self.mark = secrets.token_hex(4)
        self.brand = self.new_brand("northmere")
        self.elsewhere = self.new_brand("eastvale")
        self.support = self.team(self.brand, "support")
        self.korean = self.team(self.brand, "korean", languages=["ko"])
        self.other_support = self.team(self.elsewhere, "support")
        self.amara = self.staff("Amara", self.support)
        self.kofi = self.staff("Kofi", self.support)
        self.yuna = self.staff("Yuna", self.korean)
        self.bruno = self.staff("Bruno", self.support, role=Role.SUPERVISOR)
        self.olena = self.staff("Olena", self.support, role=Role.QUALITY)
        self.ada = self.staff("Ada", self.support, role=Role.ADMINISTRATOR)
        self.chen = self.staff("Chen", self.other_support)
        self.dana = self.customer("Dana", assurance=2)
        self.minjun = self.customer("Minjun", assurance=2, language="ko")
        self.eve = self.customer("", assurance=0)

    def leave(self) -> None:
        """Everything stays: the ledger is never emptied, and the next test has its own brand."""

    def new_brand(self, slug: str) -> Brand:
        name = slug.capitalize()
        unique = f"{slug}-{self.mark}"
        return Brand.objects.create(slug=unique, name=name, profile=profile(unique, name))

    def team(self, brand: Brand, slug: str, *, languages: list[str] | None = None) -> Team:
        with brand_scope(brand.pk):
            return Team.objects.create(
                brand=brand, slug=slug, name=slug.capitalize(), languages=languages or ["en"]
            )

    def staff(self, name: str, team: Team, *, role: str = Role.AGENT) -> Staff:
        if not _hashed:
            _hashed.append(
                Staff.objects.create_user(f"x{self.mark}@x.test", PASSWORD, name="x").password
            )
        staff = Staff.objects.create(
            email=f"{name.lower()}-{self.mark}@northmere.test",
            password=_hashed[0],
            name=name,
            role=role,
        )
        with brand_scope(team.brand_id):
            Membership.objects.create(staff=staff, team=team)
        return staff

    def customer(self, name: str, *, assurance: int, language: str = "en") -> Customer:
        with brand_scope(self.brand.pk):
            customer = Customer.objects.create(
                brand=self.brand, name=name, language=language, timezone="Europe/Lisbon"
            )
            Handle.objects.create(
                brand=self.brand,
                customer=customer,
                kind="account" if assurance else "visitor",
                value=f"{name or 'visitor'}-{self.mark}",
                assurance=assurance,
                proved_by="token" if assurance else "",
            )
        return customer

    def actor(self, person: Staff | Customer) -> Actor:
        if isinstance(person, Staff):
            return person.actor()
        assurance = 0 if person == self.eve else 2
        return Actor.customer(
            id=person.pk, brand_id=person.brand_id, name=person.name, assurance=assurance
        )

    def asked(
        self,
        customer: Customer | None = None,
        text: str = "My deposit has not arrived.",
        **more: Any,
    ) -> Case:
        """A case as it is after the customer's first message came in by the widget."""
        from pharos.reception.admit import admit
        from pharos.reception.inbound import Inbound

        admitted = admit(
            actor=self.actor(customer or self.dana),
            inbound=Inbound(
                channel=more.pop("channel", "widget"),
                external_id=more.pop("external_id", str(uuid4())),
                client_token=str(uuid4()),
                text=text,
                **{"reason": "DEP.NOT_FOUND", "language": "en", "timezone": "Europe/Lisbon"} | more,
            ),
        )
        with brand_scope(self.brand.pk):
            return Case.objects.select_related("customer", "brand").get(number=admitted.case)

    def entries(self, case: Case) -> list[Entry]:
        with brand_scope(case.brand_id):
            return list(Entry.objects.filter(case_id=case.pk).order_by("seq"))

    def conversation(self, case: Case) -> Conversation:
        with brand_scope(case.brand_id):
            return Conversation.objects.filter(case=case).order_by("id").first()  # type: ignore[return-value]

    now = staticmethod(now)
    append = staticmethod(append)
