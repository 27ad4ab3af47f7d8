"""What the desk keeps for staff: saved views, marks of what was read, drafts; and indexes for lists."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# The slow check of live updates asks what moved lately. A summary of whole pages costs no message
# the place that an ordinary index would (PostgreSQL 16 and later keep their HOT updates).
MOVED = """
CREATE INDEX case_moved ON cases_case USING BRIN (moved_at)
    WITH (pages_per_range = 8, autosummarize = on)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0001_initial"),
        ("cases", "0005_case_work"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerHead",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="head",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("seq", models.IntegerField()),
            ],
            options={
                "db_table": "ledger_head",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="DeskMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_seq", models.PositiveIntegerField(default=0)),
                ("reply_draft", models.TextField(blank=True)),
                ("note_draft", models.TextField(blank=True)),
                ("drafted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "audience",
                    models.CharField(
                        choices=[("self", "Self"), ("team", "Team"), ("brand", "Brand")],
                        default="self",
                        max_length=10,
                    ),
                ),
                ("criteria", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("brand"),
                models.OrderBy(models.F("waiting_since"), nulls_last=True),
                models.F("id"),
                condition=models.Q(
                    ("assignee", None),
                    models.Q(
                        ("state__in", ["RESOLVED", "CLOSED", "MERGED", "SPAM"]), _negated=True
                    ),
                ),
                name="case_unassigned",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("team"),
                models.OrderBy(models.F("waiting_since"), nulls_last=True),
                models.F("id"),
                condition=models.Q(
                    ("state__in", ["RESOLVED", "CLOSED", "MERGED", "SPAM"]), _negated=True
                ),
                name="case_of_team",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("brand"),
                models.F("language"),
                models.OrderBy(models.F("waiting_since"), nulls_last=True),
                models.F("id"),
                condition=models.Q(
                    ("state__in", ["RESOLVED", "CLOSED", "MERGED", "SPAM"]), _negated=True
                ),
                name="case_in_language",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("brand"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("state__in", ["RESOLVED", "CLOSED", "MERGED", "SPAM"]), _negated=True
                ),
                name="case_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("brand"),
                models.OrderBy(models.F("resolved_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state__in", ["RESOLVED", "CLOSED", "MERGED", "SPAM"])),
                name="case_settled",
            ),
        ),
        migrations.AddField(
            model_name="deskmark",
            name="brand",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="brands.brand",
            ),
        ),
        migrations.AddField(
            model_name="deskmark",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="desk_marks",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="deskmark",
            name="staff",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="brand",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="brands.brand",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="made_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="team",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.team",
            ),
        ),
        migrations.AddIndex(
            model_name="deskmark",
            index=models.Index(
                condition=models.Q(("drafted_at__isnull", False)),
                fields=["staff", "-drafted_at"],
                name="desk_mark_drafts",
            ),
        ),
        migrations.AddConstraint(
            model_name="deskmark",
            constraint=models.UniqueConstraint(fields=("case", "staff"), name="desk_mark_once"),
        ),
        migrations.AddIndex(
            model_name="savedview",
            index=models.Index(fields=["brand", "made_by"], name="saved_view_of_brand"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "team"), ("team__isnull", False)),
                    models.Q(models.Q(("audience", "team"), _negated=True), ("team", None)),
                    _connector="OR",
                ),
                name="saved_view_has_its_audience",
            ),
        ),
        migrations.RunSQL(MOVED, "DROP INDEX case_moved", elidable=False),
        BrandIsolation("cases_deskmark"),
        BrandIsolation("cases_savedview"),
    ]
