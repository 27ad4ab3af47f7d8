"""Cases and their conversations."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from pharos.kernel.fields import CanonicalJSON
from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("brands", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.BigIntegerField()),
                ("seq", models.IntegerField()),
                ("brand_id", models.IntegerField()),
                ("conversation_id", models.BigIntegerField(null=True)),
                ("position", models.IntegerField(null=True)),
                ("kind", models.TextField()),
                ("author_kind", models.TextField()),
                ("author_id", models.BigIntegerField(null=True)),
                ("author_name", models.TextField(null=True)),
                ("visibility", models.TextField()),
                ("body", models.TextField(null=True)),
                ("payload", CanonicalJSON(null=True)),
                ("attachments", CanonicalJSON(null=True)),
                ("created_at", models.DateTimeField()),
                ("client_token", models.TextField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("body_digest", models.BinaryField(null=True)),
                ("payload_digest", models.BinaryField(null=True)),
                ("attachments_digest", models.BinaryField(null=True)),
                ("hash", models.BinaryField()),
                ("visible_hash", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "ledger_entry",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=12, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("NEW", "New"),
                            ("TRIAGED", "Triaged"),
                            ("QUEUED", "Queued"),
                            ("IN_PROGRESS", "In Progress"),
                            ("WAITING_CUSTOMER", "Waiting Customer"),
                            ("WAITING_INTERNAL", "Waiting Internal"),
                            ("WAITING_CHAIN", "Waiting Chain"),
                            ("WAITING_THIRD_PARTY", "Waiting Third Party"),
                            ("SCHEDULED", "Scheduled"),
                            ("RESOLVED", "Resolved"),
                            ("CLOSED", "Closed"),
                            ("REOPENED", "Reopened"),
                            ("MERGED", "Merged"),
                            ("SPAM", "Spam"),
                        ],
                        default="NEW",
                        max_length=20,
                    ),
                ),
                ("reason_initial", models.CharField(max_length=40)),
                ("reason_predicted", models.CharField(blank=True, max_length=40)),
                ("reason_final", models.CharField(blank=True, max_length=40)),
                (
                    "disposition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved_by_fact", "Solved By Fact"),
                            ("solved_by_action", "Solved By Action"),
                            ("explained", "Explained"),
                            ("not_possible", "Not Possible"),
                            ("duplicate", "Duplicate"),
                            ("abandoned", "Abandoned"),
                            ("referred", "Referred"),
                        ],
                        max_length=20,
                    ),
                ),
                ("resolution_text", models.TextField(blank=True)),
                ("language", models.CharField(max_length=12)),
                ("subject", models.CharField(max_length=140)),
                ("last_words", models.CharField(max_length=140)),
                ("last_author", models.CharField(default="customer", max_length=10)),
                ("waiting_since", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("first_answered_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("moved_at", models.DateTimeField()),
                ("touches", models.PositiveIntegerField(default=0)),
                ("contacts", models.PositiveIntegerField(default=1)),
                ("assurance", models.PositiveSmallIntegerField(default=0)),
                ("assurance_required", models.PositiveSmallIntegerField(default=0)),
                (
                    "assignee",
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
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.customer",
                    ),
                ),
                (
                    "reviewed_after",
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
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("channel", models.CharField(max_length=20)),
                ("external_id", models.CharField(max_length=200)),
                ("surface", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("OPENED", "Opened"),
                            ("BOT", "Bot"),
                            ("QUEUED", "Queued"),
                            ("ACTIVE", "Active"),
                            ("DISCONNECTED", "Disconnected"),
                            ("WRAP_UP", "Wrap Up"),
                            ("ENDED", "Ended"),
                            ("CALLBACK_BOOKED", "Callback Booked"),
                            ("CONVERTED_TO_ASYNC", "Converted To Async"),
                        ],
                        default="OPENED",
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("timezone", models.CharField(blank=True, max_length=60)),
                ("assurance", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("read_position", models.PositiveIntegerField(default=0)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="cases.case",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.customer",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("brand"),
                models.OrderBy(models.F("waiting_since"), nulls_last=True),
                models.F("id"),
                condition=models.Q(
                    ("state__in", ["RESOLVED", "CLOSED", "MERGED", "SPAM"]), _negated=True
                ),
                name="case_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("assignee"),
                condition=models.Q(
                    ("state__in", ["RESOLVED", "CLOSED", "MERGED", "SPAM"]), _negated=True
                ),
                name="case_of_agent",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at__isnull", False), ("state__in", ["RESOLVED", "CLOSED"])),
                    models.Q(
                        models.Q(("state__in", ["RESOLVED", "CLOSED"]), _negated=True),
                        ("resolved_at", None),
                    ),
                    _connector="OR",
                ),
                name="case_resolved_at_matches_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("assurance__range", (0, 4)), ("assurance_required__range", (0, 4))
                ),
                name="case_assurance_is_a_level",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["customer", "-opened_at"], name="conversation_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                fields=("brand", "channel", "external_id"), name="conversation_opened_once"
            ),
        ),
        BrandIsolation("cases_case"),
        BrandIsolation("cases_conversation"),
    ]
