"""Whether an exchange refuses whoever has no grounds to ask."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import jwt

from pharos.exchange.conformance.probing import Outcome, Prober
from pharos.exchange.conformance.report import Report
from pharos.exchange.errors import Refusal
from pharos.exchange.http.token import TYPE, BrandKey, sign
from pharos.exchange.operations import Operation

AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class BadToken:
    """A token that proves nothing, and how to call it."""

    what: str
    token: str


def check_tokens(prober: Prober, report: Report, operation: Operation, arguments: Any) -> None:
    """Ask with tokens that prove nothing. Only FORBIDDEN is right, without a word of data."""
    for bad in _bad_tokens(prober):
        outcome = prober.ask_with(bad.token, operation.name, arguments)
        if outcome.is_refused(Refusal.FORBIDDEN):
            report.add("GOOD", operation.name, f"{bad.what} is refused")
        else:
            report.add(
                "BAD",
                operation.name,
                f"{bad.what} is accepted or not refused as FORBIDDEN: it gave {outcome.words}",
            )


def _bad_tokens(prober: Prober) -> Iterator[BadToken]:
    context, at = prober.context(), prober.clock()
    good = sign(context, prober.key, at)
    yield BadToken("a question without a token", "")
    yield BadToken("a token that is no token", "no.token.atall")
    past = prober.context(expires_at=at - AN_HOUR + timedelta(minutes=1))
    yield BadToken("an expired token", sign(past, prober.key, at - AN_HOUR))
    other = prober.context(brand=f"{prober.plan.brand}-other")
    yield BadToken("a token for another audience", sign(other, prober.key, at))
    stranger = BrandKey.new(prober.key.id)
    yield BadToken("a token signed with another key", sign(context, stranger, at))
    yield BadToken("a token whose claims were changed", _tampered(good))
    yield BadToken('a token with the algorithm "none"', _unsigned(good))


def _tampered(token: str) -> str:
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    claims["clearance"] = True
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"{head}.{changed}.{signature}"


def _unsigned(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, "", "none", headers={"typ": TYPE})


def check_customer(prober: Prober, report: Report, operation: Operation, arguments: Any) -> None:
    """Ask for a customer without their case, and for somebody else's customer."""
    _refused(
        report,
        operation.name,
        "a question without a case",
        prober.ask(operation.name, arguments, prober.context(case=None)),
    )
    _refused(
        report,
        operation.name,
        "a question whose case has no customer",
        prober.ask(operation.name, arguments, prober.context(customer=None)),
    )
    if "ref" not in arguments:
        return
    others = {**arguments, "ref": prober.plan.other}
    _refused(
        report,
        operation.name,
        "a question about another customer than the case's",
        prober.ask(operation.name, others),
        Refusal.NOT_FOUND,
    )


def _refused(
    report: Report, where: str, what: str, outcome: Outcome, also: Refusal = Refusal.FORBIDDEN
) -> None:
    if outcome.is_refused(Refusal.FORBIDDEN, also):
        report.add("GOOD", where, f"{what} is refused")
    else:
        report.add("BAD", where, f"{what} has to be FORBIDDEN; it gave {outcome.words}")
