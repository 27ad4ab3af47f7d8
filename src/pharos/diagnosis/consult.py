"""The only way to an exchange: on grounds, with a deadline, and written down.

Without an open case of the customer it refuses before it calls. A customer who is not proved is
nobody at the exchange: only what holds for everybody, and the chains, can be asked then. What holds
for everybody needs no case (`ask_publicly`).
"""

# lint: allow objects (the customer's reference, on the grounds that are checked here)
from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.cases.models import Case
from pharos.diagnosis.desk_answers import DeskAnswers
from pharos.exchange.actions import ExchangeActions, Job
from pharos.exchange.connections import Ports
from pharos.exchange.context import AccessContext, ActorKind, Purpose
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.operations import PUBLIC
from pharos.exchange.veil import veiled
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now
from pharos.people.actor import SIGNED_IN, Actor
from pharos.people.models import Handle

log = logging.getLogger(__name__)

OWN_SECONDS, CHAIN_SECONDS = 3.0, 10.0
# Grounds are for now: a token that leaks is of no use in ten minutes.
GROUNDS_FOR = timedelta(minutes=5)
_pool = ThreadPoolExecutor(16, thread_name_prefix="consult")
# What is asked to be done never waits behind what is looked up.
_acting = ThreadPoolExecutor(8, thread_name_prefix="acting")
KINDS: dict[str, ActorKind] = {
    "staff": "agent",
    "bot": "bot",
    "customer": "customer",
    "system": "system",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question that was put, and how it ended: `answered`, or why not."""

    question: str
    ended: str


@dataclass(slots=True)
class Consult:
    """One look of one actor into one case (`Sources`). `asked` is what goes into the ledger."""

    ports: Ports
    context: AccessContext
    desk: DeskAnswers
    asked: list[Asked] = field(default_factory=list)

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        """Ask, or raise `ExchangeError`. What takes longer than its deadline is UNAVAILABLE."""
        room, _dot, name = question.partition(".")
        try:
            if room == "desk":
                # Our own cases are no look at what the exchange keeps.
                return self.desk.answer(name, arguments)
            if room == "exchange":
                answer = self._exchange(name, arguments)
            else:
                answer = _within(CHAIN_SECONDS, lambda: self._chain(name, arguments))
        except ExchangeError as error:
            self.asked.append(Asked(question=question, ended=error.refusal.value))
            raise
        self.asked.append(Asked(question=question, ended="answered"))
        return answer

    def _exchange(self, name: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        if name not in PUBLIC and not self.context.customer:
            raise ExchangeError(Refusal.FORBIDDEN, "nobody is proved", source="exchange")
        asked = getattr(self.ports.exchange, name)
        answer: Answer[Any] = _within(OWN_SECONDS, lambda: asked(self.context, **arguments))
        if self.context.clearance:
            return answer
        # What an exchange should not have sent without clearance goes no further.
        return replace(answer, data=veiled(answer.data, now()))

    def _chain(self, name: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        answer: Answer[Any] = getattr(self.ports.chains, name)(**arguments)
        return answer


def consult(
    actor: Actor, case: Case, ports: Ports, *, purpose: Purpose, clearance: bool = False
) -> Consult:
    """Open a look into this case. Refused with `case_not_open` once it is settled."""
    context = grounds_of(actor, case, purpose=purpose, clearance=clearance)
    desk = DeskAnswers(case.pk, case.brand_id, case.customer_id)
    return Consult(ports, context, desk)


def grounds_of(
    actor: Actor,
    case: Case,
    *,
    purpose: Purpose,
    clearance: bool = False,
    level: int = SIGNED_IN,
) -> AccessContext:
    """The grounds to turn to the exchange. Refused with `case_not_open` in a settled case.

    The customer is named to the exchange where the case's assurance is at least `level`.
    """
    refuse_closed(case)
    return AccessContext(
        brand=case.brand.slug,
        actor=KINDS[actor.kind],
        actor_id=str(actor.id or actor.name),
        purpose=purpose,
        expires_at=now() + GROUNDS_FOR,
        case=case.number,
        customer=reference_of(case, level),
        assurance=case.assurance,
        clearance=clearance,
    )


def ask_publicly(
    brand: str, ports: Ports, name: str, arguments: Mapping[str, Any] | None = None
) -> Answer[Any]:
    """Ask what holds for everybody (`PUBLIC`). It is nobody's data, so it needs no case.

    Raises `ExchangeError`; anything else that is asked so is refused before the call.
    """
    if name not in PUBLIC:
        raise ExchangeError(Refusal.FORBIDDEN, "this is somebody's", source="exchange")
    context = AccessContext(
        brand=brand,
        actor="system",
        actor_id="Pharos",
        purpose="watch",
        expires_at=now() + GROUNDS_FOR,
    )
    asked = getattr(ports.exchange, name)
    answer: Answer[Any] = _within(OWN_SECONDS, lambda: asked(context, **(arguments or {})))
    return answer


def refuse_closed(case: Case) -> None:
    """Refuse with `case_not_open` to look into a case that is settled."""
    if case.is_settled:
        raise Conflict(
            _("Facts are looked up for open cases only. Reopen the case first."),
            code="case_not_open",
        )


def request(
    actions: ExchangeActions, context: AccessContext, name: str, arguments: Mapping[str, Any]
) -> Job:
    """Ask the exchange to do something for the customer of the grounds, or how far it is.

    Raises `ExchangeError`. What was asked with a token may have been done all the same: asking
    again with that token tells.
    """
    if context.customer is None:
        raise ExchangeError(Refusal.FORBIDDEN, "nobody is proved", source="exchange")
    asked, ref = getattr(actions, name), context.customer
    answer: Answer[Job] = _within(
        OWN_SECONDS, lambda: asked(context, ref=ref, **arguments), _acting
    )
    return answer.data


def reference_of(case: Case, level: int = SIGNED_IN) -> str | None:
    """The exchange's reference of the case's customer, once the exchange has vouched for them.

    What somebody says of themselves, a mail address or a number, is never enough.
    """
    if case.assurance < level:
        return None
    handle = Handle.objects.filter(
        customer_id=case.customer_id, kind=Handle.Kind.ACCOUNT, assurance__gte=SIGNED_IN
    ).first()
    return handle.value if handle else None


def _within(
    seconds: float, ask: Callable[[], Answer[Any]], pool: ThreadPoolExecutor = _pool
) -> Answer[Any]:
    future: Future[Answer[Any]] = pool.submit(ask)
    try:
        return future.result(seconds)
    except LateError:
        future.cancel()
        raise ExchangeError(Refusal.UNAVAILABLE, "no answer in time") from None
    except ExchangeError:
        raise
    except Exception as error:
        # An adapter's mistake is no answer, and must not stop a customer's case.
        log.exception("an exchange adapter failed")
        raise ExchangeError(Refusal.UNAVAILABLE, type(error).__name__) from error
