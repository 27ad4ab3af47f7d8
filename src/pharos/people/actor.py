"""Who acts. Every action and every access function takes an `Actor`, and nothing is ambient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pharos.people.roles import ANSWERING, CONFIRMING, REPORTING, SUPERVISING, Role

# From this assurance level on the exchange vouches for who somebody is.
SIGNED_IN = 2

Kind = Literal["staff", "customer", "system", "bot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody with the brands that they may see, and what they may do there."""

    kind: Kind
    id: int | None
    brands: tuple[int, ...]
    name: str = ""
    role: str | None = None
    assurance: int = 0
    teams: tuple[int, ...] = ()

    @classmethod
    def staff(
        cls,
        *,
        id: int,  # noqa: A002 - the field's own name
        name: str,
        role: str,
        brands: tuple[int, ...],
        teams: tuple[int, ...] = (),
    ) -> Actor:
        """A member of staff. A partner with more than one brand is a mistake and sees none."""
        if role == Role.PARTNER and len(brands) != 1:
            brands, teams = (), ()
        return cls(kind="staff", id=id, name=name, role=role, brands=brands, teams=teams)

    @classmethod
    def customer(cls, *, id: int, brand_id: int, name: str, assurance: int) -> Actor:  # noqa: A002 - the field's own name
        return cls(kind="customer", id=id, brands=(brand_id,), name=name, assurance=assurance)

    @classmethod
    def system(cls, *brands: int) -> Actor:
        """The program itself: clocks, sweeps, and people not yet known."""
        return cls(kind="system", id=None, brands=brands, name="Pharos")

    @classmethod
    def bot(cls, *brands: int, name: str) -> Actor:
        return cls(kind="bot", id=None, brands=brands, name=name)

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_customer(self) -> bool:
        return self.kind == "customer"

    @property
    def is_signed_in(self) -> bool:
        """A customer whom the exchange has vouched for (AL2 and above)."""
        return self.is_customer and self.assurance >= SIGNED_IN

    @property
    def is_partner(self) -> bool:
        """Whether they work for us from outside."""
        return self.is_staff and self.role == Role.PARTNER

    @property
    def only_teams(self) -> tuple[int, ...] | None:
        """The teams beyond whose cases they see nothing; None for whoever sees all of them."""
        return self.teams if self.is_partner else None

    @property
    def sees_unmasked(self) -> bool:
        """Whether they may read what identifies a customer: name, handles, addresses, numbers."""
        return not self.is_partner

    @property
    def may_read(self) -> bool:
        """Staff read the cases of their brands, partners those of their teams.

        A customer reads only their own.
        """
        return self.is_staff and bool(self.brands)

    @property
    def may_reply(self) -> bool:
        return self.is_staff and self.role in ANSWERING

    @property
    def may_note(self) -> bool:
        return self.may_reply

    @property
    def may_assign_others(self) -> bool:
        return self.is_staff and self.role in SUPERVISING

    @property
    def may_confirm_identity(self) -> bool:
        return self.is_staff and self.role in CONFIRMING

    @property
    def may_decide_claims(self) -> bool:
        """Whether they say yes or no to what customers ask for after an incident."""
        return self.is_staff and self.role in CONFIRMING

    @property
    def may_arrange(self) -> bool:
        """Tags, shared saved replies and the like: what a shift needs, short of the set-up."""
        return self.is_staff and self.role in SUPERVISING

    @property
    def may_see_reports(self) -> bool:
        return self.is_staff and self.role in REPORTING

    @property
    def may_block(self) -> bool:
        return self.is_staff and self.role in SUPERVISING

    @property
    def may_administer(self) -> bool:
        return self.is_staff and self.role == Role.ADMINISTRATOR

    def may_see_brand(self, brand_id: int) -> bool:
        return brand_id in self.brands
