"""One person of each role, here and in another brand, for tests of who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from pharos.cases.models import Case
from pharos.diagnosis.models import BlockNotice, ExchangeJob
from pharos.incidents.claiming import ClaimDraft
from pharos.incidents.links import ClaimLink
from pharos.incidents.models import Claim, Incident
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Membership, Staff, Team
from pharos.people.roles import Role
from pharos.testing.world import World


@dataclass
class Cast:
    """Everybody who could knock: their teams answer for `case`, or do not."""

    world: World

    @cached_property
    def case(self) -> Case:
        return self.world.asked()

    @cached_property
    def here(self) -> dict[str, Staff]:
        """Staff of the brand, each in the team that has the case."""
        return {role: self.in_team(role, self.world.support) for role in Role.values}

    @cached_property
    def elsewhere(self) -> dict[str, Staff]:
        return {role: self.in_team(role, self.world.other_support) for role in Role.values}

    @cached_property
    def other_partner(self) -> Staff:
        """A partner of the same brand whose team does not have the case."""
        return self.in_team(Role.PARTNER, self.world.korean)

    @cached_property
    def side_nr(self) -> int:
        """A question from the case to another team."""
        from pharos.cases.actions.side import Question, ask_team

        question = Question(team=self.world.korean.pk, body="Is it paused?", client_token="asked-1")
        actor = self.world.amara.actor()
        return ask_team(actor=actor, number=self.case.number, question=question).nr

    @cached_property
    def notice(self) -> BlockNotice:
        """A restriction of which nobody has told its customer in time."""
        late = now() - timedelta(minutes=1)
        with brand_scope(self.world.brand.pk):
            return BlockNotice.objects.create(
                brand=self.world.brand,
                restriction_id="r-1",
                customer="dana",
                imposed_at=late,
                due_at=late,
                alarmed_at=late,
            )

    @cached_property
    def incident(self) -> Incident:
        """What went wrong for many, entered by hand, with claims taken now."""
        at = now()
        with brand_scope(self.world.brand.pk):
            return Incident.objects.create(
                brand=self.world.brand,
                title="Deposits were late",
                kind=Incident.Kind.DEPOSIT,
                began_at=at - timedelta(hours=1),
                entered_by=self.world.bruno,
                claims_from=at - timedelta(hours=1),
                claims_until=at + timedelta(days=30),
                created_at=at,
                changed_at=at,
            )

    @cached_property
    def job(self) -> ExchangeJob:
        """What the exchange is asked once a second person has approved."""
        at = now()
        with brand_scope(self.world.brand.pk):
            return ExchangeJob.objects.create(
                brand=self.world.brand,
                case=self.case,
                client_token="press",
                kind="SELF_LOCK",
                state=ExchangeJob.State.AWAITING_APPROVAL,
                asked_by_kind="staff",
                asked_by=self.world.amara.pk,
                asked_at=at,
                changed_at=at,
            )

    @cached_property
    def claim_secret(self) -> str:
        """What is in the address of the claim form of the case's customer."""
        return ClaimLink(
            brand_id=self.world.brand.pk,
            incident_id=self.incident.pk,
            conversation_id=self.world.conversation(self.case).pk,
        ).secret()

    @cached_property
    def case_link_token(self) -> str:
        """What is in the address that leads to the case's conversation from elsewhere."""
        from pharos.cases.case_links import case_link

        conversation = self.world.conversation(self.case)
        with brand_scope(self.world.brand.pk):
            return case_link(conversation).rstrip("/").rpartition("/")[2]

    @cached_property
    def claim(self) -> Claim:
        """What the case's customer claims because of it."""
        from pharos.incidents.actions.file_claim import file_claim

        return file_claim(
            actor=self.world.actor(self.world.dana),
            conversation_id=self.world.conversation(self.case).pk,
            incident_id=self.incident.pk,
            draft=ClaimDraft(words="I could not deposit in time."),
        )

    @cached_property
    def widget_release(self) -> str:
        from pharos.channels.widget import assets

        return assets.version()

    def in_team(self, role: str, team: Team) -> Staff:
        staff = self.world.staff(f"{role}-{team.pk}", team, role=role)
        if role == Role.PARTNER:
            with brand_scope(team.brand_id):
                Membership.objects.filter(staff=staff).update(until=now() + timedelta(days=30))
        return staff
