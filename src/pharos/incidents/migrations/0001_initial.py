"""Incidents, claims for compensation, and mass replies with their recipients."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0014_notices_of_looks"),
        ("people", "0007_customers_by_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=128)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DEPOSIT", "Deposits"),
                            ("WITHDRAWAL", "Withdrawals"),
                            ("TRADING", "Trading"),
                            ("LOGIN", "Access to accounts"),
                            ("API", "API"),
                            ("ALL", "All services"),
                        ],
                        max_length=12,
                    ),
                ),
                ("assets", models.JSONField(blank=True, default=list)),
                ("networks", models.JSONField(blank=True, default=list)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("text", models.TextField(blank=True)),
                ("hours_after", models.PositiveSmallIntegerField(default=24)),
                ("claims_from", models.DateTimeField(blank=True, null=True)),
                ("claims_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("named", models.CharField(blank=True, max_length=200)),
                (
                    "named_kind",
                    models.CharField(
                        blank=True,
                        choices=[("txid", "Transaction"), ("order", "Order")],
                        max_length=8,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=18, max_digits=48, null=True),
                ),
                ("asset", models.CharField(blank=True, max_length=24)),
                ("filed_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                (
                    "granted",
                    models.DecimalField(blank=True, decimal_places=18, max_digits=48, null=True),
                ),
                ("granted_asset", models.CharField(blank=True, max_length=24)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer_seq", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "answer_case",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
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
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="cases.case",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.conversation",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.customer",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MassReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("texts", models.JSONField()),
                ("client_token", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mass_replies",
                        to="incidents.incident",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("refused", "Refused")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("sent_seq", models.PositiveIntegerField(blank=True, null=True)),
                ("refusal", models.CharField(blank=True, max_length=60)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.customer",
                    ),
                ),
                (
                    "mass_reply",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="incidents.massreply",
                    ),
                ),
                (
                    "sent_case",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["brand", "-began_at"], name="incident_latest"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_id", ""), _negated=True),
                fields=("brand", "source_id"),
                name="incident_taken_over_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("ended_at__gte", models.F("began_at")), _connector="OR"
                ),
                name="incident_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(fields=("incident", "customer"), name="claim_once"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("granted__isnull", False), ("state", "accepted")),
                    models.Q(("state", "accepted"), _negated=True),
                    _connector="OR",
                ),
                name="claim_accepted_says_how_much",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "received")),
                    models.Q(
                        models.Q(("state", "received"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="claim_decided_says_by_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="massreply",
            index=models.Index(
                condition=models.Q(("done_at", None), ("stopped_at", None)),
                fields=["next_at"],
                name="mass_reply_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="massreply",
            constraint=models.UniqueConstraint(
                fields=("brand", "client_token"), name="mass_reply_once"
            ),
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["mass_reply", "attempts", "id"],
                name="mass_recipient_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.UniqueConstraint(
                fields=("mass_reply", "customer"), name="mass_recipient_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_seq__isnull", False), ("state", "sent")),
                    models.Q(("state", "sent"), _negated=True),
                    _connector="OR",
                ),
                name="mass_recipient_sent_says_where",
            ),
        ),
        BrandIsolation("incidents_incident"),
        BrandIsolation("incidents_claim"),
        BrandIsolation("incidents_massreply"),
        BrandIsolation("incidents_recipient"),
    ]
