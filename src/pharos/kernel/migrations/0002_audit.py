"""The audit of the set-up: a table that only `audit_append` writes."""

from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

APPEND = """
CREATE FUNCTION audit_append(
    brand int, at timestamptz, actor_kind text, actor_id bigint, actor_name text,
    action text, subject text, subject_id text, change text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF brand <> 0 AND NOT (brand = ANY (coalesce(public.pharos_brands(), '{}'))) THEN
        RAISE EXCEPTION 'audit_append: brand % is not in scope', brand
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.audit_entry
        (brand_id, at, actor_kind, actor_id, actor_name, action, subject, subject_id, change)
    VALUES (brand, at, actor_kind, actor_id, actor_name, action, subject, subject_id,
            change::jsonb);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("brand_id", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=120)),
                ("action", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("subject_id", models.CharField(blank=True, max_length=80)),
                ("change", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "audit_entry",
                "indexes": [
                    models.Index(
                        models.F("brand_id"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="audit_of_brand",
                    )
                ],
            },
        ),
        BrandIsolation("audit_entry"),
        migrations.RunSQL(
            APPEND,
            "DROP FUNCTION audit_append(int, timestamptz, text, bigint, text, text, text, text, text)",
        ),
    ]
