from __future__ import annotations

from babel import Locale, UnknownLocaleError

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Team
from pharos.routing.models import BrandRouting, Queue


@action
def sync_queues(*, actor: Actor, brand: Brand) -> list[Queue]:
    """Make a queue for each language of each team, and one a team for any other language.

    Repeats safely, and keeps what was changed in the settings: hours, limits, reasons. A queue
    whose team or language is gone is retired; those added in the settings stay. The brand's
    routing is locked, so that two at once make each queue once.
    """
    assert brand.pk in actor.brands, "queues are made inside their brand"
    BrandRouting.objects.get_or_create(brand=brand)
    BrandRouting.objects.select_for_update().get(brand=brand)
    known = {queue.slug: queue for queue in Queue.objects.filter(brand=brand, is_given=True)}
    kept = []
    for team in Team.objects.filter(brand=brand, retired_at=None):
        for language in ["", *team.languages]:
            slug = Queue.given_slug(team.slug, language)
            kept.append(_kept(known.get(slug), Queue(brand=brand, team=team, slug=slug), language))
    gone = Queue.objects.filter(brand=brand, is_given=True, retired_at=None)
    gone.exclude(pk__in=[queue.pk for queue in kept]).update(retired_at=now())
    return kept


def _kept(known: Queue | None, fresh: Queue, language: str) -> Queue:
    """Return the queue that is there, in use again if it was not, or a new one."""
    if known is not None and known.retired_at is None and known.team_id == fresh.team_id:
        return known
    if known is None:
        fresh.language, fresh.is_given = language, True
        fresh.name = _name(fresh.team.name, language)
        fresh.save()
        return fresh
    known.team, known.retired_at = fresh.team, None
    known.save(update_fields=["team", "retired_at"])
    return known


def _name(team: str, language: str) -> str:
    if not language:
        return team
    try:
        return f"{team}, {Locale.parse(language, sep='-').get_display_name('en')}"
    except (UnknownLocaleError, ValueError):
        return f"{team}, {language}"
