from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Handle, MailProof, PersonMerge
from pharos.testing.world import World
from pharos.web.portal.tests.pages import (
    case_of,
    code_in,
    letters_to,
    promise,
    proof_on,
    prove,
    send,
)


def ask(world: World, browser: Client, address: str) -> Any:
    return browser.post(f"/{world.brand.slug}/cases/sign-in/", {"address": address})


def enter(world: World, browser: Client, proof: str, code: str) -> int:
    address = f"/{world.brand.slug}/cases/sign-in/code/"
    return browser.post(address, {"proof": proof, "code": code}).status_code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def cases_on(world: World, browser: Client) -> str:
    return str(browser.get(f"/{world.brand.slug}/cases/").text)


@pytest.mark.requirement("CH-27")
def test_a_code_to_the_mailbox_brings_back_what_was_written_with_that_address(
    world: World,
) -> None:
    case = case_of(world, send(Client(), world.brand, address="dana@example.org"))
    others = case_of(world, send(Client(), world.brand, address="eve@example.org"))
    elsewhere = Client()

    assert prove(elsewhere, world.brand, "Dana@Example.org").status_code == 302

    listed = cases_on(world, elsewhere)
    assert case.number in listed
    assert others.number not in listed
    assert elsewhere.get(f"/{world.brand.slug}/cases/{case.number}/").status_code == 200
    with brand_scope(world.brand.pk):
        handle = Handle.objects.get(kind="mail", value="dana@example.org")
        merge = PersonMerge.objects.get(joined=case.customer)
    assert (handle.assurance, merge.kept_id, merge.proof) == (1, handle.customer_id, "address")
    assert any(entry.kind == "person" for entry in world.entries(case))


def test_what_a_browser_wrote_without_an_address_comes_along_once_one_is_proved(
    world: World,
) -> None:
    browser, elsewhere = Client(), Client()
    case = case_of(world, send(browser, world.brand))
    others = case_of(world, send(Client(), world.brand))

    prove(browser, world.brand, "dana@example.org")
    prove(elsewhere, world.brand, "dana@example.org")

    for seen in (browser, elsewhere):
        assert case.number in cases_on(world, seen)
        assert others.number not in cases_on(world, seen)


def test_an_address_that_is_given_opens_nothing_before_it_is_proved(world: World) -> None:
    case = case_of(world, send(Client(), world.brand, address="dana@example.org"))
    stranger = Client()

    ask(world, stranger, "dana@example.org")

    assert case.number not in cases_on(world, stranger)


def test_an_account_is_not_joined_by_an_address_alone(world: World) -> None:
    """Who reads a mailbox sees nothing of an account that gave it."""
    from pharos.people.tests.exchange import connected
    from pharos.web.portal.tests.pages import sign_in

    browser = Client()
    sign_in(browser, world.brand, connected(world.brand))
    case = case_of(world, send(browser, world.brand))
    with brand_scope(world.brand.pk):
        case.customer.contact_addresses.create(brand=world.brand, address="dana@example.org")
    reader = Client()

    prove(reader, world.brand, "dana@example.org")

    assert case.number not in cases_on(world, reader)


def test_the_answer_is_the_same_whether_the_address_is_known(world: World) -> None:
    send(Client(), world.brand, address="dana@example.org")

    known = ask(world, Client(), "dana@example.org")
    unknown = ask(world, Client(), "nobody@example.org")

    def plain(text: str) -> str:
        return re.sub(r'name="(proof|csrfmiddlewaretoken)" value="[^"]+"', "", text)

    assert (known.status_code, plain(known.text)) == (unknown.status_code, plain(unknown.text))
    assert len(letters_to(world.brand, "nobody@example.org")) == 1


def test_five_wrong_codes_close_the_door_for_the_right_one_too(world: World) -> None:
    browser = Client()
    proof = proof_on(ask(world, browser, "dana@example.org"))
    code = code_in(letters_to(world.brand, "dana@example.org")[0])

    for _time in range(4):
        assert enter(world, browser, proof, wrong(code)) == 422
    second = proof_on(ask(world, browser, "minjun@example.org"))
    other = code_in(letters_to(world.brand, "minjun@example.org")[0])
    for _time in range(5):
        assert enter(world, browser, second, wrong(other)) == 422

    assert enter(world, browser, proof, code) == 302
    assert enter(world, browser, second, other) == 422


