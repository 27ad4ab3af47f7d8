"""Accounts of brands on channels, and files that lie at vendors."""

import django.db.models.deletion
import pharos.kernel.time
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0016_deliveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "key",
                    models.CharField(
                        max_length=60,
                        unique=True,
                    ),
                ),
                ("label", models.CharField(blank=True, default="", max_length=80)),
                ("settings", models.JSONField(default=dict)),
                ("secrets", models.JSONField(default=dict)),
                ("is_on", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("heard_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, default="", max_length=300)),
                ("trouble_at", models.DateTimeField(null=True)),
                ("cursor", models.CharField(blank=True, default="", max_length=200)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PendingFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.IntegerField()),
                ("ref", models.CharField(max_length=2000)),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("content_type", models.CharField(blank=True, default="", max_length=120)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("problem", models.CharField(blank=True, default="", max_length=120)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channelaccount",
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
                        fields=("conversation", "seq", "ref"), name="pending_file_once"
                    )
                ],
            },
        ),
        BrandIsolation("channels_channelaccount"),
        BrandIsolation("channels_pendingfile"),
    ]
