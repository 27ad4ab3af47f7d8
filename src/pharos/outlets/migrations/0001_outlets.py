"""Webhooks to the brands' own systems, and the triggers that leave their events."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import pharos.kernel.time
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

FORGET = """
DROP TRIGGER queue_outlets ON diagnosis_blocknotice;
DROP TRIGGER queue_outlets ON cases_notification;
DROP TRIGGER queue_outlets ON ledger_entry;
DROP FUNCTION outlets_queue_alarm();
DROP FUNCTION outlets_queue_notification();
DROP FUNCTION outlets_queue_entry();
DROP FUNCTION outlets_events_of(ledger_entry);
DROP FUNCTION outlets_leave(int, bigint, bigint, text, timestamptz);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0016_deliveries"),
        ("diagnosis", "0003_exchange_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("event", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("dead", "Dead"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("tried_since", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=200)),
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=200)),
                ("milliseconds", models.PositiveIntegerField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="outlets.dispatch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outlet",
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
                        choices=[("events", "Events"), ("chat", "Chat")],
                        default="events",
                        max_length=10,
                    ),
                ),
                ("label", models.CharField(max_length=80)),
                ("url", models.CharField(max_length=600)),
                ("secret", models.CharField(max_length=120)),
                ("former_secret", models.CharField(blank=True, default="", max_length=120)),
                ("former_until", models.DateTimeField(null=True)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("includes_words", models.BooleanField(default=False)),
                ("language", models.CharField(default="en", max_length=20)),
                ("is_on", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("paused_until", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=200)),
                ("sent_at", models.DateTimeField(null=True)),
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
        migrations.AddField(
            model_name="dispatch",
            name="outlet",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="outlets.outlet",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                models.F("outlet"),
                models.F("due_at"),
                condition=models.Q(("state__in", ["queued", "sending"])),
                name="dispatch_due",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                models.F("outlet"),
                models.F("case"),
                models.F("id"),
                condition=models.Q(("state__in", ["queued", "sending"])),
                name="dispatch_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                models.F("outlet"),
                models.OrderBy(models.F("id"), descending=True),
                name="dispatch_log",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                models.F("brand"),
                models.F("id"),
                condition=models.Q(("state", "dead")),
                name="dispatch_dead",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                models.F("moved_at"), condition=models.Q(("state", "sent")), name="dispatch_done"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                fields=("outlet", "case", "seq", "event"),
                name="dispatch_once",
                nulls_distinct=False,
            ),
        ),
        BrandIsolation("outlets_outlet"),
        BrandIsolation("outlets_dispatch"),
        BrandIsolation("outlets_attempt"),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text("utf-8"), FORGET),
    ]
