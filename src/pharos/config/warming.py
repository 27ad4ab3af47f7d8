"""What the first request would otherwise wait for, done before a process takes any."""

from __future__ import annotations

from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

OURS = "pharos"


def warm() -> None:
    """Import every view and compile every template of ours. Asks no database."""
    _ = get_resolver().url_patterns
    for folder in get_app_template_dirs("templates"):
        if OURS in folder.parts:
            for path in folder.rglob("*.html"):
                get_template(path.relative_to(folder).as_posix())
