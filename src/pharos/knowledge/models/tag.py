from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from pharos.kernel.time import now


class Tag(models.Model):
    """A word by which a brand's staff sort cases.

    A retired tag stays on the cases that have it and is offered for no other.
    """

    class Colour(models.TextChoices):
        GREY = "grey", _("Grey")
        BLUE = "blue", _("Blue")
        GREEN = "green", _("Green")
        RED = "red", _("Red")
        PURPLE = "purple", _("Purple")

    # No index of its own: the unique constraint below begins with the brand.
    brand = models.ForeignKey(
        "brands.Brand", on_delete=models.PROTECT, related_name="tags", db_index=False
    )
    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=10, choices=Colour, default=Colour.GREY)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint("brand", Lower("name"), name="tag_once_in_brand"),
        ]

    def __str__(self) -> str:
        return self.name
