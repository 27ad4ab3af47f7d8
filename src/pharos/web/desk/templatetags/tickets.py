"""One row of the queue."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pharos.web.desk.tickets import Ticket

register = template.Library()
MOST = 5_000  # about 1.5 kB each


@register.simple_tag(takes_context=True)
def ticket_row(context: Context, ticket: Ticket) -> SafeString:
    """Draw a ticket as it stands in the list that the address asks for."""
    is_open = ticket.number == context.get("open_number")
    return _drawn(ticket, context["list_query"], get_language() or "", is_open=is_open)


@lru_cache(MOST)
def _drawn(ticket: Ticket, list_query: str, _language: str, *, is_open: bool) -> SafeString:
    """The row says nothing but what it is given, so it is drawn once for all who see it so."""
    drawn = {"ticket": ticket, "list_query": list_query, "is_open": is_open}
    return render_to_string("desk/_ticket.html", drawn)
