"""Owners hear that their customer has answered, and that a promise runs out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_tags_on_cases"),
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
                ],
                max_length=20,
            ),
        ),
    ]
