"""OFFICIAL is said of what the signed directory lists, and of nothing else, however it is drawn."""

from __future__ import annotations

import string
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pharos.diagnosis import diagnosers  # noqa: F401 - registers them
from pharos.diagnosis.asking import Ask, Inputs
from pharos.diagnosis.channels import host_of, place_of, written
from pharos.diagnosis.desk_records import PinnedKey
from pharos.diagnosis.findings import Finding
from pharos.diagnosis.lookalikes import is_made_to_look_like
from pharos.diagnosis.running import REGISTRY
from pharos.exchange.directory import canonical, is_signed_by
from pharos.exchange.objects import OfficialChannel
from pharos.exchange.simulator import signing
from pharos.exchange.simulator.northmere import morning
from pharos.exchange.simulator.sources import SimulatedSources

CHANNELS = (
    OfficialChannel(kind="website", value="northmere.example", support_role="full"),
    OfficialChannel(kind="website", value="m\u00fcnchen.example"),
    OfficialChannel(kind="mail", value="support@northmere.example", support_role="full"),
    OfficialChannel(kind="phone", value="+82 1661 5566"),
    OfficialChannel(kind="telegram", value="@northmere"),
    OfficialChannel(kind="social", value="https://social.example/northmere"),
    OfficialChannel(kind="app", value="com.northmere.app"),
    OfficialChannel(kind="sms", value="Northmere"),
)
WIDE = {ord(one): ord(one) + 0xFEE0 for one in string.ascii_letters + string.digits + ".-"}
# Ten ways to write each of them that lead to the same place.
SPELLINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "northmere.example": (
        "",
        (
            "northmere.example",
            "NORTHMERE.EXAMPLE",
            "https://northmere.example",
            "http://northmere.example:80/",
            "https://northmere.example:443/help?x=1#top",
            "HTTPS://Northmere.Example.",
            "//northmere.example/a/b",
            "  northmere.example/  ",
            "https:\\\\northmere.example\\help",
            "northmere.example".translate(WIDE),
            "northmere\u3002example",
        ),
    ),
    "m\u00fcnchen.example": (
        "website",
        (
            "m\u00fcnchen.example",
            "M\u00dcNCHEN.example",
            "mu\u0308nchen.example",
            "xn--mnchen-3ya.example",
            "XN--MNCHEN-3YA.EXAMPLE",
            "https://m\u00fcnchen.example/",
            "https://xn--mnchen-3ya.example:443",
            "m\u00fcnchen.example.",
            "http://M\u00fcnchen.Example/weg",
            "//m\u00fcnchen\u3002example",
        ),
    ),
    "support@northmere.example": (
        "",
        (
            "support@northmere.example",
            "Support@Northmere.Example",
            "mailto:support@northmere.example",
            "MAILTO:SUPPORT@NORTHMERE.EXAMPLE",
            "<support@northmere.example>",
            "Northmere <support@northmere.example>",
            '"Northmere, Help" <support@northmere.example>',
            " support@northmere.example ",
            "support@northmere.example.",
            "support".translate(WIDE) + "@" + "northmere.example".translate(WIDE),
        ),
    ),
    "+82 1661 5566": (
        "",
        (
            "+82 1661 5566",
            "+8216615566",
            "+82-1661-5566",
            "+82 (1661) 5566",
            "+82.1661.5566",
            "0082 1661 5566",
            "tel:+8216615566",
            "TEL:+82-1661-5566",
            "+82\u00a01661\u00a05566",
            "+82 (0)1661 5566",
            "+8216615566".translate(WIDE | {ord("+"): 0xFF0B}),
        ),
    ),
    "@northmere": (
        "telegram",
        (
            "@northmere",
            "@Northmere",
            "northmere",
            "NORTHMERE",
            "https://t.me/northmere",
            "t.me/Northmere",
            "T.ME/northmere/",
            "https://telegram.me/northmere",
            "https://t.me/northmere?start=1",
            "https://t.me/s/northmere",
        ),
    ),
    "https://social.example/northmere": (
        "",
        (
            "https://social.example/northmere",
            "social.example/northmere",
            "social.example/Northmere",
            "SOCIAL.example/northmere/",
            "http://social.example/northmere",
            "https://social.example/northmere?lang=en",
            "https://social.example/northmere/status/1",
            "//social.example/northmere",
            "https://social.example:443/northmere#about",
            "social.example./northmere",
        ),
    ),
    "com.northmere.app": (
        "app",
        (
            "com.northmere.app",
            "com.northmere.App",
            "COM.NORTHMERE.APP",
            " com.northmere.app",
            "com.northmere.app ",
            "com.northmere.app/",
            "com.northmere.app.",
            "com.northmere.app?hl=en",
            "com.northmere.app".translate(WIDE),
            "\tcom.northmere.app\n",
        ),
    ),
    "Northmere": (
        "sms",
        (
            "Northmere",
            "NORTHMERE",
            "northmere",
            "NorthMere",
            " Northmere ",
            "nORTHMERE",
            "Northmere\n",
            "\tNorthmere",
            "\u3000Northmere",
            "Northmere".translate(WIDE),
        ),
    ),
}
HOMOGLYPHS = {
    "n": "\u0578\u043f\u1e45",
    "o": "\u043e\u03bf0\u00f6",
    "r": "\u0433\u0280",
    "t": "\u0442\u03c47",
    "h": "\u04bb\u043d",
    "m": "\u043c\u1e43",
    "e": "\u0435\u0454\u00e93\u212f",
    "x": "\u0445\u00d7",
    "a": "\u0430\u03b1\u00e0",
    "p": "\u0440\u03c1",
    "l": "1\u0131\u2113",
}


