"""Questions about letters. All run inside a scope."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from pharos.letters.models import Letter


def was_written_since(since: datetime, *, brand_id: int, kind: str, about: str) -> bool:
    """Tell whether there is a letter of this kind since then whose token begins so."""
    recent = Letter.objects.filter(written_at__gt=since, brand_id=brand_id, kind=kind)
    return recent.filter(token__startswith=about).exists()


def letter_by_id(brand_id: int, letter_id: int) -> Letter | None:
    """Return a letter of this brand, if we still know of it."""
    return Letter.objects.filter(brand_id=brand_id, pk=letter_id).first()


def count_failed_letters() -> dict[int, int]:
    """Return how many letters of each brand in scope were given up or came back."""
    failed = Letter.objects.filter(state=Letter.State.FAILED).order_by()
    return dict(failed.values_list("brand_id").annotate(Count("pk")))


def failed_letters(brand_id: int, *, limit: int = 100) -> list[Letter]:
    """Return what was given up or came back, the latest first."""
    found = Letter.objects.filter(brand_id=brand_id, state=Letter.State.FAILED)
    return list(found.order_by("-pk")[:limit])
