"""What a member of staff is, and what follows from it."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    AGENT = "agent"
    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    COMPLIANCE = "compliance"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"


# A partner, who works for us from outside, answers too: the cases of their own teams, of one
# brand, until a date, and with what identifies the customer masked.
ANSWERING = frozenset(
    {Role.AGENT, Role.SPECIALIST, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.PARTNER}
)
CONFIRMING = frozenset({Role.SPECIALIST, Role.SUPERVISOR, Role.ADMINISTRATOR})
SUPERVISING = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
REPORTING = SUPERVISING | {Role.QUALITY, Role.COMPLIANCE}
