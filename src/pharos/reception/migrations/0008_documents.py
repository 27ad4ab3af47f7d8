"""What entries say of files grows with what is known of them (0007_documents.sql)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reception", "0007_received"), ("files", "0002_arriving")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop, elidable=False
        )
    ]
