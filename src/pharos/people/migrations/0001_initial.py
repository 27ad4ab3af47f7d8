"""People: staff and teams, customers and their handles, devices and spent tokens."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import pharos.kernel.time
from pharos.kernel.isolation import BrandIsolation

# A membership has no brand of its own: it belongs where its team does, and the team is seen (the
# policy runs as whoever asks) only by its brand.
MEMBERSHIPS = """
ALTER TABLE people_membership ENABLE ROW LEVEL SECURITY;
CREATE POLICY brand_isolation ON people_membership
USING (EXISTS (SELECT 1 FROM people_team t WHERE t.id = team_id))
WITH CHECK (EXISTS (SELECT 1 FROM people_team t WHERE t.id = team_id));
"""

# Signing in comes before any brand is in scope, so the owner answers this one question. The
# alternative, teams that everybody can read, would show each brand's teams to all the others.
STAFF_BRANDS = """
CREATE FUNCTION pharos_staff_brands(staff bigint, at timestamptz) RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(DISTINCT t.brand_id::int ORDER BY t.brand_id::int)
    FROM public.people_membership m
    JOIN public.people_team t ON t.id = m.team_id
    JOIN public.people_staff s ON s.id = m.staff_id
    WHERE m.staff_id = staff AND s.is_active AND (m.until IS NULL OR m.until > at)
    -- An outside partner works for us until a date, or not at all.
    AND (s.role <> 'partner' OR m.until IS NOT NULL)
$$;
REVOKE ALL ON FUNCTION pharos_staff_brands(bigint, timestamptz) FROM PUBLIC;
"""

# PostgreSQL checks foreign keys without looking at row-level security, so a row could point at
# another brand's customer. These keys carry the brand along.
SAME_BRAND = """
ALTER TABLE people_customer ADD CONSTRAINT customer_of_brand UNIQUE (id, brand_id);
ALTER TABLE people_device ADD CONSTRAINT device_same_brand
    FOREIGN KEY (customer_id, brand_id) REFERENCES people_customer (id, brand_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_handle ADD CONSTRAINT handle_same_brand
    FOREIGN KEY (customer_id, brand_id) REFERENCES people_customer (id, brand_id)
    DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("brands", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedValue",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("expires_at", models.DateTimeField(db_index=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("language", models.CharField(blank=True, default="", max_length=20)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "Agent"),
                            ("specialist", "Specialist"),
                            ("supervisor", "Supervisor"),
                            ("quality", "Quality"),
                            ("compliance", "Compliance"),
                            ("administrator", "Administrator"),
                            ("partner", "Partner"),
                        ],
                        default="agent",
                        max_length=20,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(default=pharos.kernel.time.now, editable=False),
                ),
            ],
            options={
                "verbose_name_plural": "staff",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower(models.F("email")))
                        ),
                        name="staff_email_is_lower_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("timezone", models.CharField(blank=True, max_length=60)),
                ("signed_out_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=pharos.kernel.time.now, editable=False),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="brands.brand",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                (
                    "languages",
                    models.JSONField(
                        default=list, help_text="Language tags such as ko or zh-Hans."
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="people.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("device_hash", models.CharField(max_length=64)),
                (
                    "surface",
                    models.CharField(
                        choices=[("web", "Web"), ("app", "App")], default="web", max_length=10
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=20)),
                ("timezone", models.CharField(blank=True, max_length=60)),
                ("opened_at", models.DateTimeField(default=pharos.kernel.time.now, editable=False)),
                ("seen_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("assurance", models.PositiveSmallIntegerField(default=0)),
                ("raised_until", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="people.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "device_hash", "customer"), name="device_once_per_customer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assurance", 0), ("expires_at", None)),
                            models.Q(
                                ("assurance__gte", 1),
                                ("assurance__lte", 4),
                                ("expires_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="device_signed_in_expires",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=255)),
                ("assurance", models.PositiveSmallIntegerField(default=0)),
                ("proved_by", models.CharField(blank=True, max_length=120)),
                ("proved_at", models.DateTimeField(default=pharos.kernel.time.now)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handles",
                        to="people.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "kind", "value"), name="handle_once_in_brand"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("assurance__gte", 0), ("assurance__lte", 4)),
                        name="handle_assurance_is_0_to_4",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpentToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("jti", models.CharField(max_length=128)),
                ("device_hash", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand", "expires_at"], name="spent_token_expiry")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "jti"), name="token_spent_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(fields=("brand", "slug"), name="team_once_in_brand"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("staff", "team"), name="membership_once"),
        ),
        BrandIsolation("people_team"),
        BrandIsolation("people_customer"),
        BrandIsolation("people_handle"),
        BrandIsolation("people_device"),
        BrandIsolation("people_spenttoken"),
        migrations.RunSQL(MEMBERSHIPS, migrations.RunSQL.noop),
        migrations.RunSQL(STAFF_BRANDS, "DROP FUNCTION pharos_staff_brands(bigint, timestamptz)"),
        migrations.RunSQL(SAME_BRAND, migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE people_sharedvalue SET UNLOGGED", migrations.RunSQL.noop),
    ]
