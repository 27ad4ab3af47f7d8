from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="queue", name="queue_once_in_brand"),
        migrations.AddConstraint(
            model_name="queue",
            constraint=models.UniqueConstraint(
                fields=["brand", "slug", "is_given"], name="queue_once_in_brand"
            ),
        ),
    ]
