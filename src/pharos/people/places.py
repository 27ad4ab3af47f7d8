"""What a place in a team needs, whoever gives it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.roles import Role


def refuse_wrong_end(role: str, until: datetime | None) -> None:
    """Partners work for us until a date; administrators stay, so that one is always there."""
    if role == Role.PARTNER and until is None:
        raise Invalid(_("A partner needs a last day."), code="partner_needs_end")
    if role == Role.ADMINISTRATOR and until is not None:
        raise Invalid(_("An administrator has no last day."), code="administrator_stays")
    if until is not None and until <= now():
        raise Invalid(_("The last day is past."), code="end_past")
