"""Tags and saved replies, each of one brand."""

import django.db.models.deletion
import django.db.models.functions.text
import pharos.kernel.time
from django.conf import settings
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# What hangs on a tag carries its brand along, since foreign keys do not look at policies.
SAME_BRAND = "ALTER TABLE knowledge_tag ADD CONSTRAINT tag_of_brand UNIQUE (id, brand_id)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("brands", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("texts", models.JSONField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=pharos.kernel.time.now, editable=False),
                ),
                ("changed_at", models.DateTimeField(default=pharos.kernel.time.now)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": [django.db.models.functions.text.Lower("name")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("brand"),
                        models.F("owner"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("retired_at", None)),
                        name="saved_reply_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("grey", "Grey"),
                            ("blue", "Blue"),
                            ("green", "Green"),
                            ("red", "Red"),
                            ("purple", "Purple"),
                        ],
                        default="grey",
                        max_length=10,
                    ),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=pharos.kernel.time.now, editable=False),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "ordering": [django.db.models.functions.text.Lower("name")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("brand"),
                        django.db.models.functions.text.Lower("name"),
                        name="tag_once_in_brand",
                    )
                ],
            },
        ),
        BrandIsolation("knowledge_tag"),
        BrandIsolation("knowledge_savedreply"),
        migrations.RunSQL(SAME_BRAND, "ALTER TABLE knowledge_tag DROP CONSTRAINT tag_of_brand"),
    ]
