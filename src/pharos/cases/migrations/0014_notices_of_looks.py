"""Notices about who looks at what."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_more_notices"),
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
                ],
                max_length=20,
            ),
        ),
    ]
