"""Words of the pages about incidents."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()
REFUSALS: Final[dict[str, Promise]] = {
    "second_review": _("asked for somebody else than the sender"),
    "state_not_possible": _("cannot be answered in the state of the case"),
    "not_found": _("is not the sender's any more"),
    "failed": _("failed five times"),
}


@register.filter
def why_passed_over(code: str) -> str | Promise:
    """Say what stood in the way; a code that is new since is better than nothing."""
    return REFUSALS.get(code, code)
