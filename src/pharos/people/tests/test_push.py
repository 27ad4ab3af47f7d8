from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import http_ece  # type: ignore[import-untyped]
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pharos.kernel.errors import Invalid, NotFound
from pharos.kernel.time import frozen_at, now
from pharos.people.actions.preferences import want_quiet
from pharos.people.actions.push import Browser, push_key, subscribe, unsubscribe
from pharos.people.actor import Actor
from pharos.people.jobs import send_pushes
from pharos.people.models import PushMessage, PushSubscription, Staff
from pharos.people.push.leaving import leave_pushes
from pharos.testing.world import World

AUTH = b"0123456789abcdef"


def digits(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def browser_at(endpoint: str, private: ec.EllipticCurvePrivateKey) -> Browser:
    point = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return Browser(endpoint=endpoint, p256dh=digits(point), auth=digits(AUTH))


class PushService:
    """A push service of a browser's maker, as far as one can stand on this machine."""

    def __init__(self) -> None:
        self.answers = 201
        self.heard: list[tuple[str, bytes]] = []
        self.private = ec.generate_private_key(ec.SECP256R1())
        service = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.heard.append((self.headers["Authorization"], body))
                self.send_response(service.answers)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Door)

    @property
    def browser(self) -> Browser:
        return browser_at(f"http://127.0.0.1:{self.server.server_port}/{id(self)}", self.private)

    def read(self) -> list[dict[str, str]]:
        return [
            json.loads(http_ece.decrypt(body, private_key=self.private, auth_secret=AUTH))
            for _authorization, body in self.heard
        ]


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    settings.PUSH_HOSTS, settings.PUSH_PLAIN_HTTP = ["127.0.0.1", "push.apple.com"], True
    service = PushService()
    thread = Thread(target=service.server.serve_forever, daemon=True)
    thread.start()
    yield service
    service.server.shutdown()
    service.server.server_close()
    thread.join()


@contextmanager
def later(seconds: float) -> Iterator[None]:
    with frozen_at(now() + timedelta(seconds=seconds)):
        yield


def ring(staff: Staff) -> None:
    leave_pushes([staff.pk], kind="mention", case_number="7KQF-3MDW-X", by="Bruno")


def waiting(staff: Staff) -> int:
    return PushMessage.objects.filter(subscription__staff=staff).count()


def test_a_browser_is_told_what_happened_under_our_key(world: World, service: PushService) -> None:
    actor = world.amara.actor()
    subscribe(actor=actor, browser=service.browser)
    ring(world.amara)

    send_pushes(Actor.system())

    (told,) = service.read()
    assert told == {
        "title": "Bruno mentioned you",
        "body": "7KQF-3MDW-X",
        "case": "7KQF-3MDW-X",
        "kind": "mention",
    }
    token, _comma, key = service.heard[0][0].removeprefix("vapid t=").partition(",k=")
    public = push_key(actor=actor).public_key
    assert key == public
    point = base64.urlsafe_b64decode(public + "==")
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims = jwt.decode(token, known, algorithms=["ES256"], options={"verify_aud": False})
    assert claims["aud"] == service.browser.endpoint.rsplit("/", 1)[0]
    assert waiting(world.amara) == 0


def test_it_speaks_the_language_of_its_reader(world: World, service: PushService) -> None:
    Staff.objects.filter(pk=world.amara.pk).update(language="zh-Hans")
    subscribe(actor=world.amara.actor(), browser=service.browser)
    ring(world.amara)

    send_pushes(Actor.system())

    assert "Bruno" in service.read()[0]["title"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    world: World, service: PushService, status: int
) -> None:
    subscribe(actor=world.amara.actor(), browser=service.browser)
    ring(world.amara)
    service.answers = status

    send_pushes(Actor.system())

    assert not PushSubscription.objects.filter(staff=world.amara).exists()
    assert waiting(world.amara) == 0


def test_a_service_that_fails_is_tried_again_later_and_not_for_ever(
    world: World, service: PushService
) -> None:
    subscribe(actor=world.amara.actor(), browser=service.browser)
    ring(world.amara)
    service.answers = 500

    send_pushes(Actor.system())
    send_pushes(Actor.system())
    assert len(service.heard) == 1
    with later(25):
        send_pushes(Actor.system())
    assert len(service.heard) == 2
    for hour in range(1, 6):
        with later(hour * 3000):
            send_pushes(Actor.system())
    assert len(service.heard) == 6
    assert waiting(world.amara) == 0
    assert PushSubscription.objects.filter(staff=world.amara).exists()


def test_what_is_old_rings_no_more(world: World, service: PushService) -> None:
    subscribe(actor=world.amara.actor(), browser=service.browser)
    ring(world.amara)

    with later(7 * 3600):
        send_pushes(Actor.system())

    assert service.heard == []
    assert waiting(world.amara) == 0


def test_whoever_wants_quiet_is_not_rung_until_they_do(world: World, service: PushService) -> None:
    actor = world.amara.actor()
    subscribe(actor=actor, browser=service.browser)

    want_quiet(actor=actor, minutes=60)
    ring(world.amara)
    assert waiting(world.amara) == 0
    want_quiet(actor=actor, minutes=0)
    ring(world.amara)
    assert waiting(world.amara) == 1
    PushMessage.objects.filter(subscription__staff=world.amara).delete()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest",
        "https://push.apple.com.evil.test/x",
        "https://localhost/x",
        "ftp://push.apple.com/x",
        "",
    ],
)
def test_only_push_services_are_knocked_at(
    world: World, settings: Any, service: PushService, endpoint: str
) -> None:
    settings.PUSH_PLAIN_HTTP = False
    known = service.browser
    browser = Browser(endpoint=endpoint, p256dh=known.p256dh, auth=known.auth)
    allowed = Browser(
        endpoint=f"https://web.push.apple.com/{world.mark}", p256dh=known.p256dh, auth=known.auth
    )

    with pytest.raises(Invalid):
        subscribe(actor=world.amara.actor(), browser=browser)
    assert subscribe(actor=world.amara.actor(), browser=allowed).pk


def test_a_browser_is_given_up_by_its_own_person_only(world: World, service: PushService) -> None:
    subscribe(actor=world.amara.actor(), browser=service.browser)

    with pytest.raises(NotFound):
        unsubscribe(actor=world.kofi.actor(), endpoint=service.browser.endpoint)
    unsubscribe(actor=world.amara.actor(), endpoint=service.browser.endpoint)

    assert not PushSubscription.objects.filter(staff=world.amara).exists()
