"""Proofs of mailboxes, addresses to answer to, codes in mails, and words by which they are known."""

import uuid

import django.db.models.deletion
import pharos.kernel.time
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("people", "0008_notices_by_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="phrase",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AlterField(
            model_name="personmerge",
            name="proof",
            field=models.CharField(
                choices=[
                    ("same_browser", "Same Browser"),
                    ("code", "Code"),
                    ("address", "Address"),
                    ("link", "Link"),
                    ("identity", "Identity"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="MailProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("address", models.EmailField(max_length=254)),
                ("code_digest", models.CharField(max_length=64)),
                ("link_digest", models.CharField(max_length=64, unique=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="ContactAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("given_at", models.DateTimeField(default=pharos.kernel.time.now)),
                ("proved_at", models.DateTimeField(null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_addresses",
                        to="people.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "address", "customer"), name="contact_address_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("covered_to", models.CharField(max_length=40)),
                ("conversation_id", models.BigIntegerField(null=True)),
                ("issued_at", models.DateTimeField(default=pharos.kernel.time.now)),
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
                    models.UniqueConstraint(fields=("brand", "digest"), name="mail_code_once")
                ],
            },
        ),
        BrandIsolation("people_mailproof"),
        BrandIsolation("people_contactaddress"),
        BrandIsolation("people_mailcode"),
    ]
