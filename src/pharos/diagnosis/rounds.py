"""The worker's part: taking requests, looking, and recording; waking what is due."""

# lint: allow objects (the worker's own reading of the case that it works on)
from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import connections

from pharos.cases.models import Case
from pharos.diagnosis.actions.record_diagnosis import Seen, give_up, record_diagnosis
from pharos.diagnosis.actions.take_requests import Taken, take_requests
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.composing import diagnosed
from pharos.diagnosis.consult import consult
from pharos.exchange.connections import connection_of, ports_of
from pharos.exchange.context import Purpose
from pharos.kernel.errors import Conflict
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor

log = logging.getLogger(__name__)
AT_ONCE = 8


def diagnose_waiting(actor: Actor) -> int:
    """Look into what waits, several at once, and record it. Returns how many were done.

    What fails stays, and is tried again later; it never stops the others.
    """
    taken = take_requests(actor=actor, limit=AT_ONCE)
    if not taken:
        return 0
    if len(taken) == 1:
        return int(_looked(taken[0]))
    with ThreadPoolExecutor(len(taken), thread_name_prefix="diagnosis") as pool:
        return sum(pool.map(_in_thread, taken))


def _in_thread(taken: Taken) -> bool:
    try:
        return _looked(taken)
    finally:
        connections.close_all()


def _looked(taken: Taken) -> bool:
    system = Actor.system(taken.brand_id)
    try:
        seen = look(taken)
        if seen is None:
            give_up(actor=system, request_id=taken.id)
        else:
            record_diagnosis(actor=system, request_id=taken.id, seen=seen)
    except Exception:
        log.exception("a diagnosis failed and will be tried again", extra={"request": taken.id})
        return False
    return True


def look(taken: Taken) -> Seen | None:
    """Find out what was asked for, outside any transaction. None if there is nobody to ask."""
    asker = taken.asker()
    with reading(Actor.system(taken.brand_id)):
        case = Case.objects.select_related("brand").get(pk=taken.case_id)
        connection = connection_of(case.brand_id)
        ports = ports_of(connection) if connection else None
        if ports is None:
            return None
        purpose: Purpose = "watch" if taken.cause == "watcher" else "diagnose"
        try:
            sources = consult(asker, case, ports, purpose=purpose)
        except Conflict:
            return None
    ask = Ask(
        sources,
        now(),
        inputs_of(taken.inputs),
        sources.context.customer or "",
        case.assurance,
    )
    found = diagnosed(ask, taken.wanted)
    canaries = connection.canaries if connection else []
    return Seen(
        diagnosis=found,
        asked=tuple(sources.asked),
        purpose=purpose,
        by=asker,
        is_canary=sources.context.customer in canaries,
    )


def inputs_of(stored: dict[str, Any]) -> Inputs:
    """Inputs as they were stored; instants come back as instants."""
    known = {field.name: field.type for field in fields(Inputs)}
    read: dict[str, Any] = {
        name: datetime.fromisoformat(value) if "datetime" in str(known[name]) else value
        for name, value in stored.items()
        if name in known and value
    }
    return Inputs(**read)
