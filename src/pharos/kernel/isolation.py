"""Row-level security by brand, as an operation for migrations."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation


class BrandIsolation(Operation):
    """Hide the rows of `table` from transactions that have not named their brand.

    The application role sees and writes rows whose `column` is among `pharos_brands()`. The
    owner, who migrates, is not bound by it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, column: str = "brand_id") -> None:
        self.table = table
        self.column = column

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's models do not know of policies."""

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        table = editor.quote_name(self.table)
        column = editor.quote_name(self.column)
        allowed = f"{column} = ANY ((SELECT pharos_brands())::int[])"
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(
            f"CREATE POLICY brand_isolation ON {table} USING ({allowed}) WITH CHECK ({allowed})"
        )

    def database_backwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        table = editor.quote_name(self.table)
        editor.execute(f"DROP POLICY brand_isolation ON {table}")
        editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("BrandIsolation", [self.table, self.column], {})

    def describe(self) -> str:
        return f"Isolate {self.table} by brand"
