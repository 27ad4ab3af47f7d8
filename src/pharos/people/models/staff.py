from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Lower

from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.roles import Role


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Staff:
        staff = self.model(email=email.strip().lower(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)  # lint: allow write (what Django asks of a manager of users)
        return staff

    def get_by_natural_key(self, username: str | None) -> Staff:
        return self.get(email=(username or "").strip().lower())


class Staff(AbstractBaseUser):
    """A member of staff. Customers never have an account here.

    The address signs in and is kept in lower case, so it is the same however it is typed. The
    table belongs to no brand: one person may work for several, and signs in before any is known.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    # Empty: as the browser asks.
    language = models.CharField(max_length=20, blank=True, default="")
    role = models.CharField(max_length=20, choices=Role, default=Role.AGENT)
    # How this person likes the desk. Empty: as the system.
    theme = models.CharField(max_length=10, blank=True, default="", db_default="")
    plays_sound = models.BooleanField(default=False, db_default=False)
    tells_desktop = models.BooleanField(default=False, db_default=False)
    tells_by_mail = models.BooleanField(default=False, db_default=False)
    # The kinds of notices that do not reach them by mail, and not by push.
    untold_by_mail = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    untold_by_push = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    # Nothing rings or pops up before this instant.
    quiet_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = StaffManager()

    class Meta:
        verbose_name_plural = "staff"
        constraints = [
            models.CheckConstraint(
                name="staff_email_is_lower_case", condition=models.Q(email=Lower(F("email")))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def brands(self) -> tuple[int, ...]:
        """Ids of the brands whose teams this person is in now; none once inactive."""
        return self._places()[0]

    @property
    def all_brands(self) -> tuple[int, ...]:
        """Ids of the brands with a place for this person, also places that are past."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pharos_staff_all_brands(%s)", [self.pk])
            return tuple(cursor.fetchone()[0])

    def actor(self) -> Actor:
        """Act as this person, with the brands and teams that they are in at this moment."""
        brands, teams = self._places()
        return Actor.staff(id=self.pk, name=self.name, role=self.role, brands=brands, teams=teams)

    def _places(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return brands and teams.

        Asked before any brand is in scope, so a function of the owner answers: it tells where
        this person works, and nothing else about teams (migration 0003).
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT brands, teams FROM pharos_staff_places(%s, %s)", [self.pk, now()]
            )
            brands, teams = cursor.fetchone()
        return tuple(brands), tuple(teams)
