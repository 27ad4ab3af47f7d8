"""Filling in the forms of the settings as a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client

from pharos.brands.models import Brand
from pharos.testing.world import World


def address(world: World, page: str) -> str:
    return f"/admin/brands/{world.brand.slug}/{page}"


def filled(client: Client, where: str, form: str = "form", **changes: Any) -> dict[str, Any]:
    """What a browser would send back from the page, with some fields typed over."""
    shown = client.get(where).context[form]
    sent: dict[str, Any] = {}
    for name in shown.fields:
        value = shown[name].value()
        if value is not None and value != "" and value is not False:
            sent[name] = "on" if value is True else value
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def save(client: Client, where: str, **changes: Any) -> Any:
    return client.post(where, filled(client, where, **changes))


def now_of(world: World) -> dict[str, Any]:
    profile: dict[str, Any] = Brand.objects.get(pk=world.brand.pk).profile
    return profile
