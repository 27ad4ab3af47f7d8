"""A mail is one thing for the whole brand: its name no longer begins with the address it came to.

What had come to two addresses stands twice already; the first keeps the name.
"""

from django.db import migrations

RENAME = """
UPDATE reception_received r
   SET item = 'm:' || split_part(r.item, ':', 2)
 WHERE r.channel = 'mail' AND r.item ~ '^[0-9]+:[0-9a-f]{40}#[0-9a-f]{32}$'
   AND NOT EXISTS (
       SELECT FROM reception_received o
        WHERE o.brand_id = r.brand_id AND o.channel = 'mail' AND o.id < r.id
          AND o.item ~ '^[0-9]+:[0-9a-f]{40}#[0-9a-f]{32}$'
          AND split_part(o.item, ':', 2) = split_part(r.item, ':', 2))
"""


class Migration(migrations.Migration):
    dependencies = [("reception", "0010_form_drafts")]
    operations = [migrations.RunSQL(RENAME, migrations.RunSQL.noop, elidable=False)]
