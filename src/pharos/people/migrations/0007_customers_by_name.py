"""Customers are found by how their name begins."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("people", "0006_invitations")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index("brand", Upper("name"), name="customer_name_begins"),
        ),
    ]
