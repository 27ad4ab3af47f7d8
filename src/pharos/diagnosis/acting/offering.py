"""What a finding leads to: at most one thing to ask for, so that a card has one button."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from pharos.diagnosis.acting.kinds import BY_STEP, KINDS, Kind, subject_of
from pharos.diagnosis.findings import Step

# What stands in for what the customer still has to say, where only the rest is looked at.
SAID = {"party": "MYSELF", "party_name": "x", "held_at": "EXCHANGE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing to ask for, as a finding leads to it."""

    kind: Kind
    arguments: dict[str, Any]

    @property
    def subject(self) -> str:
        return subject_of(self.arguments)


def offered(steps: Iterable[Step], on: Collection[str]) -> Offer | None:
    """The first step that the brand has switched on (`on` are kinds), or None."""
    named = ({"kind": one.kind, "arguments": one.arguments} for one in steps if one.who != "staff")
    return next(offers_of(named, on), None)


def offers_of(stored: Iterable[Mapping[str, Any]], on: Collection[str]) -> Iterator[Offer]:
    """All that these steps, as they stand in the ledger, lead to and that is switched on."""
    for step in stored:
        kind = BY_STEP.get(step["kind"])
        if kind is None or kind.code not in on:
            continue
        arguments = kind.arguments_of(step["kind"], step["arguments"])
        if kind.accepts(arguments | ({kind.wants: SAID} if kind.wants else {})):
            yield Offer(kind=kind, arguments=arguments)


def offer_of(stored: Iterable[Mapping[str, Any]], code: str) -> Offer | None:
    """What a finding's steps offer of this kind."""
    return next(offers_of(stored, {code} & set(KINDS)), None)


def button_of(offer: Offer, *, language: str) -> dict[str, Any]:
    """What a card needs to offer it, in the customer's language."""
    kind = offer.kind
    with override(language):
        button: dict[str, Any] = {
            "kind": kind.code,
            "subject": offer.subject,
            "label": str(kind.name),
            "arguments": offer.arguments,
        }
        if kind.sure:
            button["sure"] = str(kind.sure)
    if kind.wants:
        button["wants"] = kind.wants
    return button
