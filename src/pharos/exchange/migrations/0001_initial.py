"""How exchanges are reached."""

import django.db.models.deletion
import pharos.kernel.time
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0002_key_last_used"),
    ]

    operations = [
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("http", "Http"), ("inside", "Inside")],
                        default="http",
                        max_length=10,
                    ),
                ),
                ("url", models.CharField(max_length=400)),
                ("key_id", models.CharField(blank=True, max_length=60)),
                ("signing_key", models.TextField(blank=True)),
                ("webhook_keys", models.JSONField(blank=True, default=list)),
                ("nodes", models.JSONField(blank=True, default=list)),
                ("canaries", models.JSONField(blank=True, default=list)),
                ("directory_key", models.CharField(blank=True, max_length=120)),
                ("notice_within_minutes", models.PositiveIntegerField(default=15)),
                ("looks_an_hour", models.PositiveIntegerField(default=60)),
                ("is_on", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(default=pharos.kernel.time.now)),
                (
                    "brand",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
            ],
        ),
        BrandIsolation("exchange_connection"),
    ]
