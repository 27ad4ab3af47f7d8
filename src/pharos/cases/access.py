"""The only way to a case, named by purpose. "Not yours" and "not there" are the same answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pharos.cases.ledger.append import lock_heads
from pharos.cases.models import Case, Conversation
from pharos.kernel.compiled import compiled
from pharos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from pharos.kernel.ids import parse_case_number
from pharos.kernel.logs import note
from pharos.people.actor import Actor
from pharos.people.persons.queries import ids_of_person


def cases_to_read(actor: Actor) -> QuerySet[Case]:
    """Every case that this member of staff may see: where each list and search begins.

    Partners see those of their own teams, everybody else those of their brands.
    """
    cases = cases_within(actor.brands, actor.only_teams)
    return cases if actor.may_read else cases.none()


def cases_within(brands: tuple[int, ...], only_teams: tuple[int, ...] | None) -> QuerySet[Case]:
    """Every case of these brands, and of these teams only where there is such a limit."""
    cases = Case.objects.filter(brand_id__in=brands)
    return cases if only_teams is None else cases.filter(team_id__in=only_teams)


def case_to_read(actor: Actor, number: str) -> Case:
    """Return the case, or raise NotFound whether it is absent or not theirs."""
    known = parse_case_number(number) if actor.may_read else None
    held = actor.only_teams is not None
    found = _by_number(known, actor.brands, actor.only_teams or (), is_held=held) if known else []
    if not found:
        raise _absent()
    case: Case = found[0]
    note(case=case.pk, brand=case.brand_id)
    return case


@compiled
def _by_number(
    number: str, brands: tuple[int, ...], only_teams: tuple[int, ...], *, is_held: bool
) -> QuerySet[Case]:
    cases = cases_within(brands, only_teams if is_held else None).filter(number=number)
    return cases.select_related(
        "customer", "customer__merged_into", "assignee", "reviewed_after", "team", "brand"
    )


def case_to_change(actor: Actor, number: str) -> Case:
    """Return the case locked until commit (its head, then its row), if `actor` may work on it."""
    case = case_to_read(actor, number)
    if not actor.may_reply:
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    return locked(case)


def case_to_steer(actor: Actor, number: str) -> Case:
    """Return the case locked, if `actor` may say who works on it and when.

    That is its owner, anybody who answers while nobody owns it, and whoever may assign others.
    """
    case = case_to_change(actor, number)
    is_another_s = case.assignee_id is not None and case.assignee_id != actor.id
    if is_another_s and not actor.may_assign_others:
        raise Forbidden(_("This case is a colleague's."), code="not_yours")
    return case


def two_cases_to_change(actor: Actor, number: str, other: str) -> tuple[Case, Case]:
    """Return two cases of one brand, both locked until commit (the heads in ascending order).

    Refused: a case with itself (`same_case`), and over two brands (`other_brand`).
    """
    first, second = case_to_read(actor, number), case_to_read(actor, other)
    if not actor.may_reply:
        raise Forbidden(_("You can read this case but not change it."), code="read_only")
    if first.pk == second.pk:
        raise Invalid(_("This is the same case. Give the number of another one."), code="same_case")
    if first.brand_id != second.brand_id:
        raise Conflict(_("These cases are of two brands."), code="other_brand")
    locked_cases = {case.pk: case for case in all_locked([first, second])}
    return locked_cases[first.pk], locked_cases[second.pk]


def case_to_answer(actor: Actor, number: str) -> Case:
    """Return the case locked, if `actor` may speak to its customer.

    After the customer has asked for a different person, whoever answered before is refused.
    """
    case = case_to_change(actor, number)
    if case.reviewed_after_id is not None and case.reviewed_after_id == actor.id:
        raise Forbidden(
            _("The customer has asked that somebody else looks at this case."),
            code="second_review",
        )
    return case


def conversation_to_read(actor: Actor, external_id: str, *, channel: str) -> Conversation:
    """Return a customer's own conversation with its case, or raise NotFound.

    Their own is, once they are signed in, also that of whoever is proved to be the same person.
    """
    if not actor.is_customer or actor.id is None:
        raise _absent()
    conversation = (
        Conversation.objects.select_related("case")
        .filter(
            brand_id__in=actor.brands,
            channel=channel,
            external_id=external_id,
            customer_id__in=ids_of_person(actor),
        )
        .first()
    )
    if conversation is None:
        raise _absent()
    return conversation


def own_case_to_read(actor: Actor, number: str) -> Case:
    """Return a case in which a customer has talked themselves, or raise NotFound."""
    known = parse_case_number(number)
    if not actor.is_customer or actor.id is None or known is None:
        raise _absent()
    talked = Conversation.objects.filter(
        customer_id__in=ids_of_person(actor), brand_id__in=actor.brands
    )
    case = (
        Case.objects.select_related("customer", "team", "brand", "merged_into")
        .filter(number=known, brand_id__in=actor.brands, pk__in=talked.values("case"))
        .first()
    )
    if case is None:
        raise _absent()
    return case


def own_case_to_change(actor: Actor, number: str) -> Case:
    """Return a customer's own case locked until commit (its head, then its row)."""
    return locked(own_case_to_read(actor, number))


def conversation_to_change(actor: Actor, external_id: str, *, channel: str) -> Conversation:
    """Return a customer's own conversation with its case locked until commit."""
    conversation = conversation_to_read(actor, external_id, channel=channel)
    conversation.case = locked(conversation.case)
    conversation.refresh_from_db(fields=["state", "assurance"])
    return conversation


def locked(case: Case) -> Case:
    """Lock the head, then the case's row, and return the case as it is now."""
    return all_locked([case])[0]


def all_locked(cases: Sequence[Case]) -> list[Case]:
    """Lock the heads of these cases, then their rows, and return them as they are now, by id."""
    lock_heads([case.pk for case in cases])
    return list(
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("customer", "assignee", "team", "brand")
        .filter(pk__in=[case.pk for case in cases])
        .order_by("pk")
    )


def _absent() -> NotFound:
    return NotFound(_("There is no such case."))
