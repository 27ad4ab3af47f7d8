"""How a field of the settings is drawn: label, hint, input, what is wrong with it."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

from pharos.web.desk.ways import told_trouble

register = template.Library()


@register.filter
def trouble(kept: str) -> str:
    """Word what keeps an account on a channel from working."""
    return told_trouble(kept)


@register.inclusion_tag("admin/_field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """Draw one field. `hide_label` leaves the label to screen readers."""
    widget = bound.field.widget
    kind = "plain"
    if isinstance(widget, forms.CheckboxInput):
        kind = "check"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "group"
    return {"field": bound, "kind": kind, **options}
