"""A finding as its customer gets it: sentences in their language, and a card with the evidence.

The widget and the desk draw the same card. Its figures are words already, so that whoever keeps
the transcript has what they were told.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from pharos.diagnosis.acting.offering import button_of, offered
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.words import language_code, shown, worded

# The rows of a card, in this order, by the name of the evidence.
LABELS: Final = {
    "amount": _("Amount"),
    "network": _("Network"),
    "expected": _("Expected network"),
    "to": _("To"),
    "txid": _("Transaction"),
    "block": _("In block"),
    "state": _("State"),
    "reason": _("Reason"),
    "since": _("Since"),
    "ends": _("Ends"),
    "fee": _("Fee"),
}
# Whole values that a row shows shortened.
COPIED: Final = ("txid", "to")


def card_of(
    finding: Finding, *, language: str, timezone: str, on: Collection[str] = ()
) -> dict[str, Any]:
    """What the page needs to draw the finding: rows of label and value, a bar, what is next.

    `on` is what the exchange can be asked for: one button of it, where the finding leads to one.
    """
    code = language_code(language)
    with override(code):
        rows = [_row(name, finding, code, timezone) for name in LABELS if name in finding.evidence]
    card: dict[str, Any] = {
        "diagnoser": finding.diagnoser,
        "outcome": finding.outcome,
        "rows": rows,
        "as_of": _oldest(finding),
    }
    have, need = finding.evidence.get("confirmations"), finding.evidence.get("required")
    if have is not None and need is not None:
        card["bar"] = [int(str(have.value)), int(str(need.value))]
    if finding.eta is not None and isinstance(finding.eta.value, datetime):
        card["next_at"] = finding.eta.value.isoformat()
    if (offer := offered(finding.steps, on)) is not None:
        card["ask"] = button_of(offer, language=code)
    return card


def text_of(finding: Finding, *, language: str, timezone: str) -> str:
    """The sentences as one text, one a line."""
    return "\n".join(worded(finding.said, language=language_code(language), timezone=timezone))


def _row(name: str, finding: Finding, language: str, timezone: str) -> dict[str, str]:
    figure = finding.evidence[name]
    row = {
        "name": name,
        "label": gettext(LABELS[name]),
        "value": shown(figure, language=language, timezone=timezone),
    }
    if name in COPIED:
        row["copy"] = str(figure.value)
    return row


def _oldest(finding: Finding) -> str:
    """Since when the oldest fact that a shown figure comes from has been true."""
    used = {fact for figure in finding.evidence.values() for fact in figure.of} | {
        fact for one in finding.said for figure in one.figures.values() for fact in figure.of
    }
    moments = [fact.as_of for fact in finding.facts if fact.id in used]
    return min(moments, default=finding.run_at).isoformat()
