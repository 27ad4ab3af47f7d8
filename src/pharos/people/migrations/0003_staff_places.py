"""Where somebody works: brands and teams in one answer, asked before any brand is in scope."""

from django.db import migrations

PLACES = """
CREATE FUNCTION pharos_staff_places(staff bigint, at timestamptz)
RETURNS TABLE (brands int[], teams bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT t.brand_id::int ORDER BY t.brand_id::int), '{}'),
           coalesce(array_agg(t.id ORDER BY t.id), '{}')
    FROM public.people_membership m
    JOIN public.people_team t ON t.id = m.team_id
    JOIN public.people_staff s ON s.id = m.staff_id
    WHERE m.staff_id = staff AND s.is_active AND (m.until IS NULL OR m.until > at)
    -- An outside partner works for us until a date, or not at all.
    AND (s.role <> 'partner' OR m.until IS NOT NULL)
$$;
REVOKE ALL ON FUNCTION pharos_staff_places(bigint, timestamptz) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_persons")]
    operations = [
        migrations.RunSQL(PLACES, "DROP FUNCTION pharos_staff_places(bigint, timestamptz)")
    ]