def test_a_code_works_once_and_for_ten_minutes(world: World) -> None:
    browser = Client()
    proof = proof_on(ask(world, browser, "dana@example.org"))
    code = code_in(letters_to(world.brand, "dana@example.org")[0])
    late = proof_on(ask(world, browser, "minjun@example.org"))
    late_code = code_in(letters_to(world.brand, "minjun@example.org")[0])
    with brand_scope(world.brand.pk):
        kept = MailProof.objects.get(public_id=late)
        assert kept.expires_at - kept.asked_at == timedelta(minutes=10)
        MailProof.objects.filter(pk=kept.pk).update(expires_at=now())

    assert enter(world, browser, proof, code) == 302
    assert enter(world, browser, proof, code) == 422
    assert enter(world, browser, late, late_code) == 422


def test_a_code_of_another_proof_or_brand_opens_nothing(world: World) -> None:
    browser = Client()
    proof = proof_on(ask(world, browser, "dana@example.org"))
    ask(world, browser, "minjun@example.org")
    code = code_in(letters_to(world.brand, "dana@example.org")[0])
    other = code_in(letters_to(world.brand, "minjun@example.org")[0])

    assert code == other or enter(world, browser, proof, other) == 422
    elsewhere = f"/{world.elsewhere.slug}/cases/sign-in/code/"
    assert browser.post(elsewhere, {"proof": proof, "code": code}).status_code == 422
    assert enter(world, browser, proof, code) == 302


def test_the_table_holds_no_code_and_no_link(world: World) -> None:
    ask(world, Client(), "dana@example.org")

    letter = letters_to(world.brand, "dana@example.org")[0]
    with brand_scope(world.brand.pk):
        kept = repr(MailProof.objects.filter(address="dana@example.org").values().get())
    secret = letter.action_url.rpartition("sign-in/")[2].partition("/")[0]
    assert code_in(letter) not in re.sub(r"[0-9a-f]{40,}", "", kept)
    assert secret not in kept


def test_the_link_asks_before_it_signs_in_and_works_once(world: World) -> None:
    case = case_of(world, send(Client(), world.brand, address="dana@example.org"))
    ask(world, Client(), "dana@example.org")
    url = letters_to(world.brand, "dana@example.org")[0].action_url
    path = url[url.index(f"/{world.brand.slug}/") :]
    browser = Client()

    assert browser.get(path).status_code == 200
    assert browser.get(path)["Referrer-Policy"] == "same-origin"
    assert case.number not in cases_on(world, browser)

    assert browser.post(path).status_code == 302
    assert case.number in cases_on(world, browser)
    assert "does not work any more" in Client().post(path).text


def test_after_signing_in_one_is_led_to_a_page_of_the_brand_and_nowhere_else(
    world: World,
) -> None:
    case = case_of(world, send(Client(), world.brand, address="dana@example.org"))
    own = f"/{world.brand.slug}/cases/{case.number}/"

    def led(wanted: str) -> str:
        browser = Client()
        asked = browser.post(
            f"/{world.brand.slug}/cases/sign-in/", {"address": "dana@example.org", "next": wanted}
        )
        code = code_in(letters_to(world.brand, "dana@example.org")[-1])
        data = {"proof": proof_on(asked), "code": code, "next": wanted}
        return str(browser.post(f"/{world.brand.slug}/cases/sign-in/code/", data)["Location"])

    assert led(own) == own
    for stranger in ("https://evil.test/", "//evil.test/", f"/{world.brand.slug}//evil.test"):
        assert led(stranger) == f"/{world.brand.slug}/cases/"


def test_a_mailbox_is_not_flooded_with_codes(world: World) -> None:
    sent = [ask(world, Client(), "dana@example.org").status_code for _time in range(6)]

    assert sent == [200] * 5 + [429]
    assert ask(world, Client(), "minjun@example.org").status_code == 200


def test_what_is_no_address_is_marked(world: World) -> None:
    promise(world.brand)

    response = ask(world, Client(), "dana at home")

    assert response.status_code == 422
    assert "Write a mail address such as name@example.org." in response.text
