"""What is at stake for a customer, and the place that their case has by it among what waits."""

from django.db import migrations, models
from django.db.models import F, Q

OPEN = ~Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"])
PLACE = F("counts_since").asc(nulls_last=True)
# The same lists as before, in the order of what counts instead of what waits.
INDEXES = (
    models.Index("brand", PLACE, "id", condition=OPEN, name="case_queue"),
    models.Index("brand", PLACE, "id", condition=Q(assignee=None) & OPEN, name="case_unassigned"),
    models.Index("team", PLACE, "id", condition=OPEN, name="case_of_team"),
    models.Index("brand", "language", PLACE, "id", condition=OPEN, name="case_in_language"),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_deliveries")]

    operations = [
        migrations.AddField(
            "case",
            "impact",
            models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
        migrations.AddField(
            "case",
            "impact_is_judged",
            models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            "case",
            "head_start",
            models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            "case",
            "counts_since",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.Func(
                        F("waiting_since"), template="(%(expressions)s AT TIME ZONE 'UTC')"
                    ),
                    models.Func(F("head_start"), template="make_interval(mins => %(expressions)s)"),
                    template="((%(expressions)s) AT TIME ZONE 'UTC')",
                    arg_joiner=" - ",
                    output_field=models.DateTimeField(null=True),
                ),
                output_field=models.DateTimeField(null=True),
            ),
        ),
        *(migrations.RemoveIndex("case", index.name) for index in INDEXES),
        *(migrations.AddIndex("case", index) for index in INDEXES),
    ]
