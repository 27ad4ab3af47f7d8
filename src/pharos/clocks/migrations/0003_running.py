"""Which cases have a promise that runs out, for the lists of the desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0001_initial"),
        ("clocks", "0002_several_at_once"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_at", None)),
                fields=["brand", "due_at"],
                name="clock_running",
            ),
        ),
    ]
