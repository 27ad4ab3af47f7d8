"""One run over an exchange: everything it offers, and everything it has to refuse."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from pharos.exchange.actions import requests
from pharos.exchange.conformance.grounds import check_customer, check_tokens
from pharos.exchange.conformance.paging import check_filter, check_pages
from pharos.exchange.conformance.probing import Outcome, Prober, Silent
from pharos.exchange.conformance.questions import Found, Question, is_paged, questions_for
from pharos.exchange.conformance.report import Report
from pharos.exchange.conformance.secrecy import check_sealed, check_sealed_customers
from pharos.exchange.conformance.shape import read
from pharos.exchange.errors import Refusal
from pharos.exchange.operations import Operation, operations

NO_SUCH: Final = "no_such_operation"
# What may not exist although it is asked for sensibly.
MAY_BE_MISSING: Final = frozenset({"quote_recovery", "get_identity_job"})


def check(prober: Prober) -> Report:
    """Ask everything and return the report. Never raises because of what the exchange does."""
    report = Report()
    try:
        offered = _offer(prober, report)
        if offered is not None:
            _Run(prober, report, offered).everything()
    except Silent as silence:
        report.add("BAD", "exchange", f"{silence}, several times in a row; the rest was not asked")
    return report


def _offer(prober: Prober, report: Report) -> frozenset[str] | None:
    """What it says it offers. Without that nothing else can be judged."""
    outcome = prober.ask("meta", {})
    answer = _judged(prober, report, operations()["meta"], outcome)
    if answer is None:
        report.add("BAD", "meta", "says what there is; without it nothing else was asked")
        return None
    told = frozenset(answer.data.capabilities)
    for name in sorted(told - set(operations()) - set(requests())):
        report.add("LOOK", "meta: data.capabilities", f"{name} is no operation of this contract")
    if told & set(requests()):
        report.add("LOOK", "meta", "requests are offered; they change something, so not tried")
    return told | {"meta"}


class _Run:
    """The checks of one exchange that has said what it offers."""

    def __init__(self, prober: Prober, report: Report, offered: frozenset[str]) -> None:
        self._prober = prober
        self._report = report
        self._offered = offered
        self._found = Found()

    def everything(self) -> None:
        """In the order of the contract, money first: later questions need what lists tell."""
        for name in sorted(operations(), key=_lists_first):
            if name in self._offered and self._prober.plan.includes(name):
                self._operation(operations()[name])
        self._tokens()
        self._not_offered()
        if "get_restrictions" in self._offered and self._prober.plan.includes("get_restrictions"):
            check_sealed_customers(self._prober, self._report)

    def _operation(self, operation: Operation) -> None:
        plan, at = self._prober.plan, self._prober.clock()
        examples = list(plan.examples.get(operation.name, ()))
        asked: Question | None = None
        for question in questions_for(operation, self._found, plan.customer, at, examples):
            asked = _rather(asked, self._ask(operation, question))
        if asked is None:
            self._report.add(
                "LOOK", operation.name, "was not answered with data: give an example of it"
            )
            return
        if not operation.is_public:
            check_customer(self._prober, self._report, operation, asked.arguments)
        if is_paged(operation) and asked.exists:
            check_pages(self._prober, self._report, operation, asked.arguments)
            self._filtered(operation, asked.arguments)

    def _filtered(self, operation: Operation, arguments: dict[str, Any]) -> None:
        one = self._found.deposit if operation.name == "list_deposits" else self._found.withdrawal
        if one is not None and one.txid:
            check_filter(self._prober, self._report, operation, arguments, one.txid)

    def _ask(self, operation: Operation, question: Question) -> Question | None:
        """Ask, judge, and return the question if it can be asked again for the grounds."""
        try:
            outcome = self._prober.ask(operation.name, question.arguments)
        except ValidationError:
            self._report.add("LOOK", operation.name, "the example has arguments it does not take")
            return None
        if not question.exists:
            self._expect_not_found(operation, outcome)
            return question if not operation.is_public else None
        if operation.name in MAY_BE_MISSING and outcome.is_refused(Refusal.NOT_FOUND):
            self._report.add("GOOD", operation.name, "there is none, and it says NOT_FOUND")
            return question
        answer = _judged(self._prober, self._report, operation, outcome)
        if answer is None:
            return None
        self._found.take(operation.name, answer.data)
        check_sealed(self._report, operation.name, answer.data, self._prober.plan.customer)
        return question

    def _expect_not_found(self, operation: Operation, outcome: Outcome) -> None:
        if outcome.is_refused(Refusal.NOT_FOUND):
            self._report.add("GOOD", operation.name, "what does not exist is NOT_FOUND")
        else:
            self._report.add(
                "BAD",
                operation.name,
                f"what does not exist has to be NOT_FOUND; it gave {outcome.words}",
            )

    def _tokens(self) -> None:
        """Of a question for everybody, and of one about somebody."""
        plan = self._prober.plan
        for name, arguments in (("meta", {}), ("get_customer", {"ref": plan.customer})):
            if name in self._offered and plan.includes(name):
                check_tokens(self._prober, self._report, operations()[name], arguments)

    def _not_offered(self) -> None:
        """What is not offered has to say so: an empty list would be a lie."""
        plan, at = self._prober.plan, self._prober.clock()
        absent = [one for one in operations() if one not in self._offered]
        for name in filter(plan.includes, (*absent, NO_SUCH)):
            arguments: dict[str, Any] = {}
            if name != NO_SUCH:
                asked = questions_for(operations()[name], self._found, plan.customer, at, [])
                first = next(asked, None)
                if first is None:
                    continue
                arguments = first.arguments
            outcome = self._prober.ask(name, arguments)
            if outcome.is_refused(Refusal.UNSUPPORTED):
                self._report.add("GOOD", name, "is not offered, and says UNSUPPORTED")
            else:
                self._report.add(
                    "BAD",
                    name,
                    f"is not offered and has to be UNSUPPORTED; it gave {outcome.words}",
                )


def _rather(one: Question | None, other: Question | None) -> Question | None:
    """The question to ask again: sooner one about something that is there."""
    return other if one is None else one


def _lists_first(name: str) -> int:
    order = ("network_status", "list_deposits", "list_withdrawals")
    return order.index(name) if name in order else len(order)


def _judged(prober: Prober, report: Report, operation: Operation, outcome: Outcome) -> Any:
    """Put what is wrong with an answer into the report; return it if it could be read."""
    if outcome.reply is None or not outcome.is_answered:
        report.add("BAD", operation.name, f"has to be answered; it gave {outcome.words}")
        return None
    answer, flaws = read(operation, outcome.reply, prober.clock())
    for flaw in flaws:
        where = f"{operation.name}: {flaw.path}" if flaw.path else operation.name
        report.add("LOOK" if flaw.mild else "BAD", where, flaw.words)
    if answer is not None and all(flaw.mild for flaw in flaws):
        report.add("GOOD", operation.name, "has the contract's shape, times and masks")
    return answer
