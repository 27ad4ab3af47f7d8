"""Invitations of staff, and where somebody works whether or not they still may."""

import django.db.models.deletion
import pharos.kernel.time
from django.conf import settings
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# Whoever changes an account as a whole administers all of its brands, also those that are past.
ALL_BRANDS = """
CREATE FUNCTION pharos_staff_all_brands(staff bigint) RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT t.brand_id::int), '{}')
    FROM public.people_membership m JOIN public.people_team t ON t.id = m.team_id
    WHERE m.staff_id = staff
$$;
REVOKE ALL ON FUNCTION pharos_staff_all_brands(bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("people", "0005_push_and_preferences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
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
                        max_length=20,
                    ),
                ),
                ("until", models.DateTimeField(null=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=pharos.kernel.time.now, editable=False),
                ),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand", "-created_at"], name="invitation_of_brand")
                ],
            },
        ),
        BrandIsolation("people_invitation"),
        migrations.RunSQL(ALL_BRANDS, "DROP FUNCTION pharos_staff_all_brands(bigint)"),
    ]
