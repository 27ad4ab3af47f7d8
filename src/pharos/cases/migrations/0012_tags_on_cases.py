"""Tags that cases bear."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0001_initial"),
        ("cases", "0011_rating_and_sight"),
        ("knowledge", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_tags",
                        to="cases.case",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.tag",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "tag"), name="case_tag_once")
                ],
            },
        ),
        BrandIsolation("cases_casetag"),
        migrations.RunSQL(
            "ALTER TABLE cases_casetag ADD CONSTRAINT case_tag_same_brand"
            " FOREIGN KEY (case_id, brand_id) REFERENCES cases_case (id, brand_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_casetag DROP CONSTRAINT case_tag_same_brand",
        ),
    ]
