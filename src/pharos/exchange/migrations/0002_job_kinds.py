"""What an exchange may be asked to do, and what of it a second person approves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="job_kinds",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="connection",
            name="approved_kinds",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
