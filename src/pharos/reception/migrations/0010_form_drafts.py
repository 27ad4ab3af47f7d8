"""Forms that somebody goes on with later, on whichever device."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# As in migration 0004 of cases: a key that carries the brand along, since keys look past the walls.
SAME_BRAND = """
ALTER TABLE reception_formdraft ADD CONSTRAINT form_draft_same_brand
    FOREIGN KEY (customer_id, brand_id) REFERENCES people_customer (id, brand_id);
"""
ANY_BRAND = "ALTER TABLE reception_formdraft DROP CONSTRAINT form_draft_same_brand;"


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("people", "0009_mail_proofs"),
        ("reception", "0009_repeats"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("thread", models.UUIDField()),
                ("topic", models.CharField(blank=True, max_length=40)),
                ("is_formal", models.BooleanField(default=False)),
                ("sealed", models.BinaryField()),
                ("key", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "thread"), name="form_draft_once")
                ],
            },
        ),
        migrations.RunSQL(SAME_BRAND, ANY_BRAND, elidable=False),
        BrandIsolation("reception_formdraft"),
    ]
