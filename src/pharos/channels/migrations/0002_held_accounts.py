"""An account that is listened to or asked is held by one process at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_accounts")]

    operations = [
        migrations.AddField(
            model_name="channelaccount",
            name="held_by",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="channelaccount",
            name="held_until",
            field=models.DateTimeField(null=True),
        ),
    ]
