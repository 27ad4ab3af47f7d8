"""What only the desk's templates need."""

from __future__ import annotations

import re

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import (
    SafeString,
    mark_safe,  # lint: allow mark-safe (what stands around the links is escaped before)
)
from django.utils.translation import gettext as _

from pharos.kernel.ids import parse_case_number
from pharos.safety.advice import NAMES
from pharos.safety.findings import KINDS, MARKER, MARKERS

register = template.Library()
NUMBER = re.compile(r"(?<![\w-])[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z](?![\w-])")


@register.filter
def case_links(text: str) -> SafeString:
    """Make the numbers of cases in words (escaped, or made of paragraphs) into links."""
    linked = NUMBER.sub(_link, conditional_escape(text))
    return mark_safe(linked)  # noqa: S308 - escaped above


@register.filter
def removals(text: str) -> SafeString:
    """Say in words what was removed where a marker stands (escaped, or made of paragraphs)."""
    said = MARKER.sub(_removal, conditional_escape(text))
    return mark_safe(said)  # noqa: S308 - escaped above


def _removal(found: re.Match[str]) -> str:
    kind = next(kind for kind in KINDS if MARKERS[kind] == found[0])
    return format_html(
        '<mark class="removed">{}</mark>', _("%(what)s, removed") % {"what": NAMES[kind]}
    )


def _link(found: re.Match[str]) -> str:
    number = parse_case_number(found[0])
    if number is None:
        return found[0]
    return format_html(
        '<a class="link" href="{}">{}</a>', reverse("desk:case", args=[number]), number
    )
