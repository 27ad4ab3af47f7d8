"""Several clocks of a kind can run for one case, and two kinds of promises among teams."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0001_initial"),
        ("clocks", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_runs_once",
        ),
        migrations.AddField(
            model_name="clock",
            name="nr",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="clock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first_response", "First Response"),
                    ("next_response", "Next Response"),
                    ("resolution", "Resolution"),
                    ("handover", "Handover"),
                    ("side_conversation", "Side Conversation"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at", None)),
                fields=("case_id", "kind", "nr"),
                name="clock_runs_once",
            ),
        ),
    ]
