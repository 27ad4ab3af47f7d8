"""Second factors, sessions and one's own account, over HTTP."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from pharos.people.models import Staff
from pharos.testing.world import PASSWORD, World


def browser_of(world: World, last: int = 1) -> Client:
    mark = world.mark
    return Client(REMOTE_ADDR=f"fd00:{mark[:4]}:{mark[4:]}:{last}::1", SERVER_NAME="localhost")


def signs_in(browser: Client, staff: Staff) -> str:
    """Return where the password leads."""
    answer = browser.post("/sign-in/", {"login": staff.email, "password": PASSWORD})
    return str(answer.headers.get("Location", ""))


def code_now(secret: str, ahead: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def proves_it(browser: Client) -> None:
    browser.post("/account/proof/", {"password": PASSWORD})


def with_app(browser: Client) -> str:
    """Set an authenticator app up, as its owner does, and return its secret."""
    proves_it(browser)
    page = browser.get("/account/app/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7=]+)</code>", page)
    assert secret
    done = browser.post("/account/app/", {"code": code_now(secret[1])})
    assert done.status_code == 302
    return secret[1]


def test_an_authenticator_app_is_asked_for_once_it_is_set_up(world: World) -> None:
    browser = browser_of(world)
    assert signs_in(browser, world.amara) == "/desk/"
    secret = with_app(browser)
    browser.post("/sign-out/")

    assert signs_in(browser, world.amara) == "/sign-in/factor/"
    assert browser.get("/desk/").status_code == 302
    browser.post("/sign-in/factor/", {"code": "000000"})
    assert "_auth_user_id" not in browser.session
    browser.post("/sign-in/factor/", {"code": code_now(secret, 1)})

    assert browser.get("/desk/").status_code == 200


def test_what_an_app_is_set_up_with_is_not_kept_in_the_clear(world: World) -> None:
    browser = browser_of(world)
    signs_in(browser, world.amara)
    secret = with_app(browser)

    held = Authenticator.objects.get(user=world.amara, type="totp")

    assert secret not in str(held.data)


def test_the_picture_is_there_only_while_an_app_is_being_set_up(world: World) -> None:
    browser = browser_of(world)
    signs_in(browser, world.amara)
    assert browser.get("/account/app/picture/").status_code == 404
    proves_it(browser)
    browser.get("/account/app/")

    picture = browser.get("/account/app/picture/")

    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"<path" in picture.content


def test_recovery_codes_are_shown_once_and_each_opens_once(world: World) -> None:
    browser = browser_of(world)
    signs_in(browser, world.amara)
    with_app(browser)
    codes = re.findall(r"<li>(\d{8})</li>", browser.get("/account/codes/").content.decode())
    assert len(codes) == 10
    assert codes[0] not in browser.get("/account/codes/").content.decode()
    browser.post("/sign-out/")

    for attempt, opens in enumerate((True, False), start=2):
        other = browser_of(world, attempt)
        signs_in(other, world.amara)
        other.post("/sign-in/factor/", {"code": codes[0]})
        assert ("_auth_user_id" in other.session) is opens


def test_somebody_long_signed_in_proves_themselves_before_a_factor_changes(world: World) -> None:
    browser = browser_of(world)
    browser.force_login(world.amara)

    asked = browser.get("/account/app/")

    assert asked.headers["Location"].startswith("/account/proof/")
    proof = browser.post(asked.headers["Location"], {"password": PASSWORD})
    assert proof.headers["Location"] == "/account/app/"
    assert browser.get("/account/app/").status_code == 200


def test_a_session_is_seen_and_ended_from_another(world: World) -> None:
    here, there = browser_of(world), browser_of(world, 2)
    signs_in(here, world.amara)
    signs_in(there, world.amara)
    page = here.get("/account/").content.decode()
    (number,) = re.findall(r"/account/sessions/(\d+)/", page)

    stranger = browser_of(world, 3)
    signs_in(stranger, world.bruno)
    assert stranger.post(f"/account/sessions/{number}/").status_code == 404
    assert there.get("/desk/").status_code == 200
    here.post(f"/account/sessions/{number}/")

    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200


def test_all_other_sessions_end_at_once(world: World) -> None:
    here, there = browser_of(world), browser_of(world, 2)
    signs_in(here, world.amara)
    signs_in(there, world.amara)

    here.post("/account/sessions/")

    assert (here.get("/desk/").status_code, there.get("/desk/").status_code) == (200, 302)


def test_a_new_password_opens_and_the_old_one_no_longer(world: World) -> None:
    browser = browser_of(world)
    signs_in(browser, world.amara)
    new = "a lighthouse on a calm night"

    answer = browser.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert answer.status_code == 302
    amara = Staff.objects.get(pk=world.amara.pk)
    assert (amara.check_password(new), amara.check_password(PASSWORD)) == (True, False)


@pytest.mark.parametrize(("language", "status"), [("ko", 302), ("", 302), ("tlh", 422)])
def test_staff_choose_their_name_and_a_language_that_there_are_words_in(
    world: World, language: str, status: int
) -> None:
    browser = browser_of(world)
    browser.force_login(world.amara)

    answer = browser.post("/account/profile/", {"name": "Amara O.", "language": language})

    assert answer.status_code == status
    kept = Staff.objects.get(pk=world.amara.pk)
    assert (kept.name == "Amara O.") == (status == 302)
    assert kept.language == (language if status == 302 else "")
