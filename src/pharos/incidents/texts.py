"""One text for many: in which language each gets it, and with what put in for its blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.brands.spoken import policy_link
from pharos.cases.models import Case
from pharos.cases.words import LONGEST, clean
from pharos.incidents.links import ClaimLink
from pharos.incidents.models import Incident
from pharos.kernel.errors import Conflict, Invalid
from pharos.knowledge.queries import nearest_language
from pharos.knowledge.variables import VARIABLES, filled, unknown_variables

CLAIM: Final = "claim.link"
# What a saved reply knows, and what only an incident has.
BLANKS: Final[dict[str, Promise]] = VARIABLES | {
    "incident.title": _("What the incident is called"),
    CLAIM: _("Where this customer can claim"),
}


def checked_texts(incident: Incident, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that have words, by language.

    Refused: none at all (`text_empty`), a secret (`secret_found`), one that is too long
    (`text_too_long`), a blank that we have nothing for (`variable_unknown`), and the claim form
    while no claims are taken (`claims_not_open`).
    """
    kept = {tag: clean(text) for tag, text in texts.items() if text.strip()}
    if not kept:
        raise Invalid(_("There is nothing to send."), code="text_empty")
    for text in kept.values():
        if unknown := [name for name in unknown_variables(text) if name not in BLANKS]:
            sentence = _("There is nothing to put in for %(name)s.") % {"name": unknown[0]}
            raise Invalid(sentence, code="variable_unknown")
        if incident.claims_until is None and CLAIM in unknown_variables(text):
            raise Conflict(
                _("Say first until when claims are taken: the form would be closed."),
                code="claims_not_open",
            )
    return kept


def text_for(texts: Mapping[str, str], language: str, brand: Brand) -> tuple[str, str]:
    """Return the text nearest to a customer's language, and in which language it is."""
    tag = nearest_language(language, [*texts], brand)
    return texts[tag], tag


def languages_without(texts: Mapping[str, str], cases: Iterable[Case]) -> dict[str, int]:
    """Return the customers' languages that no text is in, and how many get another for each."""
    missing: dict[str, int] = {}
    for case in cases:
        _text, tag = text_for(texts, case.language, case.brand)
        if tag.split("-")[0] != case.language.split("-")[0]:
            missing[case.language] = missing.get(case.language, 0) + 1
    return dict(sorted(missing.items()))


def written_for(
    texts: Mapping[str, str],
    case: Case,
    incident: Incident,
    *,
    sender_name: str,
    conversation_id: int,
) -> str:
    """Return the message as one customer gets it."""
    text, _tag = text_for(texts, case.language, case.brand)
    link = ClaimLink(
        brand_id=case.brand_id, incident_id=incident.pk, conversation_id=conversation_id
    )
    reason = case.reason_final or case.reason_initial
    values = {
        "customer.name": case.customer.shown_name,
        "case.number": case.number,
        "agent.name": sender_name,
        "brand.name": case.brand.name,
        "policy.link": policy_link(profile_of(case.brand), reason, case.language),
        "incident.title": incident.title,
        CLAIM: link.address(),
    }
    return filled(text, values)[:LONGEST]
