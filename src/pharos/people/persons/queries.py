"""Reads about people. They run inside a brand's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce

from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import (
    Block,
    ContactAddress,
    Customer,
    Device,
    Handle,
    PersonMerge,
    PersonNote,
)

# How long a browser is taken to be with the same person.
ONE_SITTING = timedelta(hours=12)


def customers_of_person(customer: Customer) -> list[Customer]:
    """Everybody who is proved to be the same person, the one whom they were merged into first."""
    person = customer.person_id
    return list(
        Customer.objects.filter(Q(pk=person) | Q(merged_into=person))
        .select_related("brand")
        .order_by("-merged_into_id", "pk")
    )


def ids_of_person(actor: Actor) -> list[int]:
    """Whose conversations a customer may see: their own, and once signed in all that are theirs.

    An anonymous browser sees its own alone, whoever it was merged into: it proves nothing more.
    Who reads a mailbox sees besides what was written with that address to answer to, and nothing of
    an account that is found to be the same person's.
    """
    assert actor.id is not None, "a customer has an id"
    if not actor.assurance:
        return [actor.id]
    if not actor.is_signed_in:
        return [actor.id, *_joined_by_address(actor.id)]
    customer = Customer.objects.filter(pk=actor.id).first()
    return [] if customer is None else [each.pk for each in customers_of_person(customer)]


def _joined_by_address(customer_id: int) -> list[int]:
    joined = PersonMerge.objects.filter(proof=PersonMerge.Proof.ADDRESS, undone_at=None)
    gave = _gave_address_of(customer_id).filter(customer__in=joined.values("joined"))
    return list(gave.values_list("customer_id", flat=True).distinct())


def joinable_by_address(customer_id: int) -> list[Customer]:
    """The visitors who gave an address to answer to that this customer has proved to read.

    Whoever is known by more than their browser is nobody's visitor.
    """
    more = Handle.objects.filter(customer=OuterRef("customer")).exclude(kind=Handle.Kind.VISITOR)
    gave = _gave_address_of(customer_id).filter(~Exists(more), customer__merged_into=None)
    found = gave.exclude(customer=customer_id).select_related("customer").order_by("customer")
    return [each.customer for each in found]


def has_account(customer: Customer) -> bool:
    """Tell whether the exchange has ever vouched for this customer."""
    return Handle.objects.filter(customer=customer, kind=Handle.Kind.ACCOUNT).exists()


def _gave_address_of(customer_id: int) -> QuerySet[ContactAddress]:
    mine = Handle.objects.filter(customer=customer_id, kind=Handle.Kind.MAIL, assurance__gte=1)
    return ContactAddress.objects.filter(address__in=mine.values("value"), proved_at__isnull=False)


def proved_address_of(customer: Customer) -> str:
    """The mail address that this person has proved to read, the last one; empty if there is none.

    It may have been proved under any of the customers they are.
    """
    people = customers_of_person(customer)
    mine = Handle.objects.filter(customer__in=people, kind=Handle.Kind.MAIL, assurance__gte=1)
    return mine.order_by("-proved_at").values_list("value", flat=True).first() or ""


def address_to_answer(customer: Customer) -> str:
    """Where a customer asked to be written to, if what nobody proved may go there; else empty.

    A visitor is answered at the address that they gave. Whoever has an account is not: a slip in
    an address would tell a stranger of it. They are, once it is proved (`proved_address_of`).
    """
    if Handle.objects.filter(customer=customer).exclude(kind=Handle.Kind.VISITOR).exists():
        return ""
    gave = ContactAddress.objects.filter(customer=customer).order_by("-given_at")
    return gave.values_list("address", flat=True).first() or ""


def customer_who(actor: Actor) -> Customer:
    """Return the customer who acts."""
    assert actor.is_customer, "only customers are one"
    return Customer.objects.select_related("brand").get(pk=actor.id or 0)


def anti_phishing_code(customer: Customer) -> str:
    """The words of their own by which this person knows our mails; empty if they chose none."""
    chosen = (each.phrase for each in customers_of_person(customer) if each.phrase)
    return next(chosen, "")


def joinable_visitor(actor: Actor, device_id: int) -> Customer | None:
    """The visitor whom the actor's browser was before it signed in, if that can be the same person.

    Only while all that the visitor has ever done there is of this day's sitting: a browser in a
    library was somebody else's yesterday, and one that talked for longer needs a specialist's
    check. Whether it was the same person is still to be asked.
    """
    device = Device.objects.filter(pk=device_id, customer=actor.id or 0, revoked_at=None).first()
    if device is None or not device.is_signed_in:
        return None
    handle = (
        Handle.objects.filter(
            brand_id=device.brand_id, kind=Handle.Kind.VISITOR, value=device.device_hash
        )
        .select_related("customer")
        .first()
    )
    if handle is None or handle.customer.merged_into_id is not None:
        return None
    return handle.customer if handle.proved_at > now() - ONE_SITTING else None


def speakers_of(actor: Actor) -> list[int]:
    """The customers as whom this signed-in one writes: their account, and what their browsers were.

    Not a browser that a colleague found to be theirs: nobody has signed in there.
    """
    joined = PersonMerge.objects.filter(
        joined__in=ids_of_person(actor), proof=PersonMerge.Proof.SAME_BROWSER, undone_at=None
    )
    return [actor.id or 0, *joined.values_list("joined_id", flat=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What stands beside every case of a person; `proved` is their best handle's assurance."""

    proved: int
    pinned: str
    is_blocked: bool


