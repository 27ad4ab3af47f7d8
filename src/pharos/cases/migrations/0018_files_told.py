"""Whoever sent files that were not taken is told so where they wrote, like anything that is said."""

from django.db import migrations

TRIGGER = """
DROP TRIGGER queue_delivery ON ledger_entry;
CREATE TRIGGER queue_delivery AFTER INSERT ON ledger_entry FOR EACH ROW
    WHEN (NEW.position IS NOT NULL AND NEW.author_kind <> 'customer' AND NEW.kind IN
          ({kinds}))
    EXECUTE FUNCTION cases_queue_delivery();
"""
BEFORE = "'message', 'resolution', 'finding', 'job', 'verify', 'acknowledged'"


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_impact")]

    operations = [
        migrations.RunSQL(TRIGGER.format(kinds=f"{BEFORE}, 'files'"), TRIGGER.format(kinds=BEFORE)),
    ]
