"""What the whole database stands on: which brands the running transaction may see."""

from django.db import migrations

BRANDS = """
CREATE FUNCTION pharos_brands() RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('pharos.brand', true), ''), ',')::int[];
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(BRANDS, "DROP FUNCTION pharos_brands()")]
