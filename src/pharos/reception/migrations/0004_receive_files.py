"""A customer's message may carry files (0004_receive_files.sql). The function is replaced whole."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0003_joined"),
        ("cases", "0005_case_work"),
        ("files", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop, elidable=False
        )
    ]
