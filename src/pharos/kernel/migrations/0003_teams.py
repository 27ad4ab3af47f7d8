"""Which teams the running transaction is held to, where it is held to some (external partners)."""

from django.db import migrations

TEAMS = """
CREATE FUNCTION pharos_teams() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('pharos.teams', true), ''), ',')::bigint[];
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_audit")]
    operations = [migrations.RunSQL(TEAMS, "DROP FUNCTION pharos_teams()")]
