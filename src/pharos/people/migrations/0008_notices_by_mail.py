"""Who wants to be told by mail what concerns them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_customers_by_name")]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="tells_by_mail",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
