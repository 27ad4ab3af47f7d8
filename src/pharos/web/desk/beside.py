"""What of a customer's profile, and of what is at stake for them, stands beside a case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pharos.cases.models import Case
from pharos.people.actor import Actor
from pharos.people.masking import masked
from pharos.people.persons.queries import Glance
from pharos.web.desk.words import IMPACTS, named


def person_beside(actor: Actor, glance: Glance, others: int) -> dict[str, Any]:
    """The pinned note, whether they are blocked, and how many other cases they have."""
    return {
        "pinned": glance.pinned if actor.sees_unmasked else masked(glance.pinned),
        "is_blocked": glance.is_blocked,
        "others": others,
    }


def stake_beside(case: Case) -> dict[str, Any]:
    """What is at stake, who says so, and what place that gives."""
    if not case.at_stake:
        return {}
    who = _("As the customer says.")
    if case.impact_is_judged:
        who = _("As judged by staff.")
    elif case.at_stake != case.impact:
        who = _("Always, for this topic.")
    hours = case.head_start // 60
    place = ngettext(
        "It counts as waiting for one hour longer.",
        "It counts as waiting for %(hours)d hours longer.",
        hours,
    )
    words = f"{who} {place % {'hours': hours}}" if hours else who
    return {"stake": named(IMPACTS, case.at_stake), "stake_words": words}
