"""Outlets can be removed, and supervisors are told of what one gives up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outlets", "0001_outlets")]

    operations = [
        migrations.AddField(
            model_name="outlet", name="removed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="outlet", name="alarmed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AlterField(
            model_name="dispatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("sending", "Sending"),
                    ("sent", "Sent"),
                    ("dead", "Dead"),
                    ("ended", "Ended"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
    ]
