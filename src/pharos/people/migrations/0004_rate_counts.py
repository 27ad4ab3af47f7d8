"""Counting what anonymous senders send, for all processes together."""

from django.db import migrations, models

# Hands out permits in lots, so that a process asks once for several messages. Time is cut into
# sixths of a limit's span; what was handed out in this sixth and the six before it never comes to
# more than `mosts`, so no span of time, wherever it begins, holds more. A lot is good until its
# sixth ends. `at` is for tests; it is the clock of the database, which all processes share.
LEASE = """
CREATE FUNCTION pharos_lease_rates(keys text[], spans int[], mosts int[], asks int[],
                                   at double precision DEFAULT NULL)
RETURNS TABLE (nr int, granted int, seconds_left double precision)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    present double precision := coalesce(at, extract(epoch FROM clock_timestamp()));
    r record;
    width double precision;
    slot_now bigint;
    had int;
BEGIN
    -- In one order for everybody, so that nobody waits for one who waits for him.
    FOR r IN SELECT k.key, k.span, k.most, k.ask, k.nr
               FROM unnest(keys, spans, mosts, asks) WITH ORDINALITY AS k (key, span, most, ask, nr)
              ORDER BY k.key
    LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(r.key, 8105));
        width := r.span / 6.0;
        slot_now := floor(present / width);
        SELECT coalesce(sum(c.used), 0) INTO had FROM public.people_ratecount c
         WHERE c.key = r.key AND c.slot BETWEEN slot_now - 6 AND slot_now;
        nr := r.nr;
        granted := greatest(0, least(r.ask, r.most - had));
        seconds_left := (slot_now + 1) * width - present;
        IF granted > 0 THEN
            INSERT INTO public.people_ratecount AS c (key, slot, used, expires_at)
            VALUES (r.key, slot_now, granted, to_timestamp((slot_now + 8) * width))
            ON CONFLICT (key, slot) DO UPDATE SET used = c.used + excluded.used;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION pharos_lease_rates(text[], int[], int[], int[], double precision)
FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_staff_places")]
    operations = [
        migrations.CreateModel(
            name="RateCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "slot",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("slot", models.BigIntegerField()),
                ("used", models.IntegerField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL("ALTER TABLE people_ratecount SET UNLOGGED", migrations.RunSQL.noop),
        migrations.RunSQL(
            LEASE,
            "DROP FUNCTION pharos_lease_rates(text[], int[], int[], int[], double precision)",
        ),
    ]
