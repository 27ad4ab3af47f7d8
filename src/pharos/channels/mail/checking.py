"""Where a reader can ask whether a mail is ours."""

from __future__ import annotations

from django.conf import settings

from pharos.brands.models import Brand


def check_url(brand: Brand) -> str:
    """Return the address of the brand's page that checks codes of mails."""
    return f"{settings.BASE_URL.rstrip('/')}/{brand.slug}/verify/"
