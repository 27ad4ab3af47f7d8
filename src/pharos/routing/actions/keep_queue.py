from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_change
from pharos.brands.errors import ProfileInvalid
from pharos.brands.models import Brand
from pharos.brands.parsing import parse_hours
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Conflict, Invalid, NotFound
from pharos.kernel.ids import new_case_number
from pharos.kernel.reasons import REASONS
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Team
from pharos.routing.access import queue_to_change
from pharos.routing.models import Queue

GROUPS = frozenset(code.split(".", maxsplit=1)[0] for code in REASONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDraft:
    """What is set up of a queue. `hours` are written as in a profile, None: the brand's."""

    name: str
    team_id: int
    language: str = ""
    reasons: tuple[str, ...] = ()
    hours: dict[str, Any] | None = None
    most_each: int | None = None


@action
def add_queue(*, actor: Actor, slug: str, draft: QueueDraft) -> Queue:
    """Add a queue to the brand.

    Refused: a name that is taken (`queue_taken`), a reason that there is not (`reason_unknown`),
    hours that cannot be read (`hours_invalid`).
    """
    brand = brand_to_change(actor, slug)
    _check(brand, draft, None)
    queue = Queue(brand=brand, slug=slugify(draft.name)[:40] or new_case_number().lower())
    if Queue.objects.filter(brand=brand, slug=queue.slug, is_given=False).exists():
        queue.slug = f"{queue.slug}-{new_case_number().lower()}"[:60]
    _fill(queue, draft)
    queue.save()
    record(
        actor,
        "queue.added",
        queue.name,
        brand_id=brand.pk,
        subject_id=queue.pk,
        change=difference({}, asdict(draft)),
    )
    return queue


@action
def change_queue(*, actor: Actor, slug: str, queue_id: int, draft: QueueDraft) -> Queue:
    """Change a queue. Refused as when it is added. What is in it finds its place anew."""
    brand, queue = queue_to_change(actor, slug, queue_id)
    _check(brand, draft, queue)
    before = _told(queue)
    _fill(queue, draft)
    queue.save()
    change = difference(before, _told(queue))
    if change:
        record(
            actor,
            "queue.changed",
            queue.name,
            brand_id=brand.pk,
            subject_id=queue.pk,
            change=change,
        )
    return queue


@action
def retire_queue(*, actor: Actor, slug: str, queue_id: int) -> Queue:
    """Use the queue no more. Refused for those that the teams' languages make (`queue_given`)."""
    brand, queue = queue_to_change(actor, slug, queue_id)
    if queue.is_given:
        raise Conflict(
            _("This queue comes from a team's languages. Change the team instead."),
            code="queue_given",
        )
    if queue.retired_at is None:
        queue.retired_at = now()
        queue.save(update_fields=["retired_at"])
        record(actor, "queue.retired", queue.name, brand_id=brand.pk, subject_id=queue.pk)
    return queue


def _check(brand: Brand, draft: QueueDraft, queue: Queue | None) -> None:
    same = Queue.objects.filter(brand=brand, name__iexact=draft.name.strip(), retired_at=None)
    if (same.exclude(pk=queue.pk) if queue else same).exists():
        raise Conflict(_("There is a queue of this name already."), code="queue_taken")
    if not Team.objects.filter(brand=brand, pk=draft.team_id, retired_at=None).exists():
        raise NotFound(_("There is no such team."))
    unknown = [code for code in draft.reasons if code not in REASONS and code not in GROUPS]
    if unknown:
        raise Invalid(
            _("There is no reason %(code)s.") % {"code": unknown[0]}, code="reason_unknown"
        )
    if draft.hours is not None:
        try:
            parse_hours(draft.hours, draft.name)
        except ProfileInvalid as refused:
            raise Invalid(str(refused), code="hours_invalid") from refused


def _fill(queue: Queue, draft: QueueDraft) -> None:
    queue.name = draft.name.strip()
    queue.hours, queue.most_each = draft.hours, draft.most_each
    queue.reasons = list(draft.reasons)
    if not queue.is_given:
        queue.team_id, queue.language = draft.team_id, draft.language


def _told(queue: Queue) -> dict[str, Any]:
    fields = ("name", "team_id", "language", "reasons", "hours", "most_each")
    return {field: getattr(queue, field) for field in fields}
