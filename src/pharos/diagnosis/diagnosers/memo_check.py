"""D03: whether the tag or memo of a transfer tells whose it is."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.arrivals import (
    NOT_SEEN,
    Arrival,
    arrival,
    not_seen,
    ours,
    own_record,
    weighed,
)
from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.chains.port import Transfer
from pharos.exchange.objects import AddressMatch

WORDS = {
    "missing": _(
        "%(asset)s needs a tag (memo) so that we know it is yours. Your transfer had none."
    ),
    "missing_any": _(
        "A transfer to this address needs a tag (memo) so that we know it is yours. Yours had none."
    ),
    "unknown": _(
        "The tag (memo) of your transfer was %(memo)s, and it does not belong to your account."
    ),
    "prove": _("Prove that you sent it, and we can credit it."),
    "colleague": _("A colleague looks into it with you."),
}
# NOT_SEEN besides those of domain.md: see arrivals.py.
OUTCOMES = ("OK", "MISSING", "UNKNOWN_MEMO", "OTHER_OWNER", NOT_SEEN)
PROVE = Step(kind="prove_sender", who="customer")


@diagnoser("D03", "memo_check", outcomes=OUTCOMES, words=WORDS)
def memo_check(ask: Ask) -> Found:
    """Look at the memo as the exchange reads it. What the books have needs no memo any more."""
    if own_record(ask) is not None:
        return Found(outcome="OK", is_fine=True)
    found = arrival(ask)
    hit = None if found is None else ours(ask, found)
    if found is None or hit is None:
        return not_seen(ask, found)
    return weighed(found, _read(found, *hit))


def _read(found: Arrival, transfer: Transfer, whose: Fact[AddressMatch]) -> Found:
    match = whose.data
    if not match.memo_required or match.memo_match == "SELF":
        return Found(outcome="OK", is_fine=True)
    if match.memo_match == "NONE" or not transfer.memo:
        return _missing(found, transfer)
    # Whoever owns another's tag is none of this customer's business: both are told the same way.
    memo = found.seen.shows(transfer.memo, "place").with_fact(whose)
    said = Said(key="D03.unknown", figures={"memo": memo})
    if match.memo_match == "OTHER":
        return Found(
            outcome="OTHER_OWNER",
            said=(said, Said(key="D03.colleague")),
            evidence=_evidence(found, transfer),
            steps=(task_of("wallet"),),
        )
    return Found(
        outcome="UNKNOWN_MEMO",
        said=(said, Said(key="D03.prove")),
        evidence=_evidence(found, transfer),
        steps=(PROVE,),
    )


def _missing(found: Arrival, transfer: Transfer) -> Found:
    row = found.row(transfer)
    first = Said(key="D03.missing_any")
    if row is not None:
        first = Said(key="D03.missing", figures={"asset": found.status.shows(row.asset)})
    return Found(
        outcome="MISSING",
        said=(first, Said(key="D03.prove")),
        evidence=_evidence(found, transfer),
        steps=(PROVE,),
    )


def _evidence(found: Arrival, transfer: Transfer) -> dict[str, Figure]:
    evidence = {
        "network": found.seen.shows(found.network, "network"),
        "txid": found.seen.shows(found.transaction.txid, "place"),
    }
    if transfer.memo:
        evidence["memo"] = found.seen.shows(transfer.memo, "place")
    return evidence
