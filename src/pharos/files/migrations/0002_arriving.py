from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="storedfile",
            name="file_is_of_its_length",
        ),
        migrations.AddField(
            model_name="storedfile",
            name="came_with",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="conversation_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="note",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="pages",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="storedfile",
            name="type",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(("came_with__isnull", False), ("told_at", None)),
                fields=["case_id", "came_with"],
                name="file_to_tell",
            ),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(
                    ("state", "refused"), ("told_at", None), ("why__in", ["secret", "infected"])
                ),
                fields=["case_id"],
                name="file_of_danger",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("length__gte", 0), ("offset__lte", models.F("length"))),
                name="file_is_of_its_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("came_with", None),
                    models.Q(("case_id__isnull", False), ("conversation_id__isnull", False)),
                    _connector="OR",
                ),
                name="file_that_came_along_has_its_thread",
            ),
        ),
    ]
