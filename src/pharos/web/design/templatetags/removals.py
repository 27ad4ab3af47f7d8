"""Words in place of the markers of secrets that were taken out, on every page that shows a text."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import (
    SafeString,
    mark_safe,  # lint: allow mark-safe (what stands around the marks is escaped before)
)

from pharos.safety.advice import in_words, removed_words
from pharos.safety.findings import MARKER

register = template.Library()
register.filter("in_words", in_words)


@register.filter
def removals(text: str) -> SafeString:
    """Say in words what was removed where a marker stands (escaped, or made of paragraphs)."""
    said = in_words(MARKER.sub(_removal, conditional_escape(text)))
    return mark_safe(said)  # noqa: S308 - escaped above


def _removal(found: re.Match[str]) -> str:
    return format_html('<mark class="removed">{}</mark>', removed_words(found[0]))
