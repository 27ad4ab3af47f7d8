"""Words of several lines: browsers end each with two signs, and count one of them.

What fits into a field of a page (HTML, `maxlength`) fits here too, and what is kept has one sign.
"""

from __future__ import annotations

from typing import Any

from django import forms


def plain_lines(typed: str) -> str:
    """Return what somebody typed, with one sign at each line's end."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")


class LinesField(forms.CharField):
    """A field of several lines. Its length is what a page counts."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return plain_lines(super().to_python(value) or "")
