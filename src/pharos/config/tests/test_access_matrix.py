"""Every route of the pages, walked by every role of this brand and of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pharos.config.tests.access_matrix import MATRIX
from pharos.config.tests.gates import Gate, Kind, Value
from pharos.kernel.ids import new_case_number
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.people.tests.exchange import begin
from pharos.testing.cast import Cast
from pharos.testing.world import World

PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
# What the library writes as a pattern.
PATTERN = re.compile(r"\^\(\?P<(\w+)>[^)]*\)")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]+"')
WHERE = "src/pharos/config/tests/access_matrix.py"
NEW_ROUTE = """\
{route!r} has no line in the access matrix, so nobody has said who may come in.
Add it to {where}, in the part of its room, for instance:

    "{route}": staff(),              # a page for everybody who is signed in
    "{route}": case_read(),          # shows one case
    "{route}": case_change(data={{}}),  # changes one case (data: a form that is accepted)
    "{route}": admin(),              # for administrators
"""
# Where everybody meets the same.
EVERYBODY = {Kind.PUBLIC: "in", Kind.NOBODY: "404", Kind.MACHINE: "401", Kind.OWN: "401"}
NUMBERS = {
    "int": str(2**40),
    "uuid": "00000000-0000-4000-8000-000000000000",
    "work": "topic",
}


@pytest.fixture(scope="module")
def onlookers(django_db_setup: None) -> Cast:
    """Whoever only looks leaves everything as it was, and may look at the next page too."""
    return Cast(World())


@dataclass(frozen=True, kw_only=True)
class Knock:
    """Somebody at a door, and what the answer is to be: "in" or a status."""

    who: str
    browser: Client
    expected: str
    is_stranger: bool = False


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        else:
            assert isinstance(each, URLPattern)
            yield route


def test_every_route_says_who_may_come_in() -> None:
    missing = [route for route in routes() if route not in MATRIX]

    assert not missing, "\n".join(NEW_ROUTE.format(route=r, where=WHERE) for r in missing)


def test_the_matrix_names_no_route_that_is_gone() -> None:
    gone = MATRIX.keys() - set(routes())

    assert not gone, f"Remove from {WHERE}: {sorted(gone)}"


@pytest.mark.requirement("TP-01")
@pytest.mark.parametrize("route", MATRIX)
def test_each_route_lets_in_whom_the_matrix_says(onlookers: Cast, route: str) -> None:
    gate = MATRIX[route]
    cast, wrong = onlookers if gate.method == "GET" else Cast(World()), []
    for knock in knocks(gate, cast, has_object="<" in route):
        response = answer(knock.browser, gate, address(route, gate, cast), cast)
        told = verdict(response)
        if told != knock.expected:
            wrong.append(f"{knock.who}: expected {knock.expected}, got {told}")
        if knock.is_stranger and knock.expected == "404":
            absent = answer(knock.browser, gate, address(route, gate, cast, absent=True), cast)
            if (absent.status_code, plain(absent)) != (response.status_code, plain(response)):
                wrong.append(f"{knock.who}: what is not theirs looks different from what is absent")

    assert not wrong, f"{gate.method} {route} ({gate.kind.value}):\n  " + "\n  ".join(wrong)


@pytest.mark.parametrize(
    "route", [route for route, gate in MATRIX.items() if gate.kind == Kind.OWN]
)
def test_what_is_not_ones_own_looks_like_what_is_not_there(onlookers: Cast, route: str) -> None:
    """Nothing of a case may show in how its address answers to others."""
    gate, cast = MATRIX[route], onlookers
    for browser in (Client(REMOTE_ADDR=network(cast, 0)), customer(cast)):
        asked = address(route, gate, cast)
        other = new_case_number()
        there = answer(browser, gate, asked, cast)
        absent = answer(browser, gate, asked.replace(cast.case.number, other), cast)

        assert (there.status_code, absent.status_code) == (401, 401)
        assert plain(there).replace(cast.case.number.encode(), other.encode()) == plain(absent)


def knocks(gate: Gate, cast: Cast, *, has_object: bool) -> Iterator[Knock]:
    """Yield everybody, those who may change nothing first: what they ask for is still there."""
    outside = EVERYBODY.get(gate.kind, "sign-in")
    yield Knock(who="anonymous", browser=Client(REMOTE_ADDR=network(cast, 0)), expected=outside)
    yield Knock(who="customer", browser=customer(cast), expected=outside)
    number = 2
    for place, people in (("other brand", cast.elsewhere), ("own brand", cast.here)):
        for role in sorted(people, key=lambda role: role in gate.roles):
            number += 1
            yield Knock(
                who=f"{role} of {place}",
                browser=signed_in(people[role], network(cast, number)),
                expected=inside(gate, role, place, has_object=has_object),
                is_stranger=place == "other brand" and gate.kind in (Kind.CASE, Kind.BRAND),
            )
    if gate.kind == Kind.CASE:
        browser = signed_in(cast.other_partner, network(cast, number + 1))
        who = "partner of another team"
        yield Knock(who=who, browser=browser, expected="404", is_stranger=True)


def inside(gate: Gate, role: str, place: str, *, has_object: bool) -> str:
    if gate.kind in EVERYBODY:
        return EVERYBODY[gate.kind]
    if gate.kind == Kind.CASE and place == "other brand":
        return "404"
    if role not in gate.roles:
        return "403"
    is_strange = gate.kind == Kind.BRAND and has_object and place == "other brand"
    return "404" if is_strange or gate.missing else "in"


def verdict(response: Any) -> str:
    """Say "in", "sign-in", or the status of a refusal. What a form refuses is inside."""
    to = response.headers.get("HX-Redirect") or response.headers.get("Location", "")
    if to.startswith(f"{reverse(settings.LOGIN_URL)}?next="):
        return "sign-in"
    refused = (400, 401, 403, 404, 405)
    is_refusal = response.status_code in refused or response.status_code >= 500
    return str(response.status_code) if is_refusal else "in"


def answer(browser: Client, gate: Gate, url: str, cast: Cast) -> Any:
    data = gate.data(cast) if callable(gate.data) else gate.data
    send = browser.get if gate.method == "GET" else browser.post
    return send(url, dict(data), headers={"HX-Request": "true"} if gate.fragment else {})


def address(route: str, gate: Gate, cast: Cast, *, absent: bool = False) -> str:
    known: dict[str, Value] = {
        "number": lambda cast: cast.case.number,
        "brand": lambda cast: cast.world.brand.slug,
        "slug": lambda cast: cast.world.brand.slug,
        "provider_id": lambda _: "company",
    }
    values = {**known, **gate.values}

    def part(match: re.Match[str]) -> str:
        kind, name = match["kind"] or "str", match["name"]
        if absent:
            return new_case_number() if kind == "number" else NUMBERS.get(kind, "absent")
        assert name in values, (
            f"say in {WHERE} what stands for {name}: ..., {name}=lambda cast: ..."
        )
        return str(values[name](cast))

    return "/" + PART.sub(part, PATTERN.sub(r"<\1>", route))


def plain(response: Any) -> bytes:
    """The answer without what differs from one request to the next."""
    content = b"".join(response) if response.streaming else response.content
    return TOKEN.sub(b"", content)


def signed_in(staff: Staff, network: str) -> Client:
    browser = Client(REMOTE_ADDR=network)
    browser.force_login(staff)
    return browser


def customer(cast: Cast) -> Client:
    """A customer with an open session, as the widget has one: no way in to any page of staff."""
    token = begin(cast.world.brand, (uuid4().hex * 2)[:43]).token
    return Client(REMOTE_ADDR=network(cast, 1), headers={"authorization": f"Bearer {token}"})


def network(cast: Cast, number: int) -> str:
    """Each visitor is a network of their own: limits are not what is looked at here."""
    mark = cast.world.mark
    return f"fd00:{mark[:4]}:{mark[4:]}:{number}::1"


@pytest.mark.requirement("TP-02")
def test_a_partner_finds_the_cases_of_their_team_and_no_others(world: World) -> None:
    cast = Cast(world)
    cast.case  # noqa: B018 - asks the question
    pages = {
        staff: signed_in(staff, network(cast, number)).get("/desk/?view=all").content.decode()
        for number, staff in enumerate((cast.here[Role.PARTNER], cast.other_partner))
    }

    assert cast.case.number in pages[cast.here[Role.PARTNER]]
    assert cast.case.number not in pages[cast.other_partner]


@pytest.mark.requirement("TP-02")
@pytest.mark.parametrize(("role", "is_masked"), [(Role.PARTNER, True), (Role.AGENT, False)])
def test_a_partner_does_not_read_who_the_customer_is(
    world: World, role: str, *, is_masked: bool
) -> None:
    cast = Cast(world)
    case = world.asked(text="Write to dana@mail.example or +351 912 345 678, hash 0xabc123.")
    browser = signed_in(cast.here[role], network(cast, 1))

    pages = (f"/desk/cases/{case.number}/", "/desk/?view=all", "/desk/search/?q=0xabc123")
    texts = [browser.get(page).content.decode() for page in pages]
    for told in ("Dana", "dana@mail.example", "912 345 678"):
        assert not is_masked or not any(told in text for text in texts), told
        assert told in texts[0] or is_masked
    assert "0xabc123" in texts[0]
