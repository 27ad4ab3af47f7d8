"""Each item of a channel is taken once; raw input waits sealed."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0016_deliveries"),
        ("reception", "0006_sight"),
    ]

    operations = [
        migrations.CreateModel(
            name="Received",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("item", models.CharField(max_length=255)),
                ("seq", models.IntegerField()),
                ("received_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.conversation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "channel", "item"), name="received_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Spooled",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                ("key", models.BinaryField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("received_at", models.DateTimeField()),
                ("problem", models.CharField(blank=True, default="", max_length=120)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "channel", "account", "digest"), name="spooled_once"
                    )
                ],
            },
        ),
        BrandIsolation("reception_received"),
        BrandIsolation("reception_spooled"),
    ]
