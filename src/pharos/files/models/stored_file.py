from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from pharos.files.inspection.verdict import THUMBNAIL, page_name
from pharos.kernel.time import now

# Why it was refused, if it holds a secret (files/words.py).
SECRET = "secret"  # noqa: S105 - a reason, no secret
# If there is a virus in it. `note` has its name, and what was uploaded is kept for a while.
INFECTED = "infected"
KEPT_INFECTED = timedelta(days=7)


class StoredFile(models.Model):
    """One file that somebody hands in, from its first byte until it is erased.

    Its bytes lie under keys that begin with `folder`. What was uploaded stays in quarantine
    (`parts`) until it has been checked and is then destroyed; what is served is what the check
    has made of it. An entry of the ledger names the file once; `entry_seq` says which.
    """

    class State(models.TextChoices):
        UPLOADING = "uploading"
        QUARANTINED = "quarantined"
        CHECKING = "checking"
        READY = "ready"
        REFUSED = "refused"
        ERASED = "erased"

    class Owner(models.TextChoices):
        CUSTOMER = "customer"
        STAFF = "staff"

    class Reading(models.TextChoices):
        """Of a customer's pictures that could not be read for secrets in time."""

        WAITING = "waiting"
        UNREAD = "unread"

    brand_id = models.IntegerField()
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_kind = models.CharField(max_length=10, choices=Owner)
    owner_id = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADING)
    # Why it was refused (files/words.py), empty otherwise.
    why = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    # What was announced, and how much of it is here.
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    parts = models.JSONField(default=list)
    received_sha256 = models.CharField(max_length=64, blank=True)
    # What is served.
    type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    has_thumbnail = models.BooleanField(default=False)
    # Of a document: how many of its pages there are pictures of, and what a reader should know
    # (files/words.py). Of what was refused as a secret: which kinds it held, comma between.
    pages = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=100, blank=True)
    # What its words name, as `{"kind": "txid", "value": …}`; words in pictures are read, too.
    references = models.JSONField(default=list, db_default=[])
    # The case and its entry, by their numbers: cases stand above this room.
    case_id = models.BigIntegerField(null=True)
    entry_seq = models.IntegerField(null=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    # Of what came along with a message before it was checked: that message, and since when it is
    # told in the ledger what became of it.
    conversation_id = models.BigIntegerField(null=True)
    came_with = models.IntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, editable=False)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    purged_at = models.DateTimeField(null=True)
    # Whether its pictures wait to be read once more, when, and how often that was tried; or
    # that nobody could. Empty: read, nothing to read, or not read here at all.
    reading = models.CharField(max_length=8, choices=Reading, blank=True)
    read_again_at = models.DateTimeField(null=True)
    reads = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_is_of_its_length",
                condition=Q(length__gte=0, offset__lte=models.F("length")),
            ),
            models.CheckConstraint(
                name="file_ready_has_its_digest",
                condition=~Q(state="ready") | ~Q(sha256="") & ~Q(type=""),
            ),
            models.CheckConstraint(
                name="file_attached_has_its_case",
                condition=Q(entry_seq=None) | Q(case_id__isnull=False),
            ),
            models.CheckConstraint(
                name="file_that_came_along_has_its_thread",
                condition=Q(came_with=None)
                | Q(case_id__isnull=False, conversation_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand_id", "owner_kind", "owner_id", "created_at"], name="file_of_owner"
            ),
            models.Index(
                fields=["case_id", "entry_seq"],
                condition=Q(case_id__isnull=False),
                name="file_of_entry",
            ),
            models.Index(
                fields=["state", "created_at"],
                condition=Q(state__in=["quarantined", "checking"]),
                name="file_to_check",
            ),
            models.Index(
                fields=["created_at"], condition=Q(entry_seq=None), name="file_not_attached"
            ),
            models.Index(
                fields=["case_id", "came_with"],
                condition=Q(came_with__isnull=False, told_at=None),
                name="file_to_tell",
            ),
            models.Index(
                fields=["read_again_at"], condition=Q(reading="waiting"), name="file_to_read"
            ),
            models.Index(
                fields=["case_id"],
                condition=Q(state="refused", why__in=[SECRET, INFECTED], told_at=None),
                name="file_of_danger",
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.public_id}"

    @property
    def folder(self) -> str:
        """Where its bytes lie: fanned out by the first two digits of its id."""
        name = self.public_id.hex
        return f"b{self.brand_id}/{name[:2]}/{name}/"

    def key(self, what: str) -> str:
        return f"{self.folder}{what}"

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length

    @property
    def is_settled(self) -> bool:
        """Nothing more becomes of it by itself."""
        return self.state in (self.State.READY, self.State.REFUSED, self.State.ERASED)

    @property
    def is_held(self) -> bool:
        """It is not yet shown to staff, or only to whoever says that they want to see it."""
        return bool(self.reading)

    @property
    def pictures(self) -> list[str]:
        """What there is to look at beside the file itself: its thumbnail, and pages."""
        pages = [page_name(number) for number in range(1, self.pages + 1)]
        return [*([THUMBNAIL] if self.has_thumbnail else []), *pages]

    @property
    def secret_kinds(self) -> list[str]:
        """Which kinds of secrets it was refused for."""
        return self.note.split(",") if self.why == SECRET and self.note else []

    def named(self) -> dict[str, Any]:
        """What an entry of the ledger says of it. `sha256` is of what is served."""
        said: dict[str, Any] = {
            "id": str(self.public_id),
            "name": self.name,
            "received": self.received_sha256,
            "sha256": self.sha256,
            "size": self.size,
            "type": self.type,
        }
        if self.width is not None:
            said |= {"width": self.width, "height": self.height}
        if self.pages:
            said["pages"] = self.pages
        if self.note:
            said["note"] = self.note
        return said
