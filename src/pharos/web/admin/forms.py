"""What the forms of the settings share. They work without script and show errors at the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from pharos.kernel.errors import Conflict, Forbidden, Invalid

Refusal = Conflict | Invalid | Forbidden


class SetupForm(forms.Form):
    """A form whose fields are drawn by `{% field %}`."""

    required_css_class = "is-required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, CHOSEN_BY_MARK):
                field.widget.attrs.setdefault("class", "field__input")

    def saves(self, action: Callable[[], object], *, at: dict[str, str] | None = None) -> bool:
        """Run the action if what was typed can be read; say where it was refused.

        `at` maps the code of a refusal to the field that it is about.
        """
        if not self.is_valid():
            return False
        try:
            action()
        except (Conflict, Invalid) as refusal:
            self.add_error((at or {}).get(refusal.code), str(refusal))
            return False
        return True


CHOSEN_BY_MARK = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
