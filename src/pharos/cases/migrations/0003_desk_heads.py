"""How far the cases have got that moved lately, for finding what a lost wake-up has hidden from the desk."""

from django.db import migrations

HEADS = """
CREATE FUNCTION desk_heads(brands int[], since timestamptz)
RETURNS TABLE (brand_id int, number text, seq int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT k.brand_id, k.number, h.seq
    FROM cases_case k JOIN ledger_head h ON h.case_id = k.id
    WHERE k.brand_id = ANY (brands) AND k.moved_at > since
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_ledger")]
    operations = [
        migrations.RunSQL(HEADS, "DROP FUNCTION desk_heads(int[], timestamptz)", elidable=False)
    ]
