"""Where a secret stood, the desk says what it was, and why there is a case about it."""

from __future__ import annotations

import pytest

from pharos.cases.models import Case
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.reception.endangered import REASON
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World
from pharos.web.desk.tests.test_answering import draft, post
from pharos.web.desk.tests.test_pages import signed_in

PASSWORD = "Hunter-22"


def test_a_removed_secret_is_told_in_words_and_linked_to_its_case(world: World) -> None:
    case = world.asked(text=f"<b>My password is {PASSWORD}")
    follow_up(actor=Actor.system(world.brand.pk))
    with brand_scope(world.brand.pk):
        new = Case.objects.get(reason_initial=REASON)
    amara = signed_in(world.amara)

    first = amara.get(f"/desk/cases/{case.number}/").text
    about = amara.get(f"/desk/cases/{new.number}/").text

    assert '&lt;b&gt;My password is <mark class="removed">a password, removed</mark>' in first
    assert "The customer wrote a password, which was removed: <a" in first
    assert new.number in first
    assert "The customer wrote a password in <a" in about
    assert "told the customer what to do now" in about
    assert "Change it now, everywhere that you use it." in about
    assert PASSWORD not in first + about


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (f"Your password is {PASSWORD}", 422, "This contains a password."),
        ("Set a new password of at least 12 characters.", 201, ""),
    ],
)
def test_staff_are_told_what_they_must_take_out(
    world: World, body: str, status: int, said: str
) -> None:
    case = world.asked()

    answer = post(world, "amara", case, "replies", **draft(body))

    assert answer.status_code == status
    assert said in answer.text
