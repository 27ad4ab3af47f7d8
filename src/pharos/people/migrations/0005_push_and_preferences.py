"""How staff like the desk, and the browsers that tell them while it is closed."""

import django.db.models.deletion
import pharos.kernel.time
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_rate_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PushKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("private_pem", models.TextField()),
                ("public_key", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(default=pharos.kernel.time.now)),
            ],
        ),
        migrations.AddField(
            model_name="staff",
            name="plays_sound",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="staff",
            name="quiet_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staff",
            name="tells_desktop",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="staff",
            name="theme",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.URLField(max_length=600, unique=True)),
                ("p256dh", models.CharField(max_length=120)),
                ("auth", models.CharField(max_length=60)),
                ("device", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PushMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("case_number", models.CharField(blank=True, max_length=12)),
                ("by", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="people.pushsubscription"
                    ),
                ),
            ],
        ),
    ]
