"""How long answers took on each channel, as it was measured last."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    initial = True

    dependencies = [("brands", "0002_key_last_used")]

    operations = [
        migrations.CreateModel(
            name="AnswerTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("days", models.PositiveSmallIntegerField()),
                ("answered", models.PositiveIntegerField()),
                ("waiting", models.PositiveIntegerField()),
                ("half_seconds", models.FloatField(null=True)),
                ("most_seconds", models.FloatField(null=True)),
                ("measured_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "channel"), name="answer_time_once")
                ],
            },
        ),
        BrandIsolation("insight_answertime"),
    ]
