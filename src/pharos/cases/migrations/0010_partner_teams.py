"""Whoever is held to certain teams sees no case, conversation or customer beyond them.

The rule of `cases.access`, held by PostgreSQL a second time: a query that forgets it finds nothing
either. It narrows reading only, so that a case can be handed back to a team of the house.
"""

from django.db import migrations

POLICY = """
CREATE POLICY held_to_teams ON cases_case AS RESTRICTIVE FOR SELECT
USING ((SELECT pharos_teams()) IS NULL OR team_id = ANY ((SELECT pharos_teams())::bigint[]));
CREATE POLICY held_to_teams ON cases_conversation AS RESTRICTIVE FOR SELECT
USING ((SELECT pharos_teams()) IS NULL
    OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id));
CREATE POLICY held_to_teams ON people_customer AS RESTRICTIVE FOR SELECT
USING ((SELECT pharos_teams()) IS NULL
    OR EXISTS (SELECT 1 FROM cases_case c WHERE c.customer_id = people_customer.id));
"""
# Which team answers for a case that moved: the desk's streams ask before they tell a partner.
TEAMS_OF = """
CREATE FUNCTION desk_teams(numbers text[]) RETURNS TABLE (number text, team_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.number, c.team_id FROM cases_case c WHERE c.number = ANY (numbers)
$$;
"""
BACK = """
DROP POLICY held_to_teams ON people_customer;
DROP POLICY held_to_teams ON cases_conversation;
DROP POLICY held_to_teams ON cases_case;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_visible_attachments"),
        ("kernel", "0003_teams"),
        ("people", "0003_staff_places"),
    ]
    operations = [
        migrations.RunSQL(POLICY, BACK),
        migrations.RunSQL(TEAMS_OF, "DROP FUNCTION desk_teams(text[])"),
    ]
