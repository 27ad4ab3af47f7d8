"""What is said to customers is on its way from the moment it is written."""

import django.db.models.deletion
from django.db import migrations, models

from pharos.kernel.isolation import BrandIsolation

# In the transaction that writes the entry: what is said can be neither forgotten nor said twice.
# In the widget people look by themselves, so there it waits before another way is looked for.
QUEUE = """
CREATE FUNCTION cases_queue_delivery() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO cases_delivery (brand_id, case_id, conversation_id, seq, position, state, channel,
                                items, tries, due_at, code, why, queued_at, moved_at)
    SELECT NEW.brand_id, NEW.case_id, NEW.conversation_id, NEW.seq, NEW.position, 'queued', '',
           '[]', 0, NEW.created_at + CASE WHEN c.channel = 'widget' THEN interval '10 minutes'
                                          ELSE interval '0' END,
           '', '', NEW.created_at, NEW.created_at
      FROM cases_conversation c WHERE c.id = NEW.conversation_id;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_delivery AFTER INSERT ON ledger_entry FOR EACH ROW
    WHEN (NEW.position IS NOT NULL AND NEW.author_kind <> 'customer' AND NEW.kind IN
          ('message', 'resolution', 'finding', 'job', 'verify', 'acknowledged'))
    EXECUTE FUNCTION cases_queue_delivery();
"""
NO_QUEUE = """
DROP TRIGGER queue_delivery ON ledger_entry;
DROP FUNCTION cases_queue_delivery();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_key_last_used"),
        ("cases", "0015_notices_of_jobs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "Mention"),
                    ("assigned", "Assigned"),
                    ("woken", "Woken"),
                    ("side_answer", "Side Answer"),
                    ("side_late", "Side Late"),
                    ("answered", "Answered"),
                    ("promise", "Promise"),
                    ("looks", "Looks"),
                    ("canary", "Canary"),
                    ("no_notice", "No Notice"),
                    ("job", "Job"),
                    ("undelivered", "Undelivered"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.IntegerField()),
                ("position", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("seen", "Seen"),
                            ("failed", "Failed"),
                            ("rested", "Rested"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("channel", models.CharField(blank=True, default="", max_length=20)),
                ("items", models.JSONField(default=list)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("code", models.CharField(blank=True, default="", max_length=60)),
                ("why", models.CharField(blank=True, default="", max_length=300)),
                ("queued_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.case"
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="cases.conversation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeliveredItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("item", models.CharField(max_length=255)),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="brands.brand",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="cases.delivery",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                models.F("due_at"),
                condition=models.Q(("state__in", ["queued", "sending"])),
                name="delivery_due",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                models.F("conversation"), models.F("position"), name="delivery_of_conversation"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                models.F("brand"),
                models.F("id"),
                condition=models.Q(("state", "failed")),
                name="delivery_failed",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("case", "seq"), name="delivery_once_an_entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivereditem",
            constraint=models.UniqueConstraint(
                fields=("brand", "channel", "item"), name="delivered_item_once"
            ),
        ),
        BrandIsolation("cases_delivery"),
        BrandIsolation("cases_delivereditem"),
        migrations.RunSQL(QUEUE, NO_QUEUE),
    ]
