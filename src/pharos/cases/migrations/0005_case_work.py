"""What people do with a case: questions to other teams, links, merging, snoozing, notifications."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# Whichever door takes an ended case up again (the hot door is plain SQL), it is counted here.
COUNT_REOPENS = """
CREATE FUNCTION case_count_reopen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.reopens := OLD.reopens + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER count_reopens BEFORE UPDATE ON cases_case FOR EACH ROW
    WHEN (OLD.state IN ('RESOLVED', 'CLOSED') AND NEW.state NOT IN ('RESOLVED', 'CLOSED'))
    EXECUTE FUNCTION case_count_reopen();
"""
COUNT_NO_MORE = "DROP TRIGGER count_reopens ON cases_case; DROP FUNCTION case_count_reopen();"

# As in migration 0004: a key that carries the brand along, since keys look past the walls.
SAME_BRAND = [
    ("cases_notification", "case_id", "notification_same_brand"),
    ("cases_sideconversation", "case_id", "side_conversation_same_brand"),
    ("cases_caselink", "case_id", "case_link_same_brand"),
    ("cases_caselink", "other_id", "case_link_other_same_brand"),
    ("cases_case", "merged_into_id", "case_merged_same_brand"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0001_initial"),
        ("cases", "0004_same_brand"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLink",
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
                        choices=[
                            ("related", "Related"),
                            ("duplicate", "Duplicate"),
                            ("incident", "Incident"),
                            ("split", "Split"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Notification",
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
                        choices=[
                            ("mention", "Mention"),
                            ("assigned", "Assigned"),
                            ("woken", "Woken"),
                            ("side_answer", "Side Answer"),
                            ("side_late", "Side Late"),
                        ],
                        max_length=20,
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                ("by", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SideConversation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nr", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("answered", "Answered"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("question", models.CharField(max_length=140)),
                ("opened_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="reopens",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="case",
            name="snoozed_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="woken_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("merged_into"),
                condition=models.Q(("merged_into__isnull", False)),
                name="case_merged_here",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("snoozed_until"),
                condition=models.Q(("state", "SCHEDULED")),
                name="case_asleep",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", None), ("state", "MERGED"), _connector="OR"),
                name="case_merged_knows_where_to",
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="brand",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="brands.brand"
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links_out",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="links_in",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="brand",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="brands.brand"
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="staff",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sideconversation",
            name="asked_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sideconversation",
            name="brand",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="brands.brand"
            ),
        ),
        migrations.AddField(
            model_name="sideconversation",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="side_conversations",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="sideconversation",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.team",
            ),
        ),
        migrations.AddConstraint(
            model_name="caselink",
            constraint=models.UniqueConstraint(
                fields=("case", "other", "kind"), name="case_link_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="caselink",
            constraint=models.CheckConstraint(
                condition=models.Q(("case", models.F("other")), _negated=True),
                name="case_link_joins_two",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["staff", "-created_at"], name="notification_of_staff"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["staff"], name="notification_unread"
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                fields=("staff", "case", "seq", "kind"), name="notification_once"
            ),
        ),
        migrations.AddIndex(
            model_name="sideconversation",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["team", "opened_at"],
                name="side_conversation_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="sideconversation",
            constraint=models.UniqueConstraint(
                fields=("case", "nr"), name="side_conversation_numbered"
            ),
        ),
        migrations.RunSQL(COUNT_REOPENS, COUNT_NO_MORE),
        BrandIsolation("cases_notification"),
        BrandIsolation("cases_sideconversation"),
        BrandIsolation("cases_caselink"),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name}"
                f" FOREIGN KEY ({column}, brand_id) REFERENCES cases_case (id, brand_id)"
                " DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for table, column, name in SAME_BRAND
        ),
    ]
