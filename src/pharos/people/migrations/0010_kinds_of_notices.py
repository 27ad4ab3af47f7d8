"""Which kinds of notices reach somebody by mail and by push."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0009_mail_proofs")]

    operations = [
        migrations.AddField(
            model_name="staff",
            name=name,
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), db_default=[], default=list, size=None
            ),
        )
        for name in ("untold_by_mail", "untold_by_push")
    ]
