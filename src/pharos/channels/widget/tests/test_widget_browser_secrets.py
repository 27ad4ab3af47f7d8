"""The browser finds what we find, asks before it leaves, and says what to do about what has."""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from mnemonic import Mnemonic
from playwright.sync_api import BrowserContext, expect

from pharos.brands.models import Brand
from pharos.cases.models import CaseLink
from pharos.channels.widget import assets
from pharos.channels.widget.tests.browsing import Talk, open_page
from pharos.kernel.scope import brand_scope
from pharos.safety.findings import MARKER, MARKERS
from pharos.safety.screening import screen
from pharos.safety.tests.secrets import base58_checked
from pharos.safety.tests.test_named import CASES, HARMLESS
from pharos.safety.tests.test_phrases import (
    PAGES,
    PROGRAM,
    SAID,
    told_in_words,
    written_in_programs,
)
from pharos.testing.desk_server import DeskServer

pytestmark = pytest.mark.browser
Visitor = Callable[..., BrowserContext]

FORMS = (" ", "\n", ", ", " und ", "</td><td>")
FIND = """async ([url, texts]) => {
  const { find } = await import(url);
  return Promise.all(texts.map(find));
}"""
HASH = "8c41d7e2b6f03a95" * 4


def texts() -> list[str]:
    """Phrases of every language in many forms, what a word gives away, and what must survive."""
    rng = Random(6)
    made = []
    for language in Mnemonic.list_languages():
        words = str(Mnemonic(language).to_mnemonic(rng.randbytes(16)))
        words = words.replace("\u3000", " ").replace("\ufffd\ufffd", "в")
        made += written_in_programs(words.split(" "))
        made += [form.join(words.split(" ")) for form in FORMS] + [words.rpartition(" ")[0]]
    made += [told_in_words(one, Mnemonic(one).wordlist[100:1300:100]) for one in SAID]
    made += [sentence.format(secret) for sentence, secret, _ in CASES]
    made += [*HARMLESS, *PAGES]
    made += [
        base58_checked(b"\x80" + bytes(range(32)) + b"\1"),
        base58_checked(bytes.fromhex("0488ade4") + bytes(range(74))),
        f"private key: {HASH}",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAw",
        "4111 1111 1111 1111",
        f"my transaction {HASH}",
        "Order 4111111111111111, postal code 410001",
        PROGRAM,
        "".join(f"<li>{word}</li>" for word in Mnemonic("english").wordlist[100:1300:100]),
        "The quick brown fox will jump over the lazy dog, and then sleep in the garden.",
        "我已经等了三个小时，提现还没有到账，请问什么时候可以处理完成呢？谢谢您的帮助。",
        "안녕하세요. 어제 출금을 신청했는데 아직 심사 중이라고 나옵니다. 확인 부탁드립니다.",
    ]
    return [unicodedata.normalize("NFC", text) for text in made]


def test_the_browser_finds_what_we_find(visitor: Visitor, desk_server: DeskServer) -> None:
    page = open_page(visitor(), desk_server.url)
    asked = texts()

    found = page.evaluate(FIND, [f"/widget/{assets.version()}/finding.js", asked])

    theirs = {
        text: [one["kind"] for one in spans] for text, spans in zip(asked, found, strict=True)
    }
    ours = {text: [marker[9:-1] for marker in MARKER.findall(screen(text).text)] for text in asked}
    assert theirs == ours


def test_who_sends_it_all_the_same_reads_at_once_what_to_do(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    talk = Talk(open_page(visitor(), desk_server.url)).open().begin()

    talk.say("My password is Hunter-22")
    talk.panel.get_by_role("button", name="Send anyway").click()

    expect(talk.mine).to_have_text(["My password is [a password, removed]"])
    expect(talk.panel.get_by_role("alert")).to_contain_text("Change it now")
    assert MARKERS["password"] not in talk.panel.inner_text()


@pytest.mark.parametrize(
    ("locale", "help_", "field", "words"),
    [
        ("en-GB", "Help", "Write a message", "My password is [a password, removed]"),
        ("ko-KR", "도움말", "메시지 쓰기", "My password is [비밀번호, 삭제됨]"),
    ],
)
def test_the_list_of_earlier_conversations_says_in_words_what_was_removed(
    visitor: Visitor, desk_server: DeskServer, locale: str, help_: str, field: str, words: str
) -> None:
    page = open_page(visitor(locale=locale), desk_server.url)
    talk = Talk(page, help=help_, field=field).open().begin()
    talk.say("My password is Hunter-22")
    talk.panel.locator(".choices .link").click()
    expect(talk.mine).to_have_text([words])

    page.reload()
    talk.open().panel.locator(".head button").first.click()

    # The case that is opened because of it stands in the list too, once the worker was there.
    said = talk.panel.locator(".row__text small").filter(
        has_text=re.compile(f"^{re.escape(words)}$")
    )
    expect(said).to_have_count(1)
    assert MARKERS["password"] not in talk.panel.inner_text()


def until_opened(number: str) -> None:
    """Wait until the worker has opened a case because of what was said in this one."""
    with brand_scope(Brand.objects.get(slug="northmere").pk):
        deadline = time.monotonic() + 30
        while not CaseLink.objects.filter(other__number=number).exists():
            assert time.monotonic() < deadline, "no case was opened"
            time.sleep(0.1)


def test_who_sent_a_phrase_finds_a_conversation_about_it_that_says_what_to_do(
    visitor: Visitor, desk_server: DeskServer
) -> None:
    """It is there as soon as the worker has followed up, and the first in the list."""
    page = open_page(visitor(), desk_server.url)
    talk = Talk(page).open().begin()
    talk.say(f"My words are {PHRASE}")
    talk.panel.get_by_role("button", name="Send anyway").click()
    number, rows = talk.case, talk.panel.locator(".row__text small")
    until_opened(number)

    page.reload()
    talk.open().panel.locator(".head button").first.click()

    expect(rows.first).to_contain_text("Your account or wallet may be in danger")
    rows.first.click()

    expect(talk.words.last).to_contain_text("move your funds there now")
    assert number != talk.case
    expect(talk.panel.locator(".who")).to_contain_text("Northmere")


PHRASE = str(Mnemonic("english").to_mnemonic(bytes(range(16))))
WIF = base58_checked(b"\x80" + bytes(range(32)) + b"\1")


@pytest.mark.parametrize("rules", ["here", "away"])
def test_a_page_full_of_code_is_sent_without_a_question(
    visitor: Visitor, desk_server: DeskServer, rules: str
) -> None:
    """Long, and with words of a list: neither the rules nor what stands in for them ask."""
    context = visitor()
    if rules == "away":
        context.route("**/finding.js", lambda route: route.abort())
    talk = Talk(open_page(context, desk_server.url)).open().begin()
    code = (PROGRAM * 20)[:9_000]

    talk.say(code)

    assert talk.case
    expect(talk.mine).to_have_count(1)
    expect(talk.panel.get_by_role("button", name="Send anyway")).to_have_count(0)


@pytest.mark.parametrize("secret", [PHRASE, f"{PROGRAM[:2_000]} {PHRASE.upper()}", f"It is {WIF}"])
def test_without_the_rules_the_gravest_are_still_asked_about(
    visitor: Visitor, desk_server: DeskServer, secret: str
) -> None:
    context = visitor()
    context.route("**/finding.js", lambda route: route.abort())
    talk = Talk(open_page(context, desk_server.url)).open().begin()

    talk.say(secret)

    expect(talk.panel.get_by_role("button", name="Send anyway")).to_be_visible()
    expect(talk.mine).to_have_count(0)
