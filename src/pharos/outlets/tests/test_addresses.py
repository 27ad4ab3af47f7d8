"""Where webhooks may go: never into the network that we ourselves are in."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from pharos.cases.tests.deeds import code_of
from pharos.kernel.errors import Invalid
from pharos.outlets.addresses import Unreached, checked_url, place_of
from pharos.outlets.tests.deeds import dispatches, fresh, outlet_to, send_all
from pharos.outlets.tests.receiver import Receiver
from pharos.testing.world import World


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::ffff:192.168.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://localhost/x",
        "https://0.0.0.0/",
    ],
)
def test_an_address_of_our_own_network_is_refused(settings: Any, url: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_url(url)
    assert refused.value.code == "url_private"
    settings.OUTLETS_PRIVATE = True
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/", "ftp://x.test", "https://u:p@x.test/", "https://", "x"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert code_of(lambda: checked_url(url)) == "url_invalid"
    assert checked_url("https://hooks.example.com/a?b=c#d") == "https://hooks.example.com/a?b=c"


@pytest.mark.parametrize(
    ("numbers", "reached"),
    [
        (["93.184.216.34"], "93.184.216.34"),
        (["10.0.0.7"], ""),
        (["93.184.216.34", "10.0.0.7"], ""),
    ],
)
def test_a_name_that_leads_inside_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, numbers: list[str], reached: str
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in numbers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    if reached:
        assert place_of("https://hooks.example.com/a?b=c").ip == reached
    else:
        with pytest.raises(Unreached):
            place_of("https://hooks.example.com/a?b=c")


def test_what_became_private_after_it_was_saved_is_not_knocked_at(
    world: World, receiver: Receiver, settings: Any
) -> None:
    outlet = outlet_to(world, receiver)
    world.asked()
    settings.OUTLETS_PRIVATE = False

    send_all(world, outlet)

    assert receiver.asked == []
    assert fresh(outlet).why == "inside:"
    assert {each.state for each in dispatches(outlet)} == {"queued"}
