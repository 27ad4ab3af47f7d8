from __future__ import annotations

from django.db import models

from pharos.kernel.fields import CanonicalJSON


class Entry(models.Model):
    """One thing that happened in a case. Written by `append_entries` alone, never changed.

    `seq` counts from 1 without gaps inside the case and is for staff; `position` counts from 1
    without gaps inside a conversation over what the customer may see.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message"
        OPENED = "opened"
        NOTE = "note"
        STATE = "state"
        ASSIGNMENT = "assignment"
        RESOLUTION = "resolution"
        DISPOSITION = "disposition"
        REASON = "reason"
        IMPACT = "impact"
        ASSURANCE = "assurance"
        VERIFY = "verify"
        REVIEW = "review"
        RATING = "rating"
        SEEN = "seen"
        JOINED = "joined"
        LINK = "link"
        PERSON = "person"
        MERGE = "merge"
        UNMERGE = "unmerge"
        CARRIED = "carried"
        SPLIT = "split"
        QUOTE = "quote"
        SNOOZE = "snooze"
        WOKEN = "woken"
        SPAM = "spam"
        TAGS = "tags"
        SIDE = "side"
        CLOCK = "clock"
        REMOVED = "removed"
        ERASURE = "erasure"
        ACCESS = "access"
        DIAGNOSIS = "diagnosis"
        FINDING = "finding"
        CLAIM = "claim"
        JOB = "job"
        DELIVERY = "delivery"
        ACKNOWLEDGED = "acknowledged"
        EDIT = "edit"
        WITHDRAWN = "withdrawn"
        REPEAT = "repeat"
        AUTOMATIC = "automatic"
        FILES = "files"

    pk = models.CompositePrimaryKey("case_id", "seq")
    case_id = models.BigIntegerField()
    seq = models.IntegerField()
    brand_id = models.IntegerField()
    conversation_id = models.BigIntegerField(null=True)
    position = models.IntegerField(null=True)
    kind = models.TextField()
    author_kind = models.TextField()
    author_id = models.BigIntegerField(null=True)
    author_name = models.TextField(null=True)  # noqa: DJ001 as it stands in the ledger
    visibility = models.TextField()
    body = models.TextField(null=True)  # noqa: DJ001 null once it is erased
    payload = CanonicalJSON(null=True)
    attachments = CanonicalJSON(null=True)
    created_at = models.DateTimeField()
    client_token = models.TextField(null=True)  # noqa: DJ001 absent where nothing is retried
    salt = models.BinaryField(null=True)
    body_digest = models.BinaryField(null=True)
    payload_digest = models.BinaryField(null=True)
    attachments_digest = models.BinaryField(null=True)
    hash = models.BinaryField()
    visible_hash = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_entry"

    def __str__(self) -> str:
        return f"Entry {self.seq} of case {self.case_id}"

    @property
    def is_erased(self) -> bool:
        return self.salt is None
