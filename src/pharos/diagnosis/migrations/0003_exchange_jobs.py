"""What exchanges are asked to do for customers."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

STATES = [
    ("AWAITING_APPROVAL", "Awaiting Approval"),
    ("ASKED", "Asked"),
    ("RUNNING", "Running"),
    ("DONE", "Done"),
    ("REFUSED", "Refused"),
    ("DECLINED", "Declined"),
    ("LOST", "Lost"),
]
OPEN = ["AWAITING_APPROVAL", "ASKED", "RUNNING"]


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0015_notices_of_jobs"),
        ("diagnosis", "0002_public_status"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("client_token", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=30)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("arguments", models.JSONField(default=dict)),
                ("state", models.CharField(choices=STATES, max_length=20)),
                ("asked_by_kind", models.CharField(max_length=10)),
                ("asked_by", models.BigIntegerField()),
                ("asked_by_name", models.CharField(blank=True, max_length=120)),
                ("asked_at", models.DateTimeField()),
                ("approved_by", models.BigIntegerField(null=True)),
                ("approved_by_name", models.CharField(blank=True, max_length=120)),
                ("job_id", models.CharField(blank=True, max_length=200)),
                ("decide_by", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("changed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("taken_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
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
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.case"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.conversation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="exchange_job_due",
                    ),
                    models.Index(fields=["brand", "job_id"], name="exchange_job_of_exchange"),
                    models.Index(
                        condition=models.Q(("state", "AWAITING_APPROVAL")),
                        fields=["brand", "asked_at"],
                        name="exchange_job_to_approve",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "client_token"), name="exchange_job_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", OPEN)),
                        fields=("case", "kind", "subject"),
                        name="exchange_job_open_once",
                    ),
                ],
            },
        ),
        BrandIsolation("diagnosis_exchangejob"),
    ]