def asked(
    contact: str, kind: str = "", channels: tuple[OfficialChannel, ...] = CHANNELS
) -> Finding:
    world = morning()
    world.channels = list(channels)
    pinned = PinnedKey(key_id=signing.KEY_ID, public_key=signing.PUBLIC_KEY)
    sources = SimulatedSources(world, pinned=pinned)
    return REGISTRY["D32"].run(Ask(sources, world.now, Inputs(contact=contact, kind=kind)))


@pytest.mark.parametrize("value", SPELLINGS)
def test_ten_spellings_of_each_channel_are_ours(value: str) -> None:
    kind, spellings = SPELLINGS[value]
    assert len(spellings) >= 10

    for spelling in spellings:
        finding = asked(spelling, kind)
        assert finding.outcome == "OFFICIAL", spelling
        assert finding.evidence["channel"].value == value, spelling


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_look_alike_letter_makes_a_host_ours(data: st.DataObject) -> None:
    ours = "northmere.example"
    place = data.draw(st.sampled_from([nr for nr, one in enumerate(ours) if one in HOMOGLYPHS]))
    letter = data.draw(st.sampled_from(HOMOGLYPHS[ours[place]]))
    forged = ours[:place] + letter + ours[place + 1 :]
    around = data.draw(st.sampled_from(["{}", "https://{}/", "HTTPS://{}:443", "//{}", "a@{}"]))

    for kind in ("", "website", "mail", "social", "app"):
        assert asked(around.format(forged), kind).outcome != "OFFICIAL", (forged, kind)


@given(
    before=st.text(
        string.ascii_letters + string.digits + "-_.@:/\\%\u200b\uff0f\uff20", max_size=12
    ),
    after=st.text(string.ascii_letters + string.digits + "-_.@:\u200b\u00ad\uff0e", max_size=9),
)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_around_our_host_is_ours_only_if_it_leads_there(
    before: str, after: str
) -> None:
    text = f"https://{before}northmere.example{after}"

    if asked(text).outcome == "OFFICIAL":
        plain = text.replace("\\", "/").replace("\uff0e", ".")
        plain = "https://" + plain.removeprefix("https://").lstrip("/")
        leads = (urlsplit(plain).hostname or "").rstrip(".").lower()
        assert leads == "northmere.example", text
        assert "@" not in urlsplit(plain).netloc


@given(st.text(max_size=40), st.sampled_from(["", "website", "mail", "phone", "telegram", "sms"]))
@settings(max_examples=300, deadline=None)
def test_nothing_at_random_is_ours_and_nothing_breaks_it(text: str, kind: str) -> None:
    assume("northmere" not in text.lower())

    assert asked(text, kind).outcome in ("NOT_OFFICIAL", "UNKNOWN")


@given(st.integers(0, 16), st.sampled_from(string.ascii_lowercase + string.digits + "-"))
@settings(max_examples=150, deadline=None)
def test_one_letter_more_less_or_changed_is_not_ours(place: int, letter: str) -> None:
    ours = "northmere.example"
    near = {ours[:place] + letter + ours[place:], ours[:place] + ours[place + 1 :]}
    near.add(ours[:place] + letter + ours[place + 1 :])

    for text in near - {ours}:
        assert asked(text).outcome != "OFFICIAL", text


