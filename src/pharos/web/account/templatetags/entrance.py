"""Fields of the forms that come from the sign-in library, drawn as ours."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from pharos.people.sign_in.adapter import companies as sign_in_of_companies

register = template.Library()


@register.filter
def drawn(field: BoundField) -> SafeString:
    """Draw the input with the look of the house, and say where its mistakes stand."""
    attrs: dict[str, str | bool] = {}
    if not isinstance(field.field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        attrs["class"] = "field__input"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def companies() -> list[dict[str, str]]:
    """Companies whose own sign-in opens this door, too."""
    return sign_in_of_companies()


@register.filter
def is_check(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)
