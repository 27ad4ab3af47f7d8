"""How far staff have seen what a customer wrote, for the doors; and what streams have handed over."""

from django.db import migrations

SEEN = """
CREATE FUNCTION reception_seen(of_brand int, of_conversation bigint)
RETURNS TABLE ("position" int, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT answerer_position, answerer_at FROM cases_conversation
    WHERE id = of_conversation AND brand_id = of_brand AND answerer_position > 0
$$;
"""
# Many at once, and only forward. Returns what moved, so that the desks can be told.
DELIVERED = """
CREATE FUNCTION reception_delivered(brands int[], conversations bigint[], positions int[],
                                    at timestamptz)
RETURNS TABLE (brand_id int, number text, conversation_id bigint, "position" int)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE cases_conversation v
       SET delivered_position = g.position, delivered_at = at
      FROM unnest(brands, conversations, positions) AS g (brand, conversation, position),
           cases_case k
     WHERE v.id = g.conversation AND v.brand_id = g.brand AND k.id = v.case_id
       AND v.delivered_position < g.position
    RETURNING v.brand_id, k.number, v.id, v.delivered_position
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reception", "0005_limited"), ("cases", "0011_rating_and_sight")]
    operations = [
        migrations.RunSQL(SEEN, "DROP FUNCTION reception_seen(int, bigint)", elidable=False),
        migrations.RunSQL(
            DELIVERED,
            "DROP FUNCTION reception_delivered(int[], bigint[], int[], timestamptz)",
            elidable=False,
        ),
    ]
