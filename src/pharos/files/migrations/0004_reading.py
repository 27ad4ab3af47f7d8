from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_references"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="read_again_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="reading",
            field=models.CharField(
                blank=True, choices=[("waiting", "Waiting"), ("unread", "Unread")], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="reads",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(("reading", "waiting")),
                fields=["read_again_at"],
                name="file_to_read",
            ),
        ),
    ]
