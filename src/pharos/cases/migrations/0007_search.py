"""Search over everything that was said, as tables and functions (0007_search.sql)."""

from pathlib import Path

from django.db import migrations

from pharos.kernel.isolation import BrandIsolation

FORGET = """
DROP TRIGGER search_forget ON ledger_entry;
DROP TRIGGER search_mark ON ledger_entry;
DROP FUNCTION desk_search(json, int);
DROP FUNCTION desk_index(json);
DROP FUNCTION desk_lexemes(text[], text[], text[]);
DROP FUNCTION desk_unindexed(int);
DROP FUNCTION cases_search_forget();
DROP FUNCTION cases_search_mark();
DROP INDEX handle_by_value;
DROP TABLE cases_unindexed, cases_search;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_desk_workspace"), ("people", "0001_initial")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), FORGET, elidable=False
        ),
        BrandIsolation("cases_search"),
        BrandIsolation("cases_unindexed"),
    ]
