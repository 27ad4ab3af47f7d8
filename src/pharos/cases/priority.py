"""In which order waiting cases are taken: one rule on every channel, for every customer.

Whoever waits longest is next. Where more is at stake a case counts as waiting for some time
already: its head start. What is at stake is one of four answers, given once in a form, found out by
the program (`ALWAYS_AT_RISK`), or judged by staff. Nothing else counts: no tier, no amount, no
channel, no capitals, and not how often somebody writes. The database keeps `Case.counts_since`
from this, and every list and every gift follows it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# A day: whoever may be losing funds comes before all but those who have waited a day longer, so
# nobody waits without end. Between the others, an hour or two.
HEAD_STARTS: Final[dict[str, timedelta]] = {
    "funds_at_risk": timedelta(hours=24),
    "cannot_use": timedelta(hours=2),
    "money_missing": timedelta(hours=1),
    "question": timedelta(0),
}
# Reasons under which somebody else may have the keys, whatever their customer says is at stake.
ALWAYS_AT_RISK: Final = frozenset(
    {"SEC.COMPROMISED", "SEC.UNAUTH_WDR", "SEC.SCAM_VICTIM", "SEC.VOICE_PHISHING"}
)
MINUTE: Final = timedelta(minutes=1)


def at_stake(impact: str, reason: str, *, is_judged: bool = False) -> str:
    """Return what a case counts for: as judged by staff, else the worst of what is known."""
    if not is_judged and reason in ALWAYS_AT_RISK:
        return "funds_at_risk"
    return impact


def head_start(impact: str, reason: str, *, is_judged: bool = False) -> int:
    """Return the minutes for which a case counts as waiting when its customer begins to wait."""
    stake = at_stake(impact, reason, is_judged=is_judged)
    return HEAD_STARTS.get(stake, timedelta(0)) // MINUTE


def is_worse(impact: str, than: str) -> bool:
    """Whether more is at stake; having said nothing is less than a question."""
    order = [*HEAD_STARTS][::-1]
    places = {name: place for place, name in enumerate(order, start=1)}
    return places.get(impact, 0) > places.get(than, 0)
