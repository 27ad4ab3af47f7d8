from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.models import Case
from pharos.diagnosis.acting.asking import Wanted, absent, asked, job_asked_before, kind_named
from pharos.diagnosis.acting.offering import offer_of
from pharos.diagnosis.models import ExchangeJob
from pharos.diagnosis.queries import stored_finding
from pharos.kernel.action import action
from pharos.kernel.errors import Forbidden
from pharos.people.actor import Actor


@action
def ask_for_customer(
    *, actor: Actor, number: str, wanted: Wanted, seq: int = 0, index: int = 0
) -> ExchangeJob:
    """Ask for a customer what one finding of their case offers (`seq`, `index`: where it stands).

    What needs nothing but the account needs no finding (`seq` 0). Pressing again gives back the
    first. Refused as `asked` does, with `step_unknown` where the finding offers nothing of the
    kind, and to partners, who work for us from outside (`not_partner`).
    """
    case = case_to_change(actor, number)
    if actor.is_partner:
        raise Forbidden(
            _("Only staff of the exchange's own support may ask for this."), code="not_partner"
        )
    if (before := job_asked_before(case, wanted.client_token)) is not None:
        return before
    meant = Wanted(
        kind=wanted.kind,
        client_token=wanted.client_token,
        arguments=_offered(case, wanted.kind, seq, index),
        said=wanted.said,
    )
    return asked(case, actor, meant)


def _offered(case: Case, code: str, seq: int, index: int) -> dict[str, Any]:
    kind = kind_named(code)
    if not seq and kind.accepts({}):
        return {}
    stored = stored_finding(case, seq, index)
    offer = offer_of(stored["steps"], code) if stored is not None else None
    if offer is None:
        raise absent()
    return offer.arguments
