"""Notices of what a second person approves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_notices_of_looks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "Mention"),
                    ("assigned", "Assigned"),
                    ("woken", "Woken"),
                    ("side_answer", "Side Answer"),
                    ("side_late", "Side Late"),
                    ("answered", "Answered"),
                    ("promise", "Promise"),
                    ("looks", "Looks"),
                    ("canary", "Canary"),
                    ("no_notice", "No Notice"),
                    ("job", "Job"),
                ],
                max_length=20,
            ),
        ),
    ]
