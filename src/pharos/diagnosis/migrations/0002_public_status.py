"""What an exchange last told everybody: its networks and its incidents."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("diagnosis", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("networks", models.JSONField(default=list)),
                ("pauses", models.JSONField(default=list)),
                ("incidents", models.JSONField(default=list)),
                ("is_whole", models.BooleanField(default=True)),
                ("as_of", models.DateTimeField()),
                ("stale_after", models.DateTimeField()),
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
        BrandIsolation("diagnosis_publicstatus"),
    ]
