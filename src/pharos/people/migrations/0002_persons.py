"""Persons: who is merged into whom, notes about them, blocks, and where browsers come from."""

import django.db.models.deletion
import pharos.kernel.time
from django.conf import settings
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# As in 0001: PostgreSQL checks foreign keys without looking at row-level security.
SAME_BRAND = """
ALTER TABLE people_customer ADD CONSTRAINT merged_same_brand
    FOREIGN KEY (merged_into_id, brand_id) REFERENCES people_customer (id, brand_id);
ALTER TABLE people_personmerge ADD CONSTRAINT merge_kept_same_brand
    FOREIGN KEY (kept_id, brand_id) REFERENCES people_customer (id, brand_id);
ALTER TABLE people_personmerge ADD CONSTRAINT merge_joined_same_brand
    FOREIGN KEY (joined_id, brand_id) REFERENCES people_customer (id, brand_id);
ALTER TABLE people_personnote ADD CONSTRAINT note_same_brand
    FOREIGN KEY (customer_id, brand_id) REFERENCES people_customer (id, brand_id);
ALTER TABLE people_handle ADD CONSTRAINT handle_of_brand UNIQUE (id, brand_id);
ALTER TABLE people_block ADD CONSTRAINT block_customer_same_brand
    FOREIGN KEY (customer_id, brand_id) REFERENCES people_customer (id, brand_id);
ALTER TABLE people_block ADD CONSTRAINT block_handle_same_brand
    FOREIGN KEY (handle_id, brand_id) REFERENCES people_handle (id, brand_id);
"""
ANY_BRAND = """
ALTER TABLE people_block DROP CONSTRAINT block_handle_same_brand;
ALTER TABLE people_block DROP CONSTRAINT block_customer_same_brand;
ALTER TABLE people_handle DROP CONSTRAINT handle_of_brand;
ALTER TABLE people_personnote DROP CONSTRAINT note_same_brand;
ALTER TABLE people_personmerge DROP CONSTRAINT merge_joined_same_brand;
ALTER TABLE people_personmerge DROP CONSTRAINT merge_kept_same_brand;
ALTER TABLE people_customer DROP CONSTRAINT merged_same_brand;
"""

# Whether this browser has signed in and still may go on, asked at the door before any brand is in
# scope; it tells nothing else.
SIGNED_IN = """
CREATE FUNCTION pharos_device_is_signed_in(of_brand text, of_hash text, at timestamptz)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.people_device d JOIN public.brands_brand b ON b.id = d.brand_id
        WHERE b.slug = of_brand AND d.device_hash = of_hash AND d.assurance > 0
          AND d.revoked_at IS NULL AND d.expires_at > at)
$$;
REVOKE ALL ON FUNCTION pharos_device_is_signed_in(text, text, timestamptz) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("network", models.CharField(blank=True, max_length=43)),
                ("reason", models.CharField(max_length=300)),
                ("since", models.DateTimeField(default=pharos.kernel.time.now)),
                ("until", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("same_browser", "Same Browser"),
                            ("code", "Code"),
                            ("identity", "Identity"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_why", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="PersonNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.TextField()),
                ("is_pinned", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("edited_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="people.customer",
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="network",
            field=models.CharField(blank=True, db_default="", max_length=43),
        ),
        migrations.AddField(
            model_name="spenttoken",
            name="shown_again_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(
                condition=models.Q(("network", ""), _negated=True),
                fields=["brand", "network"],
                name="device_network",
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="brand",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="brands.brand",
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="blocks",
                to="people.customer",
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="handle",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="blocks",
                to="people.handle",
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="brand",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="brands.brand",
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="joined",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.customer"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.customer"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="staff",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personnote",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personnote",
            name="brand",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="brands.brand",
            ),
        ),
        migrations.AddField(
            model_name="personnote",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="people.customer",
            ),
        ),
        migrations.AddIndex(
            model_name="block",
            index=models.Index(fields=["brand", "until"], name="block_of_brand"),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("customer__isnull", False), ("handle", None), ("network", "")),
                    models.Q(("customer", None), ("handle__isnull", False), ("network", "")),
                    models.Q(
                        ("customer", None),
                        ("handle", None),
                        models.Q(("network", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="block_names_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("since"))),
                name="block_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("joined",), name="merged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="personnote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_pinned", True), ("removed_at", None)),
                fields=("customer",),
                name="one_pinned_note",
            ),
        ),
        BrandIsolation("people_personmerge"),
        BrandIsolation("people_personnote"),
        BrandIsolation("people_block"),
        migrations.RunSQL(SAME_BRAND, ANY_BRAND),
        migrations.RunSQL(
            SIGNED_IN, "DROP FUNCTION pharos_device_is_signed_in(text, text, timestamptz)"
        ),
    ]
