"""Reads of what was measured. They run inside a brand's scope."""

from __future__ import annotations

from typing import Final

from pharos.brands.profile import ALSO_CALLED
from pharos.insight.models import AnswerTime

# With fewer answers one slow evening would be the figure.
LEAST_ANSWERS: Final = 20


def answer_times_of(brand_id: int) -> dict[str, AnswerTime]:
    """Return how long answers took by channel, where there were enough to say so.

    By whichever name a profile has for a channel.
    """
    enough = AnswerTime.objects.filter(
        brand_id=brand_id, answered__gte=LEAST_ANSWERS, half_seconds__isnull=False
    )
    known = {measured.channel: measured for measured in enough}
    return known | {name: known[kind] for kind, name in ALSO_CALLED.items() if kind in known}
