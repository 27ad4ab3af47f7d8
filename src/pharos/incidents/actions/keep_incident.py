from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from pharos.incidents.access import brand_to_enter_for, incident_to_steer
from pharos.incidents.models import Incident
from pharos.incidents.told import told
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor

TITLE_MAX = 200
TEXT_MAX = 4_000
LONGEST_AFTER = 30 * 24
ASSET = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,23}")
NETWORK = re.compile(r"[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """What is known of an incident that no exchange lists. Empty assets and networks mean all."""

    title: str
    kind: str
    began_at: datetime
    ended_at: datetime | None = None
    assets: Sequence[str] = ()
    networks: Sequence[str] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long after its end somebody counts as affected, and when claims are taken."""

    hours_after: int
    claims_from: datetime | None = None
    claims_until: datetime | None = None


@action
def enter_incident(*, actor: Actor, slug: str, draft: IncidentDraft) -> Incident:
    """Enter an incident by hand. For supervisors; refused as `_checked` says."""
    brand = brand_to_enter_for(actor, slug)
    at = now()
    incident = Incident(brand=brand, entered_by_id=actor.id, created_at=at, changed_at=at)
    _put(incident, draft)

    incident.save()
    change = difference({}, told(incident))
    record(
        actor,
        "incident.entered",
        incident,
        brand_id=brand.pk,
        subject_id=incident.pk,
        change=change,
    )
    return incident


@action
def change_incident(*, actor: Actor, incident_id: int, draft: IncidentDraft) -> Incident:
    """Change what was entered by hand. What an exchange lists is the exchange's to change."""
    incident = incident_to_steer(actor, incident_id)
    if not incident.is_by_hand:
        raise Conflict(
            _("The exchange says what this incident is. It cannot be changed here."),
            code="incident_not_ours",
        )
    before = told(incident)
    _put(incident, draft)
    incident.changed_at = now()

    incident.save()
    _record_change(actor, "incident.changed", incident, before)
    return incident


@action
def set_terms(*, actor: Actor, incident_id: int, terms: Terms) -> Incident:
    """Say whom it concerns besides, and when claims are taken.

    Refused: more than thirty days after (`hours_invalid`); only one of the two dates, or an end
    that is not after the beginning (`claims_dates`).
    """
    incident = incident_to_steer(actor, incident_id)
    if not 0 <= terms.hours_after <= LONGEST_AFTER:
        raise Invalid(_("Choose between 0 and 720 hours."), code="hours_invalid")
    begins, ends = terms.claims_from, terms.claims_until
    if (begins is None) != (ends is None) or (begins and ends and ends <= begins):
        raise Invalid(
            _("Say from when and until when claims are taken, the end after the beginning."),
            code="claims_dates",
        )
    before = told(incident)
    incident.hours_after = terms.hours_after
    incident.claims_from, incident.claims_until = begins, ends
    incident.changed_at = now()

    incident.save()
    _record_change(actor, "incident.terms", incident, before)
    return incident


def _put(incident: Incident, draft: IncidentDraft) -> None:
    """Take over a draft.

    Refused: no title or too long a one (`title_invalid`), a kind that there is not
    (`kind_unknown`), an end before the beginning (`ends_before`), what is no asset or network
    (`asset_invalid`, `network_invalid`).
    """
    title = " ".join(draft.title.split())
    if not title or len(title) > TITLE_MAX:
        raise Invalid(_("It needs a title of at most 200 characters."), code="title_invalid")
    if draft.kind not in Incident.Kind.values:
        raise Invalid(_("Choose what did not work."), code="kind_unknown")
    if draft.ended_at is not None and draft.ended_at <= draft.began_at:
        raise Invalid(_("It cannot end before it began."), code="ends_before")
    assets = [asset.upper() for asset in draft.assets]
    if not all(ASSET.fullmatch(asset) for asset in assets):
        raise Invalid(_("Write assets by their codes, such as XRP."), code="asset_invalid")
    if not all(NETWORK.fullmatch(network) for network in draft.networks):
        raise Invalid(_("Write networks as chains, such as eip155:1."), code="network_invalid")
    incident.title, incident.kind = title, draft.kind
    incident.began_at, incident.ended_at = draft.began_at, draft.ended_at
    incident.assets, incident.networks = assets, [*draft.networks]
    incident.text = draft.text.strip()[:TEXT_MAX]


def _record_change(actor: Actor, what: str, incident: Incident, before: dict[str, object]) -> None:
    change = difference(before, told(incident))
    if change:
        record(
            actor,
            what,
            incident,
            brand_id=incident.brand_id,
            subject_id=incident.pk,
            change=change,
        )
