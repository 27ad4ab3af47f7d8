"""One text for many: written and looked at over HTTP, sent by the worker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from pharos.cases.actions.merge import merge_cases
from pharos.cases.models import Case
from pharos.cases.tests.deeds import fresh, is_whole, resolved, write_again
from pharos.incidents.models import Incident, MassReply
from pharos.incidents.rounds import PART, send_mass_replies
from pharos.incidents.tests.deeds import (
    entered,
    form_of,
    recipients,
    said_by_staff,
    sent_by_the_worker,
    signed_in,
    somebody,
)
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.testing.world import World

TEXT = "Dear {{customer.name}}, about {{incident.title}}: claim at {{claim.link}} ({{case.number}})"
HIDDEN = re.compile(r'name="(client_token|looked)" value="([^"]*)"')


@dataclass
class Writing:
    """Somebody with the form of a mass reply open."""

    client: Client
    incident: Incident
    whom: dict[str, Any] = field(default_factory=lambda: {"all": "1"})
    hidden: dict[str, str] = field(default_factory=dict)

    def presses(self, step: str, **texts: str) -> Any:
        form = self.whom | {f"text.{tag}": text for tag, text in texts.items()} | self.hidden
        address = f"/desk/incidents/{self.incident.pk}/mass-reply/"
        answer = self.client.post(address, form | {"step": step})
        self.hidden |= dict(HIDDEN.findall(answer.text))
        return answer

    def sends(self, **texts: str) -> Any:
        assert self.presses("look", **texts).status_code == 200
        return self.presses("send", **texts)


def by_bruno(world: World, incident: Incident, *cases: Case) -> Writing:
    whom = {"numbers": [case.number for case in cases]} if cases else {"all": "1"}
    return Writing(signed_in(world.bruno), incident, whom)


def test_each_gets_it_in_their_own_case_in_their_language_with_their_blanks(world: World) -> None:
    dana = world.asked(world.dana)
    minjun = world.asked(world.minjun, language="ko")
    other = somebody(world, reason="ACC.LOCKED")
    incident = entered(world)
    writing = by_bruno(world, incident)

    looked = writing.presses("look", en=TEXT, ko="{{customer.name}}님, 죄송합니다.")
    assert "Minjun님, 죄송합니다." in looked.text
    assert said_by_staff(world, dana) == []
    sent = writing.presses("send", en=TEXT, ko="{{customer.name}}님, 죄송합니다.")
    assert sent.status_code == 302
    sent_by_the_worker(world)

    (told,) = said_by_staff(world, dana)
    assert told.startswith("Dear Dana, about Deposits were late: claim at http")
    assert form_of(world, dana, incident) in told
    assert dana.number in told
    assert said_by_staff(world, minjun) == ["Minjun님, 죄송합니다."]
    assert said_by_staff(world, other) == []
    assert fresh(dana).state == "WAITING_CUSTOMER"
    assert fresh(dana).assignee_id is None
    assert is_whole(dana)
    assert "Sent: 2 of 2" in writing.client.get(sent["Location"]).text


def test_only_those_who_were_chosen_are_written_to(world: World) -> None:
    chosen, other = somebody(world), somebody(world)
    incident = entered(world)

    assert by_bruno(world, incident, chosen).sends(en="It works again.").status_code == 302
    sent_by_the_worker(world)

    assert said_by_staff(world, chosen) == ["It works again."]
    assert said_by_staff(world, other) == []
    nobody = Writing(signed_in(world.bruno), incident, {}).presses("look", en="Hello.")
    assert nobody.status_code == 422
    assert "Choose at least one customer." in nobody.text


def test_languages_without_a_text_are_named_before_it_is_sent(world: World) -> None:
    somebody(world)
    somebody(world, language="ko")
    writing = by_bruno(world, entered(world))

    assert "Korean (1)" in writing.presses("look", en="It works again.").text
    both = writing.presses("look", en="It works again.", ko="다시 됩니다.").text
    assert "Korean (1)" not in both


def test_what_was_not_looked_at_is_not_sent(world: World) -> None:
    case = somebody(world)
    writing = by_bruno(world, entered(world))
    writing.presses("look", en="It works again.")

    changed = writing.presses("send", en="It does not work again.")

    assert changed.status_code == 422
    assert "The text has changed since you looked." in changed.text
    assert recipients(world) == []
    assert writing.presses("send", en="It does not work again.").status_code == 302
    sent_by_the_worker(world)
    assert said_by_staff(world, case) == ["It does not work again."]


def test_pressing_send_twice_sends_once(world: World) -> None:
    case = somebody(world)
    writing = by_bruno(world, entered(world))
    writing.presses("look", en="It works again.")

    first, second = (writing.presses("send", en="It works again.") for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    sent_by_the_worker(world)
    assert said_by_staff(world, case) == ["It works again."]


def test_texts_are_refused_for_secrets_and_for_blanks_that_we_cannot_fill(world: World) -> None:
    somebody(world)
    writing = by_bruno(world, entered(world))

    for text, sentence in (
        (" ".join(["abandon"] * 11 + ["about"]), "recovery phrase"),
        ("Your balance is {{customer.balance}}.", "nothing to put in for customer.balance"),
    ):
        refused = writing.presses("look", en=text)
        assert refused.status_code == 422
        assert sentence in refused.text
        assert text in refused.text
    assert writing.presses("look", en="Hello {{customer.name}}.").status_code == 200


def test_a_part_at_a_time_goes_out_however_often_workers_ask(world: World) -> None:
    for _ in range(PART + 1):
        somebody(world)
    by_bruno(world, entered(world)).sends(en="It works again.")
    system = Actor.system(world.brand.pk)

    with frozen_at(now()):
        assert send_mass_replies(system) == PART
        assert send_mass_replies(system) == 0
    sent_by_the_worker(world)
    assert [one.state for one in recipients(world)] == ["sent"] * (PART + 1)


def test_settled_cases_are_reopened_and_merged_ones_answered_where_the_work_goes_on(
    world: World,
) -> None:
    ended, old, late = somebody(world), somebody(world, reason="ACC.LOCKED"), somebody(world)
    resolved(ended, world.amara)
    incident = entered(world)
    by_bruno(world, incident).sends(en="It works again.")
    merge_cases(actor=world.amara.actor(), number=late.number, into=old.number, why="One person.")

    sent_by_the_worker(world)

    assert fresh(ended).state == "WAITING_CUSTOMER"
    assert said_by_staff(world, old) == ["It works again."]
    assert said_by_staff(world, late) == []
    assert all(is_whole(case) for case in (ended, old, late))


def test_whoever_asked_for_somebody_else_is_passed_over_and_the_page_says_so(world: World) -> None:
    case, other = somebody(world), somebody(world)
    incident = entered(world)
    by_bruno(world, incident, case).sends(en="It works again.")
    sent_by_the_worker(world)
    write_again(world, case)
    thread = world.conversation(case)
    ask_for_review(
        actor=world.actor(case.customer),
        request=ReviewRequest(channel="widget", external_id=thread.external_id, client_token="r"),
    )

    writing = by_bruno(world, incident)
    sent = writing.sends(en="Once more.")
    sent_by_the_worker(world)

    assert said_by_staff(world, case) == ["It works again."]
    assert said_by_staff(world, other) == ["Once more."]
    page = writing.client.get(sent["Location"]).text
    assert f"{case.number}</a> asked for somebody else than the sender" in page


def test_it_stops_when_its_sender_may_no_longer_or_somebody_stops_it(world: World) -> None:
    case, incident = somebody(world), entered(world)
    by_bruno(world, incident).sends(en="It works again.")
    Staff.objects.filter(pk=world.bruno.pk).update(role=Role.AGENT)
    sent_by_the_worker(world)
    Staff.objects.filter(pk=world.bruno.pk).update(role=Role.SUPERVISOR)
    by_bruno(world, incident).sends(en="It works again.")
    with brand_scope(world.brand.pk):
        second = MassReply.objects.latest("pk")
    stop = f"/desk/incidents/{incident.pk}/mass-replies/{second.pk}/stop/"
    assert signed_in(world.ada).post(stop).status_code == 302
    sent_by_the_worker(world)

    assert said_by_staff(world, case) == []
    by_bruno(world, incident).sends(en="Now.")
    sent_by_the_worker(world)
    assert said_by_staff(world, case) == ["Now."]
