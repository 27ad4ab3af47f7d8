"""What somebody who is not signed in may begin. Whoever is signed in is never asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.brands.queries import profile_of
from pharos.cases.queries import open_cases_from, open_cases_of
from pharos.kernel.errors import Forbidden
from pharos.people.models import Customer
from pharos.people.networks import is_within
from pharos.people.persons.queries import blocked_networks, is_blocked


def check_visitor(visitor: Customer, network: str) -> None:
    """Refuse a new conversation of a visitor who is blocked or has many open already.

    Each refusal names another way: to sign in (`sign_in_to_begin`), or to go on in a conversation
    that is open (`too_many_open`). What they write in one that exists always arrives.
    """
    if is_blocked(visitor) or is_within(network, blocked_networks(visitor.brand_id)):
        raise Forbidden(
            _("To begin a conversation here, please sign in to the exchange first."),
            code="sign_in_to_begin",
        )
    limits = profile_of(visitor.brand).limits
    if open_cases_of(visitor) >= limits.open_cases_per_handle:
        raise Forbidden(
            _("You have several open conversations. Please go on in one of them, or sign in."),
            code="too_many_open",
        )
    if network and open_cases_from(visitor.brand_id, network) >= limits.open_cases_per_network:
        raise Forbidden(
            _("Many conversations from here are open already. Please sign in to begin another."),
            code="too_many_open",
        )
