"""What is to be looked up, what is waited for, and what exchanges told."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0014_notices_of_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("restriction_id", models.CharField(max_length=128)),
                ("customer", models.CharField(max_length=128)),
                ("imposed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "timing",
                    models.CharField(
                        blank=True,
                        choices=[("prior", "Prior"), ("deferred", "Deferred")],
                        max_length=10,
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=400)),
                ("justification", models.CharField(blank=True, max_length=1000)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("channel", models.CharField(blank=True, max_length=40)),
                ("proof", models.CharField(blank=True, max_length=400)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("alarmed_at", models.DateTimeField(blank=True, null=True)),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("alarmed_at", None), ("lifted_at", None), ("sent_at", None)
                        ),
                        fields=["due_at"],
                        name="block_notice_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "restriction_id"), name="block_notice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DiagnosisRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("intake", "Intake"),
                            ("message", "Message"),
                            ("agent", "Agent"),
                            ("watcher", "Watcher"),
                        ],
                        max_length=10,
                    ),
                ),
                ("wanted", models.CharField(max_length=60)),
                ("inputs", models.JSONField(default=dict)),
                ("asked_by", models.BigIntegerField(null=True)),
                ("asked_by_name", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("taken_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
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
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="diagnosis_request_due")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "cause", "wanted", "inputs"), name="diagnosis_request_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=128)),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("customer", models.CharField(blank=True, max_length=128)),
                ("payload", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
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
                "indexes": [
                    models.Index(fields=["brand", "-received_at"], name="exchange_event_latest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "event_id"), name="exchange_event_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Watcher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("diagnoser", models.CharField(max_length=10)),
                ("wanted", models.CharField(max_length=60)),
                ("inputs", models.JSONField(default=dict)),
                ("subject", models.CharField(max_length=200)),
                ("events", models.JSONField(default=list)),
                ("due_at", models.DateTimeField()),
                ("looks", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["due_at"], name="watcher_due"),
                    models.Index(fields=["brand", "subject"], name="watcher_of_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "subject"), name="watcher_once")
                ],
            },
        ),
        BrandIsolation("diagnosis_diagnosisrequest"),
        BrandIsolation("diagnosis_exchangeevent"),
        BrandIsolation("diagnosis_watcher"),
        BrandIsolation("diagnosis_blocknotice"),
    ]
