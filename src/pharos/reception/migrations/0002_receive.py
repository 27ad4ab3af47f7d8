"""The hot door for customers' messages (0002_receive.sql)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_initial"),
        ("cases", "0002_ledger"),
        ("clocks", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            "DROP FUNCTION reception_receive(json, json)",
            elidable=False,
        )
    ]
