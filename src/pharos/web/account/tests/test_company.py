"""A company's own sign-in, against a provider on this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from pharos.config.machine import ports
from pharos.config.machine.ports import free_port
from pharos.people.models import Staff
from pharos.testing.world import PASSWORD, World

HOUSE = "http://localhost"
READY_SECONDS = 20


@pytest.fixture
def provider(settings: Settings) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        issuer = f"http://127.0.0.1:{port}"
        until_it_answers(port)
        app = {
            "provider_id": "company",
            "name": "Northmere SSO",
            "client_id": "pharos",
            "secret": "s",
            "settings": {"server_url": issuer},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }
        yield issuer
        process.terminate()


def until_it_answers(port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while not ports.answers(port, "127.0.0.1"):
        assert time.monotonic() < until, "the provider does not start"
        time.sleep(0.05)


def comes_by_company(world: World, issuer: str, **claims: Any) -> tuple[Client, Any]:
    """Walk to the provider and back, as a browser does."""
    mark = world.mark
    requests.put(f"{issuer}/users/{mark}", json=claims, timeout=5)
    browser = Client(REMOTE_ADDR=f"fd00:{mark[:4]}:{mark[4:]}:9::1", SERVER_NAME="localhost")
    away = browser.get("/sign-in/oidc/company/login/").headers["Location"]
    assert away.startswith(issuer)
    back = requests.post(away, data={"sub": mark}, allow_redirects=False, timeout=5)
    return browser, browser.get(back.headers["Location"].removeprefix(HOUSE))


@pytest.mark.parametrize(
    ("verified", "opens"), [(True, True), (False, False)], ids=["verified", "not verified"]
)
def test_an_address_that_the_company_has_verified_opens_the_account_that_is_here(
    world: World, provider: str, *, verified: bool, opens: bool
) -> None:
    browser, answer = comes_by_company(
        world, provider, email=world.amara.email.upper(), email_verified=verified
    )

    assert ("_auth_user_id" in browser.session) is opens
    assert answer.status_code == (302 if opens else 200)
    if opens:
        assert browser.session["_auth_user_id"] == str(world.amara.pk)
        assert Staff.objects.get(pk=world.amara.pk).check_password(PASSWORD)


def test_nobody_is_made_staff_by_their_company(world: World, provider: str) -> None:
    email = f"stranger-{world.mark}@northmere.test"

    browser, answer = comes_by_company(world, provider, email=email, email_verified=True)

    assert "_auth_user_id" not in browser.session
    assert "Nobody here has this address" in answer.content.decode()
    assert not Staff.objects.filter(email=email).exists()


def test_whoever_left_does_not_come_in_by_their_company(world: World, provider: str) -> None:
    told = {"email": world.amara.email, "email_verified": True}
    comes_by_company(world, provider, **told)
    Staff.objects.filter(pk=world.amara.pk).update(is_active=False)

    browser, _answer = comes_by_company(world, provider, **told)

    assert "_auth_user_id" not in browser.session


def test_the_sign_in_page_offers_the_company_where_there_is_one(
    world: World, provider: str
) -> None:
    assert "Northmere SSO" in Client(REMOTE_ADDR="fd00::77").get("/sign-in/").content.decode()
