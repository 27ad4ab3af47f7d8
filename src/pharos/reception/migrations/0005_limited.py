"""Whether an anonymous sender has less room than others, asked by the hot door."""

from django.db import migrations

# Marked as spam within a month, or blocked: the person, a handle of theirs, or a browser of theirs.
LIMITED = """
CREATE FUNCTION reception_is_limited(of_brand int, of_customer bigint, at timestamptz)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM cases_case k
        WHERE k.customer_id = of_customer AND k.brand_id = of_brand AND k.state = 'SPAM'
          AND k.moved_at > at - interval '30 days')
    OR EXISTS (
        SELECT FROM people_customer o
        JOIN people_customer c ON coalesce(c.merged_into_id, c.id)
                                = coalesce(o.merged_into_id, o.id) AND c.brand_id = o.brand_id
        LEFT JOIN people_handle h ON h.customer_id = c.id
        JOIN people_block b ON b.brand_id = o.brand_id
                           AND (b.customer_id = c.id OR b.handle_id = h.id)
        WHERE o.id = of_customer AND o.brand_id = of_brand
          AND b.lifted_at IS NULL AND b.until > at)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reception", "0004_receive_files"), ("people", "0004_rate_counts")]
    operations = [
        migrations.RunSQL(
            LIMITED,
            "DROP FUNCTION reception_is_limited(int, bigint, timestamptz)",
            elidable=False,
        )
    ]
