from __future__ import annotations

from django.db import models

from pharos.kernel.time import now


class Brand(models.Model):
    """One exchange. What it promises is its profile, read from a file by `load_brand`.

    Not isolated by row: its slug is what a visitor names before any scope is open.
    """

    id = models.AutoField(primary_key=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    profile = models.JSONField()
    created_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.name
