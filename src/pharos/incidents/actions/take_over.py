from __future__ import annotations

from collections.abc import Iterable

from pharos.exchange import objects
from pharos.incidents.models import Incident
from pharos.incidents.told import told
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.time import now
from pharos.people.actor import Actor

TITLE_MAX = 200
TAKEN = ("title", "kind", "assets", "networks", "began_at", "ended_at", "text")


@action
def take_over_incidents(*, actor: Actor, brand_id: int, listed: Iterable[objects.Incident]) -> int:
    """Keep what the exchange lists now, one row for each of its ids, and return how many moved.

    What is the same already is left alone. What is no longer listed stays as it was last. One that
    ends before it began is the exchange's mistake and is passed over. What we decided (claims, whom
    it concerns) is never touched.
    """
    assert brand_id in actor.brands, "an exchange speaks for its own brand"
    known = {
        incident.source_id: incident
        for incident in Incident.objects.select_for_update(no_key=True)
        .filter(brand_id=brand_id)
        .exclude(source_id="")
    }
    sound = {
        one.id: one for one in listed if one.ended_at is None or one.ended_at >= one.started_at
    }
    return sum(_kept(actor, brand_id, one, known.get(one.id)) for one in sound.values())


def _kept(actor: Actor, brand_id: int, one: objects.Incident, before: Incident | None) -> bool:
    at = now()
    if before is None:
        return _taken_over(actor, brand_id, one)
    was = told(before)
    change = difference(was, told(_put(before, one)))
    if change:
        before.changed_at = at
        before.save()
        _record(actor, "incident.followed", before, change)
    return bool(change)


def _taken_over(actor: Actor, brand_id: int, one: objects.Incident) -> bool:
    at = now()
    fresh = _put(Incident(brand_id=brand_id, source_id=one.id), one)
    known = {name: getattr(fresh, name) for name in TAKEN}
    kept, is_new = Incident.objects.get_or_create(
        brand_id=brand_id,
        source_id=one.id,
        defaults={**known, "created_at": at, "changed_at": at},
    )
    if is_new:
        _record(actor, "incident.taken_over", kept, difference({}, told(kept)))
    return is_new


def _record(
    actor: Actor, what: str, incident: Incident, change: dict[str, tuple[object, object]]
) -> None:
    record(actor, what, incident, brand_id=incident.brand_id, subject_id=incident.pk, change=change)


def _put(incident: Incident, one: objects.Incident) -> Incident:
    incident.title = " ".join(one.title.split())[:TITLE_MAX] or one.id
    incident.kind = one.kind
    incident.assets, incident.networks = list(one.assets), list(one.networks)
    incident.began_at, incident.ended_at = one.started_at, one.ended_at
    incident.text = one.text
    return incident
