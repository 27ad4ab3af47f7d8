"""What Pharos may request of an exchange, each thing only if the exchange has opted in to it.

A request never changes anything here: the exchange executes it by its own rules, may refuse it, and
answers with a job. `token` is the asker's own id of the request. The same token is the same job, so
a request whose answer was lost is simply repeated.

Never offered, whatever an exchange would like: to move money to an address that support chose, to
change a mail address, phone number or password, to lift a freeze, to read a secret, to place an
order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, Protocol, get_args

from pharos.exchange.context import AccessContext
from pharos.exchange.objects import Answer
from pharos.exchange.objects.base import Code, Id, Instant, Text
from pharos.exchange.operations import Operation, operations, operations_of

JobKind = Literal[
    "SELF_LOCK",
    "CANCEL_WITHDRAWAL",
    "RESEND",
    "RECOVERY",
    "2FA_RESET",
    "TRAVEL_RULE_INFO",
    "RESTRICTION_REVIEW",
]
JOB_KINDS: Final[tuple[str, ...]] = get_args(JobKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One request at the exchange: whether it runs, was done, or was refused, and why.

    `subject` is what it is about, such as the withdrawal. While it runs, `decide_by` says when it
    will be decided at the latest. A refusal has a `reason`, such as TOO_LATE.
    """

    id: Id
    kind: JobKind
    state: Literal["RUNNING", "DONE", "REFUSED"]
    since: Instant
    subject: Id | None = None
    decide_by: Instant | None = None
    ended_at: Instant | None = None
    reason: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelRuleInfo:
    """What the customer says of where a transfer came from or goes to."""

    party: Literal["MYSELF", "SOMEBODY_ELSE"]
    party_name: Text
    held_at: Literal["EXCHANGE", "OWN_WALLET"]
    exchange_name: Text = ""


class ExchangeActions(Protocol):
    """One exchange, requested for one brand. Raises `ExchangeError` like the questions."""

    def request_self_lock(self, context: AccessContext, *, ref: str, token: str) -> Answer[Job]: ...

    def request_cancel_withdrawal(
        self,
        context: AccessContext,
        *,
        ref: str,
        id: str,  # noqa: A002 - the contract's word
        token: str,
    ) -> Answer[Job]: ...

    def request_resend(
        self,
        context: AccessContext,
        *,
        ref: str,
        kind: Literal["LOGIN_CODE", "WITHDRAWAL_CONFIRM", "PASSWORD_RESET", "NOTICE"],
        token: str,
    ) -> Answer[Job]: ...

    def request_recovery(
        self, context: AccessContext, *, ref: str, network: str, txid: str, token: str
    ) -> Answer[Job]: ...

    def request_2fa_reset(
        self, context: AccessContext, *, ref: str, evidence: tuple[str, ...], token: str
    ) -> Answer[Job]: ...

    def submit_travel_rule_info(
        self,
        context: AccessContext,
        *,
        ref: str,
        id: str,  # noqa: A002 - the contract's word
        info: TravelRuleInfo,
        token: str,
    ) -> Answer[Job]: ...

    def request_restriction_review(
        self,
        context: AccessContext,
        *,
        ref: str,
        id: str,  # noqa: A002 - the contract's word
        evidence: tuple[str, ...],
        token: str,
    ) -> Answer[Job]: ...

    def get_job(
        self,
        context: AccessContext,
        *,
        ref: str,
        id: str,  # noqa: A002 - the contract's word
    ) -> Answer[Job]: ...


# How well somebody has to be proved (AL) before it is requested for them. Whoever has lost their
# second factor cannot sign in, so a reset only begins with a claim: the exchange proves the rest.
ASSURANCE: Final[Mapping[str, int]] = MappingProxyType(
    {
        "request_self_lock": 2,
        "request_cancel_withdrawal": 2,
        "request_resend": 2,
        "request_recovery": 2,
        "request_2fa_reset": 1,
        "submit_travel_rule_info": 2,
        "request_restriction_review": 2,
        "get_job": 1,
    }
)
NEVER: Final = (
    "move money to an address that support chose",
    "change a mail address, a phone number or a password",
    "lift a freeze",
    "read a password, a key, a code or any other secret",
    "place, change or cancel an order",
)


@cache
def requests() -> Mapping[str, Operation]:
    """All requests by name, from the protocol's signatures."""
    return operations_of(ExchangeActions)


@cache
def everything() -> Mapping[str, Operation]:
    """Questions and requests: all that the wire can carry."""
    return MappingProxyType({**operations(), **requests()})
