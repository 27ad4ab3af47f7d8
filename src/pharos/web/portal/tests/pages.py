"""Customers at a brand's pages, as their browsers speak: forms, cookies, no script."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import uuid4

from django.test import Client

from pharos.brands.models import Brand
from pharos.brands.queries import forget_brands
from pharos.cases.models import Case
from pharos.cases.uploads import check_waiting
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.letters.models import Letter
from pharos.people.actor import Actor
from pharos.people.tests.exchange import Exchange
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World

HASH = "0x" + "5c" * 32
CODE = re.compile(r"\b(\d{6})\b")


def picture() -> bytes:
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(held, "PNG")
    return held.getvalue()


def promise(brand: Brand, **more: Any) -> None:
    """Let the brand's profile say something else besides."""
    brand.profile = {**brand.profile, **more}
    brand.save(update_fields=["profile"])
    forget_brands()


def mail_address(world: World, address: str = "help@northmere.test", **more: Any) -> ChannelAccount:
    """Give the brand an account that receives mail there."""
    new = NewAccount(kind="mail", settings={"address": address}, **more)
    return keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)


def answers(**more: Any) -> dict[str, Any]:
    """A form filled in well enough to be sent."""
    return {
        "thread": str(uuid4()),
        "summary": "My deposit has not arrived",
        "happened": "I sent it two hours ago.",
        "confirmed": "1",
        **more,
    }


def send(browser: Client, brand: Brand, topic: str = "DEP.NOT_FOUND", **more: Any) -> Any:
    return browser.post(f"/{brand.slug}/contact/{topic}/", answers(**more))


def number_of(response: Any) -> str:
    """The number of the case that a form has made."""
    assert response.status_code == 302, response.text
    return str(response["Location"].split("/")[3])


def case_of(world: World, response: Any) -> Case:
    with brand_scope(world.brand.pk):
        return Case.objects.select_related("customer").get(number=number_of(response))


def check_files(world: World) -> None:
    """What the worker does with files that came along."""
    system = Actor.system(world.brand.pk)
    check_waiting(system)
    tell_arrived_files(system)
    follow_up(actor=system)


def letters_to(brand: Brand, address: str) -> list[Letter]:
    with brand_scope(brand.pk):
        return list(Letter.objects.filter(to_address=address).order_by("pk"))


def code_in(letter: Letter) -> str:
    found = CODE.search(" ".join(letter.paragraphs))
    assert found, letter.paragraphs
    return found[1]


def proof_on(response: Any) -> str:
    found = re.search(r'name="proof" value="([^"]+)"', response.text)
    assert found, response.text
    return found[1]


def prove(browser: Client, brand: Brand, address: str) -> Any:
    """Sign in by the code that comes by mail."""
    asked = browser.post(f"/{brand.slug}/cases/sign-in/", {"address": address})
    code = code_in(letters_to(brand, address.lower())[-1])
    return browser.post(
        f"/{brand.slug}/cases/sign-in/code/", {"proof": proof_on(asked), "code": code}
    )


def sign_in(browser: Client, brand: Brand, exchange: Exchange, **claims: Any) -> Any:
    """Come from the exchange with its token."""
    exchange.instant = now()
    token = exchange.token(**claims)
    return browser.post(f"/{brand.slug}/cases/sign-in/token/", {"token": token})
