from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pharos.incidents.access import incident_to_write_about
from pharos.incidents.affected import affected_by, chosen_among
from pharos.incidents.models import MassReply, Recipient
from pharos.incidents.texts import checked_texts
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Invalid
from pharos.kernel.time import now
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class MassDraft:
    """The texts by language, and to whom: the cases of these numbers, or of all (None)."""

    texts: Mapping[str, str]
    client_token: str
    numbers: tuple[str, ...] | None = None


@action
def begin_mass_reply(*, actor: Actor, incident_id: int, draft: MassDraft) -> MassReply:
    """Write to many at once: each person once, in their own case. The worker sends it.

    For supervisors. The same `client_token` again returns the first. Refused: nobody to write to
    (`no_recipients`), and texts as `checked_texts` says. Who is asked about it later is not
    written to.
    """
    incident = incident_to_write_about(actor, incident_id)
    if known := MassReply.objects.filter(
        brand_id=incident.brand_id, client_token=draft.client_token
    ).first():
        return known
    texts = checked_texts(incident, draft.texts)
    chosen = chosen_among(affected_by(actor, incident), draft.numbers)
    if not chosen:
        raise Invalid(_("Choose at least one customer."), code="no_recipients")

    at = now()
    mass_reply, is_new = MassReply.objects.get_or_create(
        brand_id=incident.brand_id,
        client_token=draft.client_token,
        defaults={
            "incident": incident,
            "sender_id": actor.id or 0,
            "texts": texts,
            "created_at": at,
            "next_at": at,
        },
    )
    if not is_new:
        return mass_reply
    Recipient.objects.bulk_create(
        Recipient(
            brand_id=incident.brand_id,
            mass_reply=mass_reply,
            case=each.case,
            customer_id=each.person_id,
        )
        for each in chosen
    )
    record(
        actor,
        "mass_reply.begun",
        incident,
        brand_id=incident.brand_id,
        subject_id=mass_reply.pk,
        change={"recipients": (None, len(chosen)), "texts": (None, texts)},
    )
    return mass_reply
