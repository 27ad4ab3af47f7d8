"""Asking that the exchange does something, inside the transaction of whoever asks."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from pharos.cases.ledger.append import append
from pharos.cases.models import Case, Conversation
from pharos.cases.notifying import notify
from pharos.diagnosis.acting.kinds import KINDS, Kind, subject_of
from pharos.diagnosis.acting.people import approvers_of
from pharos.diagnosis.acting.telling import told
from pharos.diagnosis.consult import reference_of
from pharos.diagnosis.models import ExchangeJob
from pharos.exchange.connections import connection_of
from pharos.exchange.models import Connection
from pharos.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from pharos.kernel.time import now
from pharos.people.actor import Actor

LONGEST_TOKEN: Final = 100
HOUR: Final = timedelta(hours=1)
# Of one kind in one case: more than anybody needs, and less than a script would send.
MOST_AN_HOUR: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for. `client_token` is their own name for it: a second press is the first.

    `said` is what the contract wants to hear from the customer besides, such as whose transfer
    it is.
    """

    kind: str
    client_token: str
    arguments: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)


def kind_named(code: str) -> Kind:
    """Return the kind, or refuse with `kind_unknown` what nobody can be asked for."""
    kind = KINDS.get(code)
    if kind is None:
        raise Invalid(_("The exchange cannot be asked for this."), code="kind_unknown")
    return kind


def job_asked_before(case: Case, client_token: str) -> ExchangeJob | None:
    """Return what this press has asked for already. Refused: a press without a name."""
    if not client_token or len(client_token) > LONGEST_TOKEN:
        raise Invalid(_("This request cannot be read."), code="token_missing")
    return ExchangeJob.objects.filter(case=case, client_token=client_token).first()


def asked(
    case: Case, actor: Actor, wanted: Wanted, conversation: Conversation | None = None
) -> ExchangeJob:
    """Ask for it in this locked case, once: what is open about the same thing is given back.

    Refused: a settled case (`case_not_open`), what the brand has not switched on (`job_off`), a
    customer who is not proved well enough (`assurance_low`), what the contract does not have
    (`kind_unknown`, `arguments_unknown`), and the same kind too often in an hour (`too_many`).
    What needs a second person waits for one, except what customers do to lock their own account:
    that takes over also what waits.
    """
    kind = kind_named(wanted.kind)
    arguments = dict(kind.more) | wanted.arguments
    if kind.wants:
        arguments[kind.wants] = wanted.said
    connection = _checked(case, actor, kind, arguments)
    subject = subject_of(arguments)
    open_one = ExchangeJob.objects.filter(
        case=case, kind=kind.code, subject=subject, state__in=ExchangeJob.OPEN
    ).first()
    is_own_lock = actor.is_customer and kind.code == "SELF_LOCK"
    if open_one is not None:
        return _taken_over(case, actor, open_one, conversation) if is_own_lock else open_one
    _hold_up(case, kind)

    assert actor.id is not None, "the program itself asks for nothing"
    at = now()
    waits = kind.code in connection.approved_kinds and not is_own_lock
    state = ExchangeJob.State.AWAITING_APPROVAL if waits else ExchangeJob.State.ASKED
    job = ExchangeJob.objects.create(
        brand_id=case.brand_id,
        case=case,
        conversation=conversation,
        client_token=wanted.client_token,
        kind=kind.code,
        subject=subject,
        arguments=arguments,
        state=state,
        asked_by_kind=actor.kind,
        asked_by=actor.id,
        asked_by_name=actor.name,
        asked_at=at,
        changed_at=at,
        due_at=None if waits else at,
    )
    written = append(told(case, job, actor, state))[0]
    if waits:
        notify(case, "job", to=approvers_of(case.brand_id), of=written, by=actor)
    return job


def _taken_over(
    case: Case, actor: Actor, job: ExchangeJob, conversation: Conversation | None
) -> ExchangeJob:
    """What a colleague asked for and somebody still had to approve: the customer wants it now."""
    if job.state != ExchangeJob.State.AWAITING_APPROVAL:
        return job
    assert actor.id is not None, "a customer has an id"
    job.state = ExchangeJob.State.ASKED
    job.asked_by_kind, job.asked_by, job.asked_by_name = actor.kind, actor.id, actor.name
    job.conversation, job.changed_at = conversation, now()
    job.due_at = job.changed_at
    job.save()
    append(told(case, job, actor, job.state))
    return job


def _hold_up(case: Case, kind: Kind) -> None:
    lately = ExchangeJob.objects.filter(case=case, kind=kind.code, asked_at__gt=now() - HOUR)
    if lately.count() >= MOST_AN_HOUR:
        raise TooMany(
            _("That was a lot at once. Try again later."),
            code="too_many",
            after=HOUR.total_seconds(),
        )


def _checked(case: Case, actor: Actor, kind: Kind, arguments: dict[str, Any]) -> Connection:
    if case.is_settled:
        raise Conflict(
            _("The exchange is asked for open cases only. Reopen the case first."),
            code="case_not_open",
        )
    connection = connection_of(case.brand_id)
    if connection is None or kind.code not in connection.job_kinds:
        raise Conflict(_("The exchange is not asked for this here."), code="job_off")
    is_known = reference_of(case, kind.assurance) is not None
    if not is_known or (actor.is_customer and actor.assurance < kind.assurance):
        raise Forbidden(
            _("For this the customer has to be signed in at the exchange."), code="assurance_low"
        )
    if not kind.accepts(arguments):
        raise Invalid(_("Something that is needed is missing."), code="arguments_unknown")
    return connection


def absent() -> NotFound:
    """What is not there, or not offered where somebody says that it is."""
    return NotFound(_("There is nothing of the kind to ask for here."), code="step_unknown")
