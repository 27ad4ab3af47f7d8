"""A signed-in customer's threads are also those of whoever is proved to be the same person."""

from django.db import migrations

# Asked where `reception_thread` has found nothing. The device must have signed in itself: an
# anonymous browser sees its own threads and nobody's else.
JOINED = """
CREATE FUNCTION reception_joined_thread(of_brand int, of_customer bigint, of_device bigint,
                                        of_channel text, of_thread text, at timestamptz)
RETURNS TABLE (conversation_id bigint, state text, number text, read_position int,
               device_open boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT v.id, k.state, k.number, v.read_position, d.revoked_at IS NULL
    FROM cases_conversation v
    JOIN cases_case k ON k.id = v.case_id
    JOIN people_customer o ON o.id = v.customer_id
    JOIN people_customer c ON c.id = of_customer AND c.brand_id = v.brand_id
    JOIN people_device d ON d.id = of_device AND d.customer_id = c.id
    WHERE v.brand_id = of_brand AND v.channel = of_channel AND v.external_id = of_thread
      AND d.assurance >= 2 AND d.expires_at > at
      AND coalesce(o.merged_into_id, o.id) = coalesce(c.merged_into_id, c.id)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0002_receive"),
        ("cases", "0002_ledger"),
        ("people", "0002_persons"),
    ]
    operations = [
        migrations.RunSQL(
            JOINED,
            "DROP FUNCTION reception_joined_thread(int, bigint, bigint, text, text, timestamptz)",
            elidable=False,
        )
    ]
