from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pharos.cases.priority import at_stake, head_start
from pharos.cases.states import CASE_MOVES, SETTLED, CaseState, Disposition, may_move
from pharos.kernel.errors import Conflict

# An instant by some minutes earlier, the same by every server's clock: a column may depend on it.
EARLIER = models.Func(
    models.Func(F("waiting_since"), template="(%(expressions)s AT TIME ZONE 'UTC')"),
    models.Func(F("head_start"), template="make_interval(mins => %(expressions)s)"),
    template="((%(expressions)s) AT TIME ZONE 'UTC')",
    arg_joiner=" - ",
    output_field=models.DateTimeField(null=True),
)


class Case(models.Model):
    """One problem of one customer: the unit of ownership, of promises and of outcome.

    This row is the present. Whatever is here can be replayed from the case's ledger.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=12, unique=True)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, db_index=False)
    # Always owned: by a team from the first moment, by one of its agents once somebody takes it.
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, db_index=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    # Who answered before, when the customer has asked for a second pair of eyes.
    reviewed_after = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    state = models.CharField(max_length=20, choices=CaseState, default=CaseState.NEW)
    reason_initial = models.CharField(max_length=40)
    reason_predicted = models.CharField(max_length=40, blank=True)
    reason_final = models.CharField(max_length=40, blank=True)
    disposition = models.CharField(max_length=20, choices=Disposition, blank=True)
    resolution_text = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=140)
    last_words = models.CharField(max_length=140)
    last_author = models.CharField(max_length=10, default="customer")
    # When the customer's oldest unanswered message came; null when it is not our turn.
    waiting_since = models.DateTimeField(null=True)
    # What is at stake for the customer (cases/priority.py), and whether staff have judged it.
    impact = models.CharField(max_length=16, blank=True, default="", db_default="")
    impact_is_judged = models.BooleanField(default=False, db_default=False)
    # For how many minutes it counts as waiting when its customer begins to wait.
    head_start = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Its place among what waits. Kept by the database, by whichever door the waiting begins.
    counts_since = models.GeneratedField(
        expression=EARLIER,
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    opened_at = models.DateTimeField()
    first_answered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    touches = models.PositiveIntegerField(default=0)
    contacts = models.PositiveIntegerField(default=1)
    assurance = models.PositiveSmallIntegerField(default=0)
    assurance_required = models.PositiveSmallIntegerField(default=0)
    # How often it was taken up again after its end. Counted by a trigger (migration 0005), by
    # whichever door it is reopened.
    reopens = models.PositiveIntegerField(default=0, db_default=0)
    # Where the work goes on, while the state is MERGED.
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        db_index=False,
    )
    # Until when it was last put off; it counts while the state is SCHEDULED.
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # When it came back by itself and nobody has answered since.
    woken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_resolved_at_matches_state",
                condition=Q(state__in=["RESOLVED", "CLOSED"], resolved_at__isnull=False)
                | ~Q(state__in=["RESOLVED", "CLOSED"]) & Q(resolved_at=None),
            ),
            models.CheckConstraint(
                name="case_assurance_is_a_level",
                condition=Q(assurance__range=(0, 4)) & Q(assurance_required__range=(0, 4)),
            ),
            models.CheckConstraint(
                name="case_merged_knows_where_to",
                condition=Q(merged_into=None) | Q(state="MERGED"),
            ),
        ]
        indexes = [
            models.Index(
                "brand",
                F("counts_since").asc(nulls_last=True),
                "id",
                condition=~Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"]),
                name="case_queue",
            ),
            models.Index(
                "assignee",
                condition=~Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"]),
                name="case_of_agent",
            ),
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
            # Cases come in the order of time, so a report's period is a stretch of the table.
            BrinIndex(fields=["opened_at"], autosummarize=True, name="case_opened"),
            models.Index(
                "merged_into", condition=Q(merged_into__isnull=False), name="case_merged_here"
            ),
            models.Index("snoozed_until", condition=Q(state="SCHEDULED"), name="case_asleep"),
            # One for each way of narrowing a list of open cases that selects little of them.
            models.Index(
                "brand",
                F("counts_since").asc(nulls_last=True),
                "id",
                condition=Q(assignee=None) & ~Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"]),
                name="case_unassigned",
            ),
            models.Index(
                "team",
                F("counts_since").asc(nulls_last=True),
                "id",
                condition=~Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"]),
                name="case_of_team",
            ),
            models.Index(
                "brand",
                "language",
                F("counts_since").asc(nulls_last=True),
                "id",
                condition=~Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"]),
                name="case_in_language",
            ),
            models.Index(
                "brand",
                F("id").desc(),
                condition=~Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"]),
                name="case_newest",
            ),
            models.Index(
                "brand",
                F("resolved_at").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(state__in=["RESOLVED", "CLOSED", "MERGED", "SPAM"]),
                name="case_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.number}"

    @property
    def is_settled(self) -> bool:
        return CaseState(self.state) in SETTLED

    @property
    def is_set_aside(self) -> bool:
        """Whether messages are kept here and move nothing."""
        return self.state in (CaseState.MERGED, CaseState.SPAM)

    @property
    def is_proved_enough(self) -> bool:
        """Whether the customer's identity is proved as far as this reason asks."""
        return self.assurance >= self.assurance_required

    def weigh(self) -> None:
        """Bring the head start in line with what is at stake and why they came, without saving."""
        reason = self.reason_final or self.reason_initial
        self.head_start = head_start(self.impact, reason, is_judged=self.impact_is_judged)

    @property
    def at_stake(self) -> str:
        """What the case counts for in the order of what waits."""
        reason = self.reason_final or self.reason_initial
        return at_stake(self.impact, reason, is_judged=self.impact_is_judged)

    def move_to(self, state: CaseState) -> None:
        """Change the state without saving, or refuse with `state_not_possible`."""
        if not may_move(CASE_MOVES, CaseState(self.state), state):
            raise Conflict(
                _("This is not possible in the state that the case is in now."),
                code="state_not_possible",
            )
        self.state = state
        if state not in (CaseState.RESOLVED, CaseState.CLOSED):
            self.resolved_at = None
        if state != CaseState.MERGED:
            self.merged_into = None
