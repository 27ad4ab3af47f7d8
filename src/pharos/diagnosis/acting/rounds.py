"""Asking the exchange for what was asked for here, outside any transaction, and recording it.

Safe after a kill at any point: what was not recorded is asked again with the same token.
"""

# lint: allow objects (the worker's own reading of the case that it works on)
from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.db import connections

from pharos.cases.models import Case
from pharos.diagnosis.acting.actions.record_job import Outcome, record_job
from pharos.diagnosis.acting.actions.take_jobs import TakenJob, take_jobs
from pharos.diagnosis.acting.kinds import KINDS
from pharos.diagnosis.consult import grounds_of, request
from pharos.exchange.connections import actions_of, connection_of
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.kernel.errors import Conflict
from pharos.kernel.scope import reading
from pharos.people.actor import Actor

log = logging.getLogger(__name__)
AT_ONCE: Final = 8


def carry_out_waiting(actor: Actor) -> int:
    """Ask the exchange for what is due, several at once. Returns how many were asked for.

    What fails stays, and is tried again later; it never stops the others.
    """
    taken = take_jobs(actor=actor, limit=AT_ONCE)
    if len(taken) <= 1:
        return sum(map(_carried_out, taken))
    with ThreadPoolExecutor(len(taken), thread_name_prefix="jobs") as pool:
        return sum(pool.map(_in_thread, taken))


def carry_out(actor: Actor, pk: int) -> None:
    """Ask for one job now, before its asker is answered. Whatever goes wrong is the worker's."""
    for taken in take_jobs(actor=actor, limit=1, only=pk):
        _carried_out(taken)


def _in_thread(taken: TakenJob) -> bool:
    try:
        return _carried_out(taken)
    finally:
        connections.close_all()


def _carried_out(taken: TakenJob) -> bool:
    try:
        outcome = asked_of_exchange(taken)
        record_job(actor=Actor.system(taken.brand_id), pk=taken.id, outcome=outcome)
    except Exception:
        log.exception("a job failed and will be tried again", extra={"job": taken.id})
        return False
    return True


def asked_of_exchange(taken: TakenJob) -> Outcome:
    """Ask for it, or how far it is. A case that is settled meanwhile rests."""
    kind = KINDS[taken.kind]
    with reading(Actor.system(taken.brand_id)):
        case = Case.objects.select_related("brand").get(pk=taken.case_id)
        connection = connection_of(case.brand_id)
        actions = actions_of(connection) if connection else None
        try:
            context = grounds_of(taken.asker(), case, purpose="act", level=kind.assurance)
        except Conflict:
            return Outcome()
    if actions is None:
        return Outcome(refusal=Refusal.UNAVAILABLE)
    try:
        if taken.job_id:
            answer = request(actions, context, "get_job", {"id": taken.job_id})
        else:
            arguments = taken.arguments | {"token": taken.token}
            answer = request(actions, context, kind.operation, arguments)
    except ExchangeError as error:
        return Outcome(refusal=error.refusal, again_seconds=error.retry_after_seconds or 0.0)
    return Outcome(answer=answer)
