"""Columns that Django has no field for."""

from __future__ import annotations

from typing import Any

from django.db import models

from pharos.kernel.canonical import canonical_json


class CanonicalJSON(models.JSONField):
    """JSON kept letter by letter as it was written, because its digest is kept too."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else canonical_json(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The driver reads `json` by itself (Django keeps it from doing so for `jsonb` only)."""
        return value
