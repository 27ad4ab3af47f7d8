from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Membership, Staff
from pharos.testing.world import PASSWORD, World


@pytest.fixture
def browser(world: World) -> Client:
    """Has an address of its own: limits by address are counted across all tests of this run."""
    return Client(REMOTE_ADDR=address(world))


@pytest.fixture
def quick_hashes(settings: Settings) -> None:
    """For floods of wrong guesses: argon2 is slow on purpose."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]


def address(world: World, last: int = 1) -> str:
    """Each `last` is another network: limits count an IPv6 network of 64 bits as one address."""
    mark = world.mark
    return f"fd00:{mark[:4]}:{mark[4:]}:{last}::1"


def sign_in(browser: Client, email: str, password: str = PASSWORD) -> bool:
    browser.post("/sign-in/", {"login": email, "password": password})
    return "_auth_user_id" in browser.session


def test_staff_sign_in_with_address_and_password(world: World, browser: Client) -> None:
    assert not sign_in(browser, world.amara.email, "a wrong password")
    assert sign_in(browser, world.amara.email)
    assert browser.session["_auth_user_id"] == str(world.amara.pk)

    browser.post("/sign-out/")

    assert "_auth_user_id" not in browser.session


def test_the_address_is_the_same_however_it_is_typed(world: World, browser: Client) -> None:
    assert sign_in(browser, f" {world.amara.email.upper()} ")


def test_signing_out_needs_more_than_a_link(world: World, browser: Client) -> None:
    sign_in(browser, world.amara.email)

    browser.get("/sign-out/")

    assert "_auth_user_id" in browser.session


def test_signing_in_needs_the_form_s_own_token(world: World) -> None:
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR=address(world))

    response = browser.post("/sign-in/", {"login": world.amara.email, "password": PASSWORD})

    assert response.status_code == 403


def test_the_session_key_changes_at_sign_in(world: World, browser: Client) -> None:
    """Or whoever planted a cookie beforehand would be signed in with the victim."""
    browser.get("/sign-in/")
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    sign_in(browser, world.amara.email)

    assert browser.session.session_key != planted


def test_whoever_left_cannot_sign_in(world: World, browser: Client) -> None:
    Staff.objects.filter(pk=world.amara.pk).update(is_active=False)

    response = browser.post("/sign-in/", {"login": world.amara.email, "password": PASSWORD})

    assert response.status_code == 200
    assert "_auth_user_id" not in browser.session
    assert sign_in(browser, world.bruno.email)


def test_the_sixth_wrong_password_closes_that_account_and_no_other(world: World) -> None:
    """Each guess from an address of its own, and with the right password at last: still closed."""
    for last in range(2, 7):
        guesser = Client(REMOTE_ADDR=address(world, last))
        assert not sign_in(guesser, world.amara.email, "a wrong password")

    assert not sign_in(Client(REMOTE_ADDR=address(world, 7)), world.amara.email)
    assert sign_in(Client(REMOTE_ADDR=address(world, 8)), world.bruno.email)


def test_guessing_under_another_spelling_or_host_is_counted_together(world: World) -> None:
    spellings = [world.amara.email, world.amara.email.upper(), f"{world.amara.email} "]
    for number in range(5):
        guesser = Client(REMOTE_ADDR=address(world, number + 2))
        guesser.post(
            "/sign-in/",
            {"login": spellings[number % 3], "password": "a wrong password"},
            headers={"host": ["127.0.0.1", "localhost"][number % 2]},
        )

    assert not sign_in(Client(REMOTE_ADDR=address(world, 9)), world.amara.email)


def test_five_right_passwords_close_nothing(world: World, browser: Client) -> None:
    for _ in range(6):
        assert sign_in(browser, world.amara.email)
        browser.post("/sign-out/")


@pytest.mark.usefixtures("quick_hashes")
def test_one_address_that_tries_many_accounts_is_stopped(world: World, browser: Client) -> None:
    for number in range(20):
        assert not sign_in(browser, f"guess-{number}-{world.mark}@northmere.test", "wrong")

    assert not sign_in(browser, world.amara.email)
    assert sign_in(Client(REMOTE_ADDR=address(world, 2)), world.amara.email)


@pytest.mark.usefixtures("quick_hashes")
def test_a_pretended_address_escapes_no_limit(world: World, browser: Client) -> None:
    def pretend(number: int, email: str, password: str) -> None:
        invented = f"203.0.113.{number}"
        browser.post(
            "/sign-in/",
            {"login": email, "password": password},
            headers={
                "x-forwarded-for": invented,
                "x-real-ip": invented,
                "forwarded": f"for={invented}",
            },
        )

    for number in range(20):
        pretend(number, f"guess-{number}-{world.mark}@northmere.test", "wrong")

    pretend(99, world.amara.email, PASSWORD)
    assert "_auth_user_id" not in browser.session


@pytest.mark.usefixtures("quick_hashes")
def test_neighbours_of_one_network_count_together(world: World) -> None:
    for number in range(20):
        neighbour = Client(REMOTE_ADDR=address(world).replace("::1", f"::{number + 1}"))
        sign_in(neighbour, f"guess-{number}-{world.mark}@northmere.test", "wrong")

    assert not sign_in(Client(REMOTE_ADDR=address(world)), world.amara.email)


def test_a_known_and_an_unknown_account_are_refused_alike(world: World, browser: Client) -> None:
    def refusal(email: str) -> str:
        response = browser.post("/sign-in/", {"login": email, "password": "wrong"})
        return str(response.context["form"].errors)

    assert refusal(world.amara.email) == refusal(f"nobody-{world.mark}@northmere.test")


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_nobody_signs_themselves_up_or_resets_by_mail(name: str) -> None:
    assert reverse("account_login") == "/sign-in/"

    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_passwords_are_kept_as_argon2(world: World) -> None:
    assert get_user_model() is Staff
    assert Staff.objects.get(pk=world.amara.pk).password.startswith("argon2$argon2id$")


def test_staff_see_the_brands_of_their_teams_while_they_last(world: World) -> None:
    assert world.amara.actor().brands == (world.brand.pk,)
    with brand_scope(world.elsewhere.pk):
        place = Membership.objects.create(
            staff=world.amara, team=world.other_support, until=now() + timedelta(hours=1)
        )
    assert world.amara.actor().brands == (world.brand.pk, world.elsewhere.pk)

    with brand_scope(world.elsewhere.pk):
        Membership.objects.filter(pk=place.pk).update(until=now())

    assert world.amara.actor().brands == (world.brand.pk,)


def test_whoever_left_sees_no_brand_although_still_in_a_team(world: World) -> None:
    Staff.objects.filter(pk=world.amara.pk).update(is_active=False)

    assert world.amara.actor().brands == ()


def test_a_partner_without_a_last_day_sees_nothing(world: World) -> None:
    partner = world.staff("Partner", world.support, role="partner")
    assert partner.actor().brands == ()

    with brand_scope(world.brand.pk):
        Membership.objects.filter(staff=partner).update(until=now() + timedelta(days=1))

    assert partner.actor().brands == (world.brand.pk,)
