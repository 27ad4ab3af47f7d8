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

from pharos.kernel.ids import parse_case_number

register = template.Library()
NUMBER = re.compile(r"(?<![\w-])[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z](?![\w-])")


@register.filter
def case_links(text: str) -> SafeString:
    """Make the numbers of cases in words (escaped, or made of paragraphs) into links."""
    linked = NUMBER.sub(_link, conditional_escape(text))
    return mark_safe(linked)  # noqa: S308 - escaped above


def _link(found: re.Match[str]) -> str:
    number = parse_case_number(found[0])
    if number is None:
        return found[0]
    return format_html(
        '<a class="link" href="{}">{}</a>', reverse("desk:case", args=[number]), number
    )
