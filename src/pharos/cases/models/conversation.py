from __future__ import annotations

import uuid

from django.db import models

from pharos.cases.models.case import Case
from pharos.cases.states import CHAT_MOVES, ChatState, may_move


class Conversation(models.Model):
    """One thread with one customer on one channel. A case can have several."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conversations")
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=20)
    # The channel's own name for the thread; the widget makes a UUID before anything is sent.
    external_id = models.CharField(max_length=200)
    surface = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=ChatState, default=ChatState.OPENED)
    language = models.CharField(max_length=12)
    timezone = models.CharField(max_length=60, blank=True)
    assurance = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    # How far its stream has handed things over, how far the customer has seen them, and how far
    # somebody who answers has seen what the customer wrote. They only go forward.
    delivered_position = models.PositiveIntegerField(default=0, db_default=0)
    delivered_at = models.DateTimeField(null=True)
    read_position = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    answerer_position = models.PositiveIntegerField(default=0, db_default=0)
    answerer_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "channel", "external_id"], name="conversation_opened_once"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-opened_at"], name="conversation_of_customer")]

    def __str__(self) -> str:
        return f"Conversation {self.public_id}"

    def move_to(self, state: ChatState) -> bool:
        """Change the state without saving; a move that is not possible leaves it as it is."""
        if not may_move(CHAT_MOVES, ChatState(self.state), state):
            return False
        self.state = state
        return True