def glance_columns(customer: int, person: int, at: datetime) -> dict[str, Expression | Combinable]:
    """What makes a Glance of a customer, who is this person, as columns of a query of one row.

    Each looks up one index: a person is asked about by their own id and by those merged into it
    apart, for together the database would read whole tables.
    """
    handles = Handle.objects.filter(customer=customer).order_by("-assurance")
    notes = PersonNote.objects.filter(removed_at=None, is_pinned=True).order_by("-written_at")
    blocks = Block.objects.filter(lifted_at=None, until__gt=at)
    return {
        "proved": Subquery(handles.values("assurance")[:1]),
        "pinned": Coalesce(
            Subquery(notes.filter(customer=person).values("body")[:1]),
            Subquery(notes.filter(customer__merged_into=person).values("body")[:1]),
        ),
        "is_blocked": ExpressionWrapper(
            Exists(blocks.filter(customer=person))
            | Exists(blocks.filter(customer__merged_into=person))
            | Exists(blocks.filter(handle__customer=person))
            | Exists(blocks.filter(handle__customer__merged_into=person)),
            output_field=BooleanField(),
        ),
    }


def handles_of(customers: Sequence[Customer]) -> list[Handle]:
    """By what these are known, the best proved first."""
    return list(Handle.objects.filter(customer__in=customers).order_by("-assurance", "pk"))


def covered_handle_of(customer: Customer, handle_id: int) -> Handle | None:
    """An address or number by which this person is known, under any of the customers they are."""
    handle = Handle.objects.filter(pk=handle_id, customer__in=customers_of_person(customer)).first()
    return handle if handle is not None and handle.is_covered else None


def devices_of(customers: Sequence[Customer], *, limit: int = 20) -> list[Device]:
    """Through what these write, the last used first."""
    return list(Device.objects.filter(customer__in=customers).order_by("-seen_at")[:limit])


def notes_about(customers: Sequence[Customer]) -> list[PersonNote]:
    """What colleagues should know, the pinned first and then the newest."""
    notes = PersonNote.objects.filter(customer__in=customers, removed_at=None)
    return list(notes.select_related("author").order_by("-is_pinned", "-written_at"))


def merges_of(customers: Sequence[Customer]) -> list[PersonMerge]:
    """Who was joined with whom, the newest first, also what has been undone since."""
    merges = PersonMerge.objects.filter(Q(kept__in=customers) | Q(joined__in=customers))
    return list(merges.select_related("kept", "joined", "staff", "undone_by").order_by("-at"))


def same_account_elsewhere(actor: Actor, customer: Customer, brands: Sequence[int]) -> list[Handle]:
    """Handles with the same account reference, proved at other brands of the actor's own.

    `brands` are those that share their accounts with this customer's brand: the same text means
    the same account only there.
    """
    own = Handle.objects.filter(
        customer=customer, kind=Handle.Kind.ACCOUNT, assurance__gte=2
    ).values("value")
    return list(
        Handle.objects.filter(
            brand_id__in=set(brands) & set(actor.brands) - {customer.brand_id},
            kind=Handle.Kind.ACCOUNT,
            assurance__gte=2,
            value__in=own,
        ).select_related("customer", "customer__brand")
    )


def customers_found(actor: Actor, words: str, *, limit: int = 20) -> list[Customer]:
    """Customers of the actor's brands whose name or account begins with `words`, newest first.

    Any other handle is found by the whole of it. Who may not know who a customer is finds nobody.
    """
    wanted = words.strip()
    if not wanted or not actor.may_read or not actor.sees_unmasked:
        return []
    ours = Customer.objects.filter(brand_id__in=actor.brands)
    known = Handle.objects.filter(brand_id__in=actor.brands)
    by_account = known.filter(kind=Handle.Kind.ACCOUNT, value__startswith=wanted)
    by_handle = known.filter(kind__in=Handle.Kind.values, value=wanted)
    # Each by an index of its own, and no more than are shown: a name can have a million bearers.
    ids = {
        *ours.filter(name__istartswith=wanted).order_by("-pk").values_list("pk", flat=True)[:limit],
        *by_account.order_by("value").values_list("customer_id", flat=True)[:limit],
        *by_handle.values_list("customer_id", flat=True)[:limit],
    }
    found = ours.filter(pk__in=ids).select_related("brand", "merged_into")
    return list(found.order_by("-pk")[:limit])


def blocks_of(customers: Sequence[Customer]) -> list[Block]:
    """Blocks of these and of their handles, those that hold first."""
    blocks = Block.objects.filter(
        Q(customer__in=customers) | Q(handle__customer__in=customers)
    ).select_related("staff", "handle", "customer")
    return list(blocks.order_by("-until"))


def blocks_in(brand_ids: Sequence[int]) -> QuerySet[Block]:
    """All blocks of these brands, the last to end first."""
    blocks = Block.objects.filter(brand_id__in=brand_ids)
    return blocks.select_related("staff", "brand", "customer", "handle__customer").order_by(
        "-until", "-pk"
    )


def is_blocked(customer: Customer) -> bool:
    """Tell whether this person, or a handle of theirs, is blocked now."""
    customers = customers_of_person(customer)
    return any(block.holds_at(now()) for block in blocks_of(customers))


def blocked_networks(brand_id: int) -> list[str]:
    """The ranges of addresses from which nobody may begin without signing in, now."""
    holding = Block.objects.filter(brand_id=brand_id, lifted_at=None, until__gt=now())
    return list(holding.exclude(network="").values_list("network", flat=True))
