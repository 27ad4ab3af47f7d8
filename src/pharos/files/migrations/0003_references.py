"""What is named in a file, so that it is looked up like what is named in words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0002_arriving")]

    operations = [
        migrations.AddField(
            "storedfile", "references", models.JSONField(db_default=[], default=list)
        ),
    ]
