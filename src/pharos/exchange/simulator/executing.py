"""How the simulated exchange executes what is requested of it, and when it refuses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from pharos.exchange.actions import Job, JobKind
from pharos.exchange.objects import Delivery, IdentityJob, Restriction
from pharos.exchange.reasons import neutral
from pharos.exchange.simulator.books import deposits_of
from pharos.exchange.simulator.world import Account, World

KINDS: Final[Mapping[str, JobKind]] = {
    "request_self_lock": "SELF_LOCK",
    "request_cancel_withdrawal": "CANCEL_WITHDRAWAL",
    "request_resend": "RESEND",
    "request_recovery": "RECOVERY",
    "request_2fa_reset": "2FA_RESET",
    "submit_travel_rule_info": "TRAVEL_RULE_INFO",
    "request_restriction_review": "RESTRICTION_REVIEW",
}
# In these nothing has left yet.
STILL_HERE: Final = ("AWAITING_CUSTOMER", "AWAITING_INFO", "IN_REVIEW", "QUEUED", "ON_HOLD")
A_DAY: Final = timedelta(days=1)
REVIEW: Final = timedelta(days=3)


class Refusing(Exception):
    """The exchange does not do it, for this reason."""


def request(
    world: World, *, operation: str, customer: str, token: str, arguments: dict[str, Any]
) -> None:
    """Execute a request, or refuse it; both leave a job. The same token does nothing more."""
    if (customer, token) in world.jobs:
        return
    job = Job(
        id=f"job-{hashlib.sha256(f'{customer} {token}'.encode()).hexdigest()[:12]}",
        kind=KINDS[operation],
        state="DONE",
        since=world.now,
        subject=arguments.get("id") or arguments.get("txid"),
        ended_at=world.now,
    )
    mood, reason = world.moods.get(job.kind, ("", ""))
    if mood == "RUNNING":
        world.undecided[job.id] = (operation, arguments)
        job = replace(job, state="RUNNING", ended_at=None, decide_by=world.now + A_DAY)
    elif mood == "REFUSED":
        job = replace(job, state="REFUSED", reason=reason)
    else:
        job = _executed(world, job, customer, operation, arguments)
    world.jobs[customer, token] = job


def moody(world: World, *, kind: JobKind, state: str | None = None, reason: str = "") -> None:
    """Refuse requests of this kind with a reason, leave them RUNNING, or (no state) execute them.

    It holds for what is requested from now on.
    """
    if state is None:
        world.moods.pop(kind, None)
        return
    if kind not in KINDS.values() or state not in ("REFUSED", "RUNNING"):
        raise KeyError(f"{kind} {state}")
    world.moods[kind] = (state, reason or "NOT_POSSIBLE")


def decide(world: World, *, job: str, reason: str | None = None) -> None:
    """Decide about a job that runs: refuse it if there is a reason, else execute it."""
    key, one = next((key, one) for key, one in world.jobs.items() if one.id == job)
    if one.state != "RUNNING":
        raise KeyError(f"{job} does not run")
    operation, arguments = world.undecided.pop(job, ("", {}))
    done = replace(one, since=world.now, ended_at=world.now)
    if reason:
        world.jobs[key] = replace(done, state="REFUSED", reason=reason)
    elif operation:
        world.jobs[key] = _executed(
            world, replace(done, state="DONE"), key[0], operation, arguments
        )
    else:
        world.jobs[key] = replace(done, state="DONE")


def _executed(
    world: World, job: Job, customer: str, operation: str, arguments: dict[str, Any]
) -> Job:
    try:
        decide_by = EXECUTE[operation](world, world.accounts[customer], **arguments)
    except Refusing as refused:
        return replace(job, state="REFUSED", reason=str(refused))
    if decide_by is None:
        return job
    return replace(job, state="RUNNING", ended_at=None, decide_by=world.now + decide_by)


def as_of_now(world: World, job: Job) -> Job:
    """The job as the clock has left it: what runs is done when its time has come.

    What somebody wanted to decide about waits for them, however long.
    """
    if job.id in world.undecided:
        return job
    if job.state == "RUNNING" and job.decide_by is not None and job.decide_by <= world.now:
        return replace(job, state="DONE", ended_at=job.decide_by)
    return job


def _self_lock(world: World, account: Account) -> None:
    if any(one.code == "SEC_SELF_LOCK" for one in account.restrictions):
        raise Refusing("ALREADY_LOCKED")
    account.restrictions.append(
        Restriction(
            id=f"res-lock-{account.ref}",
            scope=("all",),
            code="SEC_SELF_LOCK",
            disclosure="OPEN",
            imposed_at=world.now,
            imposed_by="CUSTOMER",
            lift_steps=("VERIFY_IDENTITY",),
        )
    )


def _cancel_withdrawal(world: World, account: Account, *, id: str) -> None:  # noqa: A002 - the contract's word
    for nr, one in enumerate(account.withdrawals):
        if one.id != id:
            continue
        is_over = one.cancellable_until is not None and one.cancellable_until <= world.now
        if one.state not in STILL_HERE or is_over:
            raise Refusing("TOO_LATE")
        if any(each.code == "SEC_SELF_LOCK" for each in account.restrictions):
            raise Refusing("ACCOUNT_LOCKED")
        account.withdrawals[nr] = replace(one, state="CANCELLED", state_since=world.now)
        return
    raise Refusing("NOT_FOUND")


def _resend(world: World, account: Account, *, kind: Any) -> None:
    """Once more to where it went before: nobody can name another place."""
    account.deliveries.append(
        Delivery(
            id=f"msg-{account.ref}-{len(account.deliveries) + 1}",
            kind=kind,
            channel="MAIL",
            to=account.card.mail,
            requested_at=world.now,
            state="SENT",
            at=world.now,
        )
    )


def _recovery(world: World, _: Account, *, network: str, txid: str) -> timedelta:
    quote = world.quotes.get(txid)
    if quote is None or quote.mode == "NOT_POSSIBLE" or network not in world.chains:
        raise Refusing("NOT_POSSIBLE")
    return timedelta(seconds=quote.typical_seconds or A_DAY.total_seconds())


def _two_factor_reset(
    world: World,
    account: Account,
    *,
    evidence: list[str],  # noqa: ARG001 - for the exchange's people
) -> timedelta:
    if account.job is not None and account.job.state in ("STEP", "WAIT"):
        raise Refusing("ALREADY_UNDER_WAY")
    account.job = IdentityJob(
        id=f"reset-{account.ref}",
        kind="2FA_RESET",
        state="STEP",
        step=1,
        steps=3,
        step_code="PROVE_IDENTITY",
        since=world.now,
        decide_by=world.now + A_DAY,
    )
    return A_DAY


def _travel_rule_info(
    world: World,
    account: Account,
    *,
    id: str,  # noqa: A002 - the contract's word
    info: dict[str, Any],
) -> None:
    if not info.get("party_name"):
        raise Refusing("INCOMPLETE")
    for deposit in deposits_of(world, account):
        if deposit.id == id and deposit.state == "AWAITING_INFO":
            del world.rulings[deposit.network, deposit.txid]
            return
    for nr, one in enumerate(account.withdrawals):
        if one.id == id and one.state == "AWAITING_INFO":
            account.withdrawals[nr] = replace(one, state="IN_REVIEW", state_since=world.now)
            return
    raise Refusing("NOT_ASKED_FOR")


def _restriction_review(
    _: World,
    account: Account,
    *,
    id: str,  # noqa: A002 - the contract's word
    evidence: list[str],  # noqa: ARG001 - for the exchange's people
) -> timedelta:
    """Taken for any restriction alike, so that nothing can be read from the answer."""
    # A review is known to most by the id that it has without clearance.
    if all(id not in (one.id, neutral(one).id) for one in account.restrictions):
        raise Refusing("NOT_FOUND")
    return REVIEW


EXECUTE: Final[Mapping[str, Callable[..., timedelta | None]]] = {
    "request_self_lock": _self_lock,
    "request_cancel_withdrawal": _cancel_withdrawal,
    "request_resend": _resend,
    "request_recovery": _recovery,
    "request_2fa_reset": _two_factor_reset,
    "submit_travel_rule_info": _travel_rule_info,
    "request_restriction_review": _restriction_review,
}
