"""New cases are compared with the open ones of their customer, once."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# As in migration 0004 of cases: a key that carries the brand along, since keys look past the walls.
SAME_BRAND = """
ALTER TABLE reception_repeatmark ADD CONSTRAINT repeat_mark_same_brand
    FOREIGN KEY (case_id, brand_id) REFERENCES cases_case (id, brand_id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0016_deliveries"),
        ("reception", "0008_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="RepeatMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        BrandIsolation("reception_repeatmark"),
        migrations.RunSQL(
            SAME_BRAND,
            "ALTER TABLE reception_repeatmark DROP CONSTRAINT repeat_mark_same_brand",
        ),
    ]
