from __future__ import annotations

import uuid

from django.db import models


class FormDraft(models.Model):
    """A form that its customer goes on with later, sealed with a key of its own.

    It goes when the form is sent, when its customer throws it away, and when its time is over.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    customer = models.ForeignKey("people.Customer", on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The form's own name for itself: saving it again replaces it, sending it makes one case.
    thread = models.UUIDField()
    topic = models.CharField(max_length=40, blank=True)
    is_formal = models.BooleanField(default=False)
    sealed = models.BinaryField()
    key = models.BinaryField()
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "thread"], name="form_draft_once"),
        ]

    def __str__(self) -> str:
        return f"Draft {self.public_id}"
