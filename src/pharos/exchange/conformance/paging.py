"""Whether a list can be read to its end, and whether it keeps to what was asked for."""

from __future__ import annotations

from typing import Any, Final

from pharos.exchange.conformance.probing import Prober
from pharos.exchange.conformance.report import Report
from pharos.exchange.conformance.shape import read
from pharos.exchange.operations import Operation

MOST_PAGES: Final = 50


def check_pages(
    prober: Prober, report: Report, operation: Operation, arguments: dict[str, Any]
) -> None:
    """Follow `next_cursor` to the end: each thing once, no cursor twice."""
    name = operation.name
    cursor: str | None = None
    cursors: set[str] = set()
    seen: set[str] = set()
    for pages in range(1, MOST_PAGES + 1):
        asked = arguments if cursor is None else {**arguments, "cursor": cursor}
        outcome = prober.ask(name, asked)
        if not outcome.is_answered or outcome.reply is None:
            report.add("BAD", name, f"page {pages} did not come: {outcome.words}")
            return
        answer, _flaws = read(operation, outcome.reply, prober.clock())
        if answer is None:
            report.add("BAD", name, f"page {pages} cannot be read")
            return
        ids = [one.id for one in answer.data.items]
        if seen & set(ids) or len(set(ids)) < len(ids):
            report.add("BAD", f"{name}: data.items", f"page {pages} repeats what came before")
            return
        seen.update(ids)
        cursor = answer.data.next_cursor
        if cursor is None:
            report.add("GOOD", name, f"{len(seen)} things on {pages} pages, each once")
            return
        if cursor in cursors:
            report.add("BAD", f"{name}: data.next_cursor", "is the same again: it never ends")
            return
        cursors.add(cursor)
    report.add("LOOK", name, f"there are more than {MOST_PAGES} pages; the rest was not read")


def check_filter(
    prober: Prober, report: Report, operation: Operation, arguments: dict[str, Any], txid: str
) -> None:
    """Ask for one transaction, and for one that is not there: a list narrowed by it."""
    for wanted in (txid, "0" * 64):
        outcome = prober.ask(operation.name, {**arguments, "txid": wanted})
        if not outcome.is_answered or outcome.reply is None:
            report.add("BAD", operation.name, f"narrowed by txid, it gave {outcome.words}")
            return
        answer, _flaws = read(operation, outcome.reply, prober.clock())
        for nr, one in enumerate(answer.data.items if answer else ()):
            if one.txid != wanted:
                report.add(
                    "BAD",
                    f"{operation.name}: data.items.{nr}.txid",
                    "was not asked for: the list is not narrowed by txid",
                )
                return
    report.add("GOOD", operation.name, "is narrowed by txid")
