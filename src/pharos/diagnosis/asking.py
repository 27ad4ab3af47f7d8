"""How a diagnoser asks: typed, recorded, and with an end to its patience.

A diagnoser is straight-line code. What does not answer, answers too late, or is stale, raises
`Missed`, and the runner turns that into UNKNOWN with the source's name: no diagnoser has to
remember it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from pharos.diagnosis.desk_records import OwnCase, PinnedKey, SentMessage
from pharos.diagnosis.facts import Fact
from pharos.diagnosis.findings import Missing
from pharos.exchange.chains.port import Chains, Sighting, Tip
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.port import Exchange

P = ParamSpec("P")
T = TypeVar("T")

# Gone within these many seconds: own data, and chains (domain.md C4).
OWN_SECONDS, CHAIN_SECONDS = 3.0, 10.0


class Missed(Exception):
    """A question that has no answer now."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(f"{missing.source}: {missing.why}")
        self.missing = missing


class Sources(Protocol):
    """Whoever answers: the exchange and the chains, or what they said once (`Stored`)."""

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        """Answer, or raise `ExchangeError`.

        `question` is `exchange.NAME`, `chain.NAME`, or `desk.NAME` for what is our own
        (`desk_records.py`).
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the customer gave, recognised. Empty is what is not known."""

    txid: str = ""
    address: str = ""
    memo: str = ""
    network: str = ""
    asset: str = ""
    amount: str = ""
    withdrawal: str = ""
    deposit: str = ""
    order: str = ""
    symbol: str = ""
    campaign: str = ""
    reference: str = ""
    key_id: str = ""
    error_code: str = ""
    contact: str = ""
    kind: str = ""
    contract: str = ""
    at: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A question that was not answered, and why: also that is part of what was found."""

    question: str
    arguments: dict[str, Any]
    source: str
    why: str


@dataclass(slots=True)
class Ask:
    """One run's questions. `customer` is the exchange's reference, empty if nobody is proved."""

    sources: Sources
    at: datetime
    inputs: Inputs = field(default_factory=Inputs)
    customer: str = ""
    assurance: int = 0
    facts: list[Fact[Any]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    def of(
        self,
        method: Callable[Concatenate[Exchange, AccessContext, P], Answer[T]],
        *args: P.args,
        **arguments: P.kwargs,
    ) -> Fact[T]:
        """Ask the exchange, or raise `Missed`. Asking the same again gives the same fact."""
        assert not args, "the contract's arguments are named"
        return self._fact(f"exchange.{method.__name__}", arguments)

    def found(
        self,
        method: Callable[Concatenate[Exchange, AccessContext, P], Answer[T]],
        *args: P.args,
        **arguments: P.kwargs,
    ) -> Fact[T] | None:
        """Ask for one thing that may not exist: None if the exchange says that it does not."""
        try:
            return self.of(method, *args, **arguments)
        except Missed as missed:
            if missed.missing.why == Refusal.NOT_FOUND.value:
                return None
            raise

    def sighting(self, network: str, txid: str) -> Fact[Sighting]:
        """What the chain's sources say of a transaction."""
        return self._fact("chain.sighting", {"network": network, "txid": txid})

    def tip(self, network: str) -> Fact[Tip]:
        return self._fact("chain.tip", {"network": network})

    def networks(self) -> Fact[tuple[str, ...]]:
        """All networks whose chains can be read, supported by the exchange or not."""
        return self._fact("chain.networks", {})

    def cases_like(self, reason: str, since: datetime) -> Fact[tuple[OwnCase, ...]]:
        """The customer's own cases of this group of reasons, open or settled since then."""
        return self._fact("desk.cases_like", {"reason": reason, "since": since})

    def directory_key(self) -> Fact[PinnedKey]:
        """The key that the brand believes its exchange's directory by."""
        return self._fact("desk.directory_key", {})

    def message_sent(self, code: str) -> Fact[SentMessage]:
        """Our own message that carries this code."""
        return self._fact("desk.message_sent", {"code": code})

    def _fact(self, question: str, arguments: Mapping[str, Any]) -> Fact[Any]:
        given = {name: value for name, value in arguments.items() if value is not None}
        for fact in self.facts:
            if fact.question == question and fact.arguments == given:
                return fact
        try:
            answer = self.sources.answer(question, given)
        except ExchangeError as error:
            source = error.source or question.partition(".")[0]
            raise self._missed(question, given, source, error.refusal.value) from None
        if answer.is_stale(self.at):
            raise self._missed(question, given, answer.source, "STALE")
        fact = Fact(
            id=f"f{len(self.facts) + 1}",
            question=question,
            arguments=given,
            data=answer.data,
            source=answer.source,
            as_of=answer.as_of,
            stale_after=answer.stale_after,
        )
        self.facts.append(fact)
        return fact

    def _missed(self, question: str, given: dict[str, Any], source: str, why: str) -> Missed:
        refused = Refused(question=question, arguments=given, source=source, why=why)
        if refused not in self.refusals:
            self.refusals.append(refused)
        return Missed(Missing(source=source, question=question, why=why))


__all__ = ["CHAIN_SECONDS", "OWN_SECONDS", "Ask", "Chains", "Inputs", "Missed", "Sources"]
