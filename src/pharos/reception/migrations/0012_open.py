"""First messages are opened as cases many at a time (0012_open.sql)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0011_mail_items"),
        ("cases", "0017_impact"),
        ("clocks", "0004_opened_when"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP FUNCTION reception_open(json), reception_known(reception_opening, bigint);"
            " DROP TYPE reception_opening",
            elidable=False,
        )
    ]
