"""The variables of a saved reply, such as `{{customer.name}}`, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VARIABLES: Final[dict[str, Promise]] = {
    "customer.name": _("The customer's name"),
    "case.number": _("The number of the case"),
    "agent.name": _("The name of whoever sends it"),
    "brand.name": _("The name of the exchange"),
    "policy.link": _("Where the policy about the case's reason is read"),
}
_PLACE: Final = re.compile(r"(?P<space>[ \u3000]?)\{\{\s*(?P<name>[^{}]*?)\s*\}\}")


def unknown_variables(text: str) -> list[str]:
    """Return the variables in a text that we have nothing for, in order and once each."""
    found = (place["name"] for place in _PLACE.finditer(text))
    return list(dict.fromkeys(name for name in found if name not in VARIABLES))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put in the values; a variable without one stays, so that its writer sees it.

    What stands for nothing goes, with the space before it.
    """
    return _PLACE.sub(lambda found: _value(found, values), text)


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(found["name"])
    if value is None:
        return found[0]
    return found["space"] + value if value else ""
