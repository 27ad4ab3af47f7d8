"""Brands and the keys that their customers' tokens are signed with."""

import django.db.models.deletion
import pharos.kernel.time
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("profile", models.JSONField()),
                (
                    "created_at",
                    models.DateTimeField(default=pharos.kernel.time.now, editable=False),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TokenKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_id", models.CharField(max_length=60)),
                (
                    "algorithm",
                    models.CharField(
                        choices=[("EdDSA", "Eddsa"), ("HS256", "Hs256")], max_length=10
                    ),
                ),
                ("secret_or_public", models.TextField()),
                ("active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(default=pharos.kernel.time.now, editable=False),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="token_keys",
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "key_id"), name="token_key_once")
                ],
            },
        ),
        BrandIsolation("brands_tokenkey"),
    ]
