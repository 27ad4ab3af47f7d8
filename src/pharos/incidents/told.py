"""What the audit tells of an incident."""

from __future__ import annotations

from pharos.incidents.models import Incident


def told(incident: Incident) -> dict[str, object]:
    return {
        "title": incident.title,
        "kind": incident.kind,
        "assets": incident.assets,
        "networks": incident.networks,
        "from": incident.began_at,
        "until": incident.ended_at,
        "text": incident.text,
        "hours after": incident.hours_after,
        "claims from": incident.claims_from,
        "claims until": incident.claims_until,
    }
