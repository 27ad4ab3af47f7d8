"""A claim as it was typed, and as it is kept and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from pharos.cases.words import Screened, screened
from pharos.diagnosis.recognising import inputs_in
from pharos.diagnosis.words import language_code
from pharos.incidents.amounts import Sum, sum_of
from pharos.incidents.models import Claim, Incident
from pharos.kernel.errors import Conflict, Invalid

NAMED_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDraft:
    """What a customer typed into the form. All but the words may be empty."""

    words: str
    named: str = ""
    amount: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The same, once it could be read."""

    words: Screened
    named: str
    named_kind: str
    asked: Sum | None


def checked(draft: ClaimDraft) -> Checked:
    """Return what can be kept of a draft.

    Refused: no words (`text_empty`) or too many (`text_too_long`), a transaction or order that is
    not recognised (`named_unknown`), an amount or asset that cannot be read.
    """
    words = screened(draft.words)
    named, kind = _named(draft.named.strip())
    return Checked(
        words=words, named=named, named_kind=kind, asked=sum_of(draft.amount, draft.asset)
    )


def refuse_out_of_time(incident: Incident, at: datetime) -> None:
    """Refuse with `claims_closed` outside the time in which claims are taken, and say which."""
    if incident.takes_claims(at):
        return
    if incident.claims_from is None or incident.claims_until is None:
        raise Conflict(_("No claims are taken for this."), code="claims_closed")
    if at < incident.claims_from:
        sentence = gettext("Claims are taken from %(date)s on. Come back then.")
        raise Conflict(sentence % {"date": dated(incident.claims_from)}, code="claims_closed")
    sentence = gettext("Claims were taken until %(date)s. Write to us here if that was too early.")
    raise Conflict(sentence % {"date": dated(incident.claims_until)}, code="claims_closed")


def dated(at: datetime) -> str:
    """A date with its time, as the reader writes it, with the zone named."""
    return f"{date_format(at, 'DATETIME_FORMAT')} UTC"


def as_message(incident: Incident, claim: Checked, language: str) -> Screened:
    """The claim as the customer's own message in the conversation, in their language."""
    with override(language_code(language)):
        lines = [
            gettext("Claim for compensation: %(title)s") % {"title": incident.title},
            claim.words.text,
        ]
        if claim.named:
            lines.append(gettext("Transaction or order: %(named)s") % {"named": claim.named})
        if claim.asked:
            lines.append(gettext("Asked for: %(amount)s") % {"amount": claim.asked})
    return Screened(text="\n".join(lines), removed=claim.words.removed)


def _named(text: str) -> tuple[str, str]:
    """What was named, and as what it was recognised."""
    if not text:
        return "", ""
    found = inputs_in(text) if len(text) <= NAMED_MAX else {}
    for kind in (Claim.Named.TRANSACTION, Claim.Named.ORDER):
        if known := found.get(kind):
            return known, kind.value
    raise Invalid(
        _("We cannot read this as a transaction or an order. Copy it whole, or leave it empty."),
        code="named_unknown",
    )
