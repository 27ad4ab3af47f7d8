from __future__ import annotations

from datetime import timedelta

from pharos.kernel.action import action
from pharos.kernel.scope import BrandHolder
from pharos.kernel.time import now
from pharos.letters.models import Letter

BATCH = 20
# Longer than one sending takes with all its timeouts: then whoever took it is taken to be gone.
LEASE = timedelta(seconds=120)
UNDER_WAY = (Letter.State.QUEUED, Letter.State.SENDING)


@action
def take_letters(*, actor: BrandHolder, limit: int = BATCH) -> list[Letter]:
    """Take what is due and nobody else holds, for two minutes; then it is due again.

    What has become useless meanwhile is given up instead.
    """
    at = now()
    due = Letter.objects.select_for_update(skip_locked=True, of=("self",)).select_related("brand")
    due = due.filter(brand_id__in=actor.brands, state__in=UNDER_WAY, due_at__lte=at)
    found = list(due.order_by("due_at", "pk")[:limit])
    for letter in found:
        if letter.until is not None and letter.until <= at:
            letter.state, letter.code = Letter.State.FAILED, "too_late"
            letter.forget_words()
            continue
        letter.state = Letter.State.SENDING
        letter.tries += 1
        letter.due_at = at + LEASE
    fields = ["state", "tries", "due_at", "code", "paragraphs", "action_label", "action_url"]
    Letter.objects.bulk_update(found, fields)
    return [letter for letter in found if letter.state == Letter.State.SENDING]
