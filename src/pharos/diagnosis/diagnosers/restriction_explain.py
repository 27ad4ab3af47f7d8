"""D19: what an account may not do now, why, until when, and what lifts it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.restricted import BECAUSE, DOCUMENTS, FIXABLE, STEPS, TO_DO
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Page, Restriction
from pharos.exchange.objects.base import Disclosure
from pharos.exchange.port import Exchange
from pharos.exchange.reasons import NEUTRAL, disclosure_of, neutral

WORDS = {
    "none": _("Nothing is stopped on your account."),
    "all": _("Your account is stopped for now."),
    "login": _("Signing in is stopped for now."),
    "trade": _("Trading is stopped for now."),
    "deposit": _("Deposits are stopped for now."),
    "withdraw": _("Withdrawals are stopped for now."),
    "p2p": _("Buying and selling between customers is stopped for now."),
    **BECAUSE,
    "ground": _("The legal ground is: %(ground)s"),
    "ends": _("It ends by itself on %(ends)s."),
    "step": _("What you can do: %(step)s"),
    "steps_there": _("Your account page shows what you can do about it."),
    "document": _("We need this from you: %(document)s"),
    "documents_there": _("Your account page shows which documents we need."),
    "nothing_to_do": _("There is nothing that you need to do now."),
    "review": _("We write to you about it again by %(review)s."),
    "appeal": _("If you think that this is wrong, you can object, and somebody else looks at it."),
}
OUTCOMES = ("NONE", "SELF_FIXABLE", "WAIT_UNTIL", "DOCS_NEEDED", "AUTHORITY", "REVIEW")
# What leaves the customer least to do comes first.
HARDEST: Final = ("AUTHORITY", "REVIEW", "DOCS_NEEDED", "WAIT_UNTIL", "SELF_FIXABLE")
OF_OTHERS: Final = ("BANK_REPORT", "VOICE_PHISHING_REPORT")
LOOK_AGAIN: Final = timedelta(days=1)
FAR: Final = timedelta(days=36_500)
EVENTS: Final = ("restriction.lifted", "restriction.changed")


@diagnoser(
    "D19", "restriction_explain", outcomes=OUTCOMES, words=WORDS, codes={**STEPS, **DOCUMENTS}
)
def restriction_explain(ask: Ask) -> Found:
    """All that is in force, the hardest first. What is sealed or unknown is an ordinary review."""
    asked = ask.of(Exchange.get_restrictions, ref=ask.customer)
    there = [one for one in asked.data.items if _is_in_force(one, ask.at)]
    if not there:
        return Found(outcome="NONE", said=(Said(key="D19.none"),), is_fine=True)
    known = sorted((neutral(one, ask.at) for one in there), key=lambda one: _rank(one, ask.at))
    first = known[0]
    return Found(
        outcome=outcome_of(first),
        said=tuple(said for one in known for said in _said(asked, one)),
        evidence=_evidence(asked, first),
        eta=asked.shows(first.ends_at) if first.ends_at else None,
        steps=tuple(step for one in known for step in _steps(one)),
        note=_note(there),
        disclosure=_strictest(there),
        watch=Watch(at=_next(known, ask.at), subject=first.id, events=EVENTS),
    )


def outcome_of(known: Restriction) -> str:
    """What there is to do about one restriction that went through `neutral`."""
    if known.code == NEUTRAL:
        return "REVIEW"
    if known.imposed_by == "AUTHORITY" or known.code in OF_OTHERS:
        return "AUTHORITY"
    if known.docs_needed or known.code == "DECEASED":
        return "DOCS_NEEDED"
    if known.lift_steps:
        return "SELF_FIXABLE"
    if known.ends_at:
        return "WAIT_UNTIL"
    return "SELF_FIXABLE" if known.code in FIXABLE else "REVIEW"


def _is_in_force(one: Restriction, at: datetime) -> bool:
    return one.imposed_at <= at and (one.ends_at is None or one.ends_at > at)


def _rank(one: Restriction, at: datetime) -> tuple[int, bool, float, str]:
    """By outcome; then the whole account before a part, and what lasts longer before the rest."""
    lasts = (one.ends_at or at + FAR) - at
    is_part = "all" not in one.scope
    return HARDEST.index(outcome_of(one)), is_part, -lasts.total_seconds(), one.id


def _said(asked: Fact[Page[Restriction]], one: Restriction) -> Iterable[Said]:
    """One restriction: what is stopped, why, what to do, until when, and how to object."""
    scopes = ("all",) if "all" in one.scope else one.scope
    yield from (Said(key=f"D19.{scope}") for scope in scopes)
    if one.code == NEUTRAL:
        yield Said(key="any.review")
    else:
        yield Said(key=f"D19.{one.code}")
        if one.legal_ground:
            yield Said(key="D19.ground", figures={"ground": asked.shows(one.legal_ground)})
    yield from _to_do(asked, one)
    if one.ends_at:
        yield Said(key="D19.ends", figures={"ends": asked.shows(one.ends_at)})
    elif one.review_at:
        yield Said(key="D19.review", figures={"review": asked.shows(one.review_at)})
    if one.appeal:
        yield Said(key="D19.appeal")


def _to_do(asked: Fact[Page[Restriction]], one: Restriction) -> Iterable[Said]:
    """Each step and document that has words. For one without, where it is shown."""
    if not one.lift_steps and not one.docs_needed:
        if one.code == NEUTRAL or one.ends_at:
            yield Said(key="D19.nothing_to_do")
        elif one.code in TO_DO:
            yield Said(key=f"D19.{one.code}_do")
        return
    for name, codes, words in (
        ("step", one.lift_steps, STEPS),
        ("document", one.docs_needed, DOCUMENTS),
    ):
        known = [code for code in codes if code in words]
        yield from (
            Said(key=f"D19.{name}", figures={name: asked.shows(code, "code")}) for code in known
        )
        if len(known) < len(codes):
            yield Said(key=f"D19.{name}s_there")


def _steps(one: Restriction) -> Iterable[Step]:
    about = {"restriction": one.id}
    if one.docs_needed:
        documents = ",".join(one.docs_needed)
        yield Step(kind="send_documents", arguments=about | {"documents": documents})
    for code in one.lift_steps:
        yield Step(kind="lift_restriction", arguments=about | {"step": code})
    if one.appeal:
        yield Step(kind="appeal_restriction", arguments=about)


def _evidence(asked: Fact[Page[Restriction]], one: Restriction) -> dict[str, Figure]:
    figures = {"since": asked.shows(one.imposed_at)}
    if one.ends_at:
        figures["ends"] = asked.shows(one.ends_at)
    elif one.review_at:
        figures["review"] = asked.shows(one.review_at)
    return figures


def _next(known: Iterable[Restriction], at: datetime) -> datetime:
    """The next moment at which something is known to change."""
    moments = [one.ends_at or one.review_at for one in known]
    return min((one for one in moments if one and one > at), default=at + LOOK_AGAIN)


def _strictest(there: Iterable[Restriction]) -> Disclosure:
    order: tuple[Disclosure, ...] = ("OPEN", "GENERIC", "SEALED")
    return max((disclosure_of(one) for one in there), key=order.index)


def _note(there: Iterable[Restriction]) -> str:
    """For staff: the codes, as far as the exchange gave them to whoever asks."""
    return "Codes: " + ", ".join(sorted({one.code for one in there}))