@pytest.mark.parametrize(
    "text",
    [
        "https://northmere.example@evil.example",
        "https://northmere.example%40evil.example",
        "https://evil.example\\@northmere.example",
        "https://evil.example#@northmere.example",
        "https://evil.example?northmere.example",
        "https://northmere.example.evil.example",
        "https://northmere-example.evil",
        "https://northmere.example\uff0f.evil.example",
        "https://northmere.example\u2044evil.example",
        "https://northmere.example\u3002evil.example",
        "https://northmere%2eexample",
        "https://northmere..example",
        "https://.northmere.example",
        "https://north\u00admere.example",
        "https://north\tmere.example",
        "https://\u202enorthmere.example",
        "https://northmere.e\u2093ample",
        "https://\u2115orthmere.example",
        "https://northmere.example:443:80",
        "https://northmere.example:65536",
        "javascript:northmere.example",
        "data:text/html,northmere.example",
        "ftp://northmere.example",
        "https://northmere.example, https://evil.example",
        "northmere.example evil.example",
        "support@northmere.example@evil.example",
        "support@northmere.example <help@evil.example>",
        "support@northmere.example,help@evil.example",
        "support+help@northmere.example",
        "https://t.me/northmere_help",
        "https://t.me@evil.example/northmere",
        "https://t.me.evil.example/northmere",
        "https://social.example/northmere.evil",
        "https://social.example/northmere%2f..%2fevil",
        "https://social.example/other/northmere",
        "+82 1661 5567",
        "1661-5566",
        "+82 1661 5566 1",
        "+1 82 1661 5566",
    ],
)
def test_no_trick_is_ours(text: str) -> None:
    assert asked(text).outcome != "OFFICIAL"


def test_sharp_s_is_not_two_letters() -> None:
    listed = (OfficialChannel(kind="website", value="strasse.example"),)

    assert asked("strasse.example", channels=listed).outcome == "OFFICIAL"
    assert asked("stra\u00dfe.example", channels=listed).outcome != "OFFICIAL"


def test_the_sign_of_kelvin_is_not_a_letter() -> None:
    assert host_of("\u212aite.example") is None
    assert host_of("kite.example") == "kite.example"


def test_a_kind_that_the_asker_names_is_the_only_one_that_counts() -> None:
    assert asked("@northmere").outcome == "OFFICIAL"
    assert asked("@northmere", "social").outcome == "NOT_OFFICIAL"
    assert asked("northmere.example", "mail").outcome == "UNKNOWN"
    assert asked("https://northmere.example", "social").outcome == "OFFICIAL"
    assert asked("+82 1661 5566", "sms").outcome == "NOT_OFFICIAL"


def test_a_place_of_somebody_else_is_ours_only_where_it_is_listed() -> None:
    assert asked("social.example").outcome == "NOT_OFFICIAL"
    assert asked("social.example/northmere").outcome == "OFFICIAL"


def test_look_alikes_are_named_and_others_are_not() -> None:
    ours = {"northmere"}

    alike = [
        "n\u043erthmere.com",
        "northmere-help.com",
        "nortmere.com",
        "northm3re.io",
        "xn--nrthmere-nbh.example",
        "northrnere.net",
        "nrothmere.com",
        "NORTH-MERE.com",
    ]
    assert [one for one in alike if not is_made_to_look_like(one, ours)] == []
    other = ["evil.example", "northern.example", "mere.example", "example.com", ""]
    assert [one for one in other if is_made_to_look_like(one, ours)] == []


def test_only_the_pinned_key_and_exactly_what_it_signed_are_believed() -> None:
    directory = signing.signed(CHANNELS)
    key = {"key_id": signing.KEY_ID, "public_key": signing.PUBLIC_KEY}
    assert is_signed_by(directory, **key)

    from dataclasses import replace

    changed = replace(directory.channels[0], value="northmere-help.example")
    for other in (
        replace(directory, channels=directory.channels[1:]),
        replace(directory, channels=directory.channels[::-1]),
        replace(directory, channels=(changed, *directory.channels[1:])),
        replace(directory, signature=""),
        replace(directory, signature="not base64"),
        replace(directory, signature=signing.signed(CHANNELS[1:]).signature),
        replace(directory, key_id="northmere-2"),
    ):
        assert not is_signed_by(other, **key)
    assert not is_signed_by(directory, key_id=signing.KEY_ID, public_key="AAAA")


def test_what_is_signed_does_not_depend_on_the_zone_of_an_instant() -> None:
    from datetime import UTC, datetime, timedelta, timezone

    at = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    here = OfficialChannel(kind="website", value="northmere.example", valid_from=at)
    there = OfficialChannel(
        kind="website",
        value="northmere.example",
        valid_from=at.astimezone(timezone(timedelta(hours=9))),
    )

    assert canonical([here]) == canonical([there])
    assert canonical([here]) == (
        b'[{"kind":"website","languages":[],"support_role":"none",'
        b'"valid_from":"2026-11-24T08:00:00Z","value":"northmere.example"}]'
    )


def test_hosts_and_paths_are_read_as_a_browser_reads_them() -> None:
    assert place_of("https://a@b.example:8443/x?y#z") == place_of("HTTPS:\\\\a@B.example:8443\\x")
    assert place_of("localhost") is None
    assert written("") is None
    assert written("\u200b") is None
