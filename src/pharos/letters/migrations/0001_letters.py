"""Mails that are no part of a case, on their way."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0002_key_last_used"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("token", models.CharField(max_length=120)),
                ("to_address", models.EmailField(max_length=254)),
                ("language", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=200)),
                ("paragraphs", models.JSONField(default=list)),
                ("action_label", models.CharField(blank=True, default="", max_length=120)),
                ("action_url", models.CharField(blank=True, default="", max_length=2000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("code", models.CharField(blank=True, default="", max_length=60)),
                ("why", models.CharField(blank=True, default="", max_length=300)),
                ("written_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
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
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        name="letter_due",
                    ),
                    models.Index(
                        models.F("brand"),
                        models.F("id"),
                        condition=models.Q(("state", "failed")),
                        name="letter_failed",
                    ),
                    models.Index(models.F("written_at"), name="letter_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "token"), name="letter_once")
                ],
            },
        ),
        BrandIsolation("letters_letter"),
    ]
