from __future__ import annotations

import re
from typing import Any

from django.test import Client

from pharos.brands.models import Brand
from pharos.kernel.scope import brand_scope
from pharos.people.mail_codes import issue_code
from pharos.people.models import MailCode
from pharos.people.persons.queries import anti_phishing_code
from pharos.testing.world import World


def issued(world: World, brand: Brand | None = None) -> tuple[str, str]:
    """A code that was printed in a mail to Dana, and the number of the case that it is about."""
    case = world.asked()
    conversation = world.conversation(case)
    with brand_scope((brand or world.brand).pk):
        code = issue_code((brand or world.brand).pk, conversation.pk, "dana@example.org")
    return code, case.number


def check(brand: Brand, code: str, **more: Any) -> Any:
    return Client(**more).post(f"/{brand.slug}/verify/", {"code": code})


def test_a_mail_of_ours_is_known_by_its_code_however_it_is_typed(world: World) -> None:
    code, number = issued(world)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)

    for typed in (code, code.lower(), code.replace("-", " "), f" {code} "):
        page = check(world.brand, typed).text
        assert "Yes, we sent this." in page
        assert number in page
        assert "d•••@•••" in page
        assert "dana@example.org" not in page


def test_any_other_code_is_said_not_to_be_ours(world: World) -> None:
    code, number = issued(world)
    other = ("A" if code[0] != "A" else "B") + code[1:]

    for typed in (other, "", "AAAA", "<b>"):
        page = check(world.brand, typed).text
        assert "No, this code is not ours." in page
        assert number not in page
    assert "No, this code is not ours." in check(world.elsewhere, code).text


def test_what_is_kept_of_a_code_is_no_code(world: World) -> None:
    code, _number = issued(world)

    with brand_scope(world.brand.pk):
        kept = repr(list(MailCode.objects.filter(brand=world.brand).values()))

    assert code not in kept
    assert code.replace("-", "") not in kept


def test_nobody_tries_out_codes(world: World) -> None:
    where = {"REMOTE_ADDR": f"fd00:{world.mark[:4]}:{world.mark[4:]}::9"}

    told = [check(world.brand, "AAAA-AAAA", **where).status_code for _time in range(31)]

    assert told == [200] * 30 + [429]
    assert check(world.brand, "AAAA-AAAA").status_code == 200


def test_words_of_a_person_s_own_are_the_same_for_all_that_they_are(world: World) -> None:
    with brand_scope(world.brand.pk):
        world.minjun.merged_into = world.dana
        world.minjun.save(update_fields=["merged_into"])
        world.dana.phrase = "blue lantern"
        world.dana.save(update_fields=["phrase"])

        assert anti_phishing_code(world.minjun) == "blue lantern"
        assert anti_phishing_code(world.eve) == ""
