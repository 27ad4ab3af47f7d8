"""D30: whether somebody gets a campaign's reward: rule by rule, as the exchange decided it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import AN_HOUR, doubt, not_given, task_of
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Campaign, CampaignRule
from pharos.exchange.port import Exchange

WORDS = {
    "which": _("Tell us which campaign it is. Its page shows the number."),
    "not_found": _("You take part in no campaign with this number. Please check the number."),
    "eligible": _("You get the reward of %(name)s."),
    "pays": _("It is paid on %(pay)s."),
    "paid": _("It was paid on %(paid)s."),
    "late": _(
        "It should have been paid on %(pay)s and was not. This is on our side, and our staff have "
        "it now."
    ),
    "not": _("You do not get the reward of %(name)s."),
    "missed": _("Rule %(nr)s asked for %(needs)s before %(before)s. You had %(reached)s."),
    "running": _("%(name)s is still running."),
    "counting": _("%(name)s is over, and the results are being counted."),
    "open": _("Rule %(nr)s asks for %(needs)s before %(before)s. You have %(reached)s."),
    "all_met": _("So far you meet all of its rules."),
    "decided": _("It is decided by %(decide)s."),
    "excluded_REGION_NOT_SERVED": _("This campaign is not offered where you live."),
    "excluded_KYC_REQUIRED": _("Your identity was not confirmed in time."),
    "excluded_KYC_EXPIRED": _("The check of your identity had run out."),
    "excluded_AGE": _("You were too young for this campaign."),
    # For whatever else left somebody out: ordinary reviews, sealed ones, and unknown codes alike.
    "excluded": _("Your account was left out after a review. We cannot give details."),
}
OUTCOMES = (
    "ELIGIBLE",
    "NOT",
    "PENDING",
    # No such campaign, or not one of this customer's.
    "NOT_FOUND",
)
TEAM: Final = "general"


@diagnoser("D30", "promo_check", outcomes=OUTCOMES, words=WORDS)
def promo_check(ask: Ask) -> Found:
    """The decision is the exchange's. It is said only if the rules' own figures bear it out."""
    if not ask.inputs.campaign:
        return not_given("campaign", "D30.which")
    found = ask.found(Exchange.get_campaign, ref=ask.customer, id=ask.inputs.campaign)
    if found is None:
        return Found(outcome="NOT_FOUND", said=(Said(key="D30.not_found"),))
    campaign = found.data
    if campaign.id != ask.inputs.campaign or not _bears_out(campaign):
        return doubt(ask, "DISAGREE", found, about=campaign.id, team=TEAM)
    if campaign.state != "DECIDED":
        return _pending(ask, found)
    return _eligible(ask, found) if campaign.eligible else _not(found)


def _bears_out(campaign: Campaign) -> bool:
    """Whether the decision follows from the rules: all met and not left out, or the contrary."""
    earned = not _missed(campaign) and campaign.excluded is None
    if campaign.state != "DECIDED":
        return campaign.eligible is None and campaign.paid_at is None
    return campaign.eligible is earned and (earned or campaign.paid_at is None)


def _eligible(ask: Ask, found: Fact[Campaign]) -> Found:
    campaign, said = found.data, [_named(found, "eligible")]
    done = Found(outcome="ELIGIBLE", evidence=_evidence(found))
    if campaign.paid_at:
        said.append(Said(key="D30.paid", figures={"paid": found.shows(campaign.paid_at)}))
        return replace(done, said=tuple(said))
    if campaign.pay_at is None:
        watch = Watch(at=ask.at + AN_HOUR * 24, subject=campaign.id)
        return replace(done, said=tuple(said), watch=watch)
    pay = {"pay": found.shows(campaign.pay_at)}
    if campaign.pay_at <= ask.at:
        said.append(Said(key="D30.late", figures=pay))
        watch = Watch(at=ask.at + AN_HOUR, subject=campaign.id)
        return replace(done, said=tuple(said), steps=(task_of(TEAM),), watch=watch)
    said.append(Said(key="D30.pays", figures=pay))
    watch = Watch(at=campaign.pay_at, subject=campaign.id)
    return replace(done, said=tuple(said), eta=pay["pay"], watch=watch)


def _not(found: Fact[Campaign]) -> Found:
    campaign, said = found.data, [_named(found, "not")]
    if campaign.excluded:
        key = f"excluded_{campaign.excluded}"
        said.append(Said(key=f"D30.{key}" if key in WORDS else "D30.excluded"))
    said += [_rule(found, "missed", rule) for rule in _missed(campaign)]
    return Found(outcome="NOT", said=tuple(said), evidence=_evidence(found))


def _pending(ask: Ask, found: Fact[Campaign]) -> Found:
    campaign = found.data
    said = [_named(found, campaign.state.lower())]
    said += [_rule(found, "open", rule) for rule in _missed(campaign)]
    if not _missed(campaign):
        said.append(Said(key="D30.all_met"))
    at = campaign.decide_at
    eta = found.shows(at) if at and at > ask.at else None
    if eta:
        said.append(Said(key="D30.decided", figures={"decide": eta}))
    return Found(
        outcome="PENDING",
        said=tuple(said),
        evidence=_evidence(found),
        eta=eta,
        watch=Watch(at=at if at and eta else ask.at + AN_HOUR * 24, subject=campaign.id),
    )


def _missed(campaign: Campaign) -> list[CampaignRule]:
    return [rule for rule in campaign.rules if not rule.is_met]


def _rule(found: Fact[Campaign], key: str, rule: CampaignRule) -> Said:
    figures = {
        "nr": found.shows(rule.nr),
        "needs": found.amount(rule.needs, rule.unit),
        "reached": found.amount(rule.reached, rule.unit),
        "before": found.shows(rule.before),
    }
    return Said(key=f"D30.{key}", figures=figures)


def _named(found: Fact[Campaign], key: str) -> Said:
    return Said(key=f"D30.{key}", figures={"name": found.shows(found.data.name)})


def _evidence(found: Fact[Campaign]) -> dict[str, Figure]:
    campaign = found.data
    instants = {"pay": campaign.pay_at, "paid": campaign.paid_at, "decide": campaign.decide_at}
    return {"name": found.shows(campaign.name)} | {
        name: found.shows(at) for name, at in instants.items() if at is not None
    }
