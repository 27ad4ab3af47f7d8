"""What customers are shown of an entry names its files too."""

from django.db import migrations

AFTER = """
DROP FUNCTION ledger_visible(int[], bigint[], int[], int);
CREATE FUNCTION ledger_visible(brands int[], conversations bigint[], after int[], most int)
RETURNS TABLE (conversation_id bigint, "position" int, kind text, author_kind text,
               author_name text, body text, payload json, created_at timestamptz,
               client_token text, erased boolean, attachments json)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.conversation_id, e.position, e.kind, e.author_kind, e.author_name, e.body,
           e.payload, e.created_at,
           CASE WHEN e.author_kind = 'customer' THEN e.client_token END, e.salt IS NULL,
           e.attachments
    FROM unnest(brands, conversations, after) AS w (brand, conversation, seen)
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_entry x
        WHERE x.conversation_id = w.conversation AND x.position > w.seen AND x.brand_id = w.brand
        ORDER BY x.position LIMIT most
    ) e
    ORDER BY e.conversation_id, e.position
$$;
"""
BEFORE = """
DROP FUNCTION ledger_visible(int[], bigint[], int[], int);
CREATE FUNCTION ledger_visible(brands int[], conversations bigint[], after int[], most int)
RETURNS TABLE (conversation_id bigint, "position" int, kind text, author_kind text,
               author_name text, body text, payload json, created_at timestamptz,
               client_token text, erased boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.conversation_id, e.position, e.kind, e.author_kind, e.author_name, e.body,
           e.payload, e.created_at,
           CASE WHEN e.author_kind = 'customer' THEN e.client_token END, e.salt IS NULL
    FROM unnest(brands, conversations, after) AS w (brand, conversation, seen)
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_entry x
        WHERE x.conversation_id = w.conversation AND x.position > w.seen AND x.brand_id = w.brand
        ORDER BY x.position LIMIT most
    ) e
    ORDER BY e.conversation_id, e.position
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_opened_when")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
