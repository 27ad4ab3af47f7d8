from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.cases.access import case_to_change
from pharos.cases.ledger.append import append
from pharos.cases.ledger.entries import entry_of
from pharos.diagnosis.asking import Inputs
from pharos.diagnosis.composing import rules
from pharos.diagnosis.consult import refuse_closed
from pharos.diagnosis.looks import refuse_too_many, tell_of_many_looks
from pharos.diagnosis.models import DiagnosisRequest
from pharos.diagnosis.requesting import ask_for
from pharos.exchange.connections import connection_of
from pharos.kernel.action import action
from pharos.kernel.errors import Conflict, Invalid
from pharos.people.actor import Actor


@action
def request_diagnosis(
    *, actor: Actor, number: str, wanted: str, inputs: Mapping[str, Any] | None = None
) -> bool:
    """Ask that facts are looked up for the case: by its reason, or by one diagnoser (`D01`).

    Asking again while it is under way does nothing. Refused on a settled case (`case_not_open`;
    the refusal is an entry), with `diagnoser_unknown`, where the brand has no exchange
    (`no_exchange`), and with `too_many` beyond what one person may look up an hour, which a
    supervisor is told of.
    """
    case = case_to_change(actor, number)
    refuse_closed(case)
    if not rules().order(wanted):
        raise Invalid(_("There is no such diagnoser."), code="diagnoser_unknown")
    connection = connection_of(case.brand_id)
    if connection is None:
        raise Conflict(_("This brand is not connected to its exchange."), code="no_exchange")
    is_last = refuse_too_many(actor, connection)
    known = {name: value for name, value in (inputs or {}).items() if value}
    unknown = set(known) - set(Inputs.__dataclass_fields__)
    if unknown:
        raise Invalid(_("This request cannot be read."), code="inputs_unknown")
    asked = entry_of(case, actor, "access", payload={"purpose": "diagnose", "wanted": wanted})
    written = append(asked)[0]
    if is_last:
        tell_of_many_looks(case, actor, of=written)
    cause = DiagnosisRequest.Cause.AGENT
    return ask_for(case, wanted, known, cause=cause, by=actor)
