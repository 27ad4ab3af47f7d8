"""Hostile words by every way in, on every page that shows them, in a real browser: nothing runs.

By hand with many more: PHAROS_DATA=FOLDER, with security/xss_dev.jsonl in it.
"""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import BrowserContext, Page

from pharos.cases.models import Case
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.mail.tests.post import mail_account
from pharos.channels.mail.writing import Post, SigningKey, written
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Arrival
from pharos.channels.taking import take
from pharos.channels.widget.tests.browsing import Talk, open_page
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.sender import Sender
from pharos.reception.follow_up import follow_up
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World
from pharos.web.desk.tests.hostile import DATA, batches, payloads
from pharos.web.desk.tests.people import Visitor

pytestmark = [pytest.mark.browser, *([pytest.mark.timeout(1800)] if DATA else [])]

MOST_IN_A_CASE = 8_000
# Every way to say "it ran", before any script of the page: a call, a refusal by the policy.
TRAPS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (...words) => { window.ran.push(`${name}(${words})`); };
}
addEventListener("securitypolicyviolation", (event) => {
  window.ran.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# What would run once somebody pressed it, and what only words can have brought into a page.
LURKING = """() => {
  const found = [];
  const look = (root) => {
    for (const each of root.querySelectorAll("*")) {
      for (const { name, value } of each.attributes) {
        const plain = value.replace(/[\\u0000-\\u0020]/g, "").toLowerCase();
        const runs = name.startsWith("on") && (name in each || /^on(begin|end|repeat)$/.test(name));
        if (runs || name.includes("hx-on")) found.push(`${name}=${value}`);
        if (/^(javascript|vbscript|data:text)/.test(plain) && /href|src|action|data/.test(name)) {
          found.push(`${name}=${value}`);
        }
        if (/^(https?:)?\\/\\/evil\\.test/.test(plain) && each.tagName !== "A") found.push(value);
      }
      if (/^(iframe|object|embed|base|marquee|math)$/i.test(each.tagName)) found.push(each.tagName);
      if (each.shadowRoot) look(each.shadowRoot);
    }
  };
  look(document);
  return found;
}"""
SHOWN = """() => {
  const words = (root) => [...root.querySelectorAll("*")].reduce(
    (text, each) => (each.shadowRoot ? text + words(each.shadowRoot) : text),
    root.textContent ?? document.documentElement.textContent);
  return words(document) + [...document.querySelectorAll("[title]")].map((e) => e.title).join(" ");
}"""


class Watched:
    """A page whose every dialog, request and refusal is heard."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        context.add_init_script(TRAPS)
        self.page, self._url = context.new_page(), url
        self.heard: list[str] = []
        self.hear(self.page)

    def hear(self, page: Page) -> None:
        page.on("dialog", lambda dialog: self._ran(f"dialog {dialog.message}", dialog))
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("request", lambda request: self._asks(request.url))

    def _ran(self, what: str, dialog: Any) -> None:
        self.heard.append(what)
        dialog.dismiss()

    def _asks(self, address: str) -> None:
        if not address.startswith((self._url, "data:image", "blob:", "about:")):
            self.heard.append(f"asked for {address}")

    def shows(self, path: str) -> str:
        """Open a page, see that nothing runs or lurks, and return all words on it."""
        self.page.goto(f"{self._url}{path}")
        return self.looked_at(self.page)

    def looked_at(self, page: Page) -> str:
        where = page.url
        self.heard += [f"{where}: {what}" for what in page.evaluate("window.ran")]
        self.heard += [f"{where} holds {what}" for what in page.evaluate(LURKING)]
        return plain(page.evaluate(SHOWN))


def plain(text: str) -> str:
    """Words as a reader sees them: any white space is one."""
    return re.sub(r"\s+", " ", text)


def at_the_desk(visitor: Visitor, server: DeskServer, staff: Staff) -> BrowserContext:
    session = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.save()
    context = visitor()
    name, value = settings.SESSION_COOKIE_NAME, str(session.session_key)
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    return context


class Attacker:
    """Somebody who writes hostile words by every way that the brand has."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mail = mail_account(world)
        new = NewAccount(kind="webhook", settings={"url": "http://127.0.0.1:9/"}, secrets={})
        self.hook: ChannelAccount = keep_account(
            actor=world.actor(world.ada), brand=world.brand, new=new
        )
        self.count = 0

    def mails(self, text: str, *, name: str = "Dana", subject: str = "", html: str = "") -> str:
        """Send a mail, and return the number of its case."""
        self.count += 1
        message = EmailMessage()
        message["From"] = f"dana-{self.count}@example.test"
        message["To"] = self.mail.settings["address"]
        message["Message-ID"] = f"<{self.count}@example.test>"
        message.set_content(text)
        if html:
            message.clear_content()
            message.set_content(html, subtype="html", cte="base64")
        message.add_attachment(b"one", maintype="text", subtype="plain", filename=quiet(name))
        raw = message.as_bytes()
        heads = (
            f"From: {encoded(name)} <dana-{self.count}@example.test>\nSubject: {encoded(subject)}\n"
        )
        raw = heads.encode() + re.sub(rb"(?m)\AFrom: .*\n", b"", raw)
        came = Came(raw=raw, at=now())
        return take_mail(self.mail.for_adapter(), self.world.brand, came).case

    def posts(self, text: str, name: str) -> str:
        """Write by a signed webhook, as another system would; return the number of the case."""
        self.count += 1
        arrival = Arrival(
            item=f"item-{self.count}",
            thread=f"chat-{self.count}",
            sender=Sender(kind="webhook", value=f"dana-{self.count}", name=name, language="en"),
            text=text,
            at=now(),
        )
        return take(self.hook.for_adapter(), self.world.brand, arrival).case


def encoded(text: str) -> str:
    """A header as programs encode it (RFC 2047), so that every sign arrives."""
    from email.header import Header

    return Header(text, "utf-8", maxlinelen=10_000).encode()


def quiet(name: str) -> str:
    return " ".join(name.split())[:120] or "one.txt"


@pytest.fixture
def attacker(world: World) -> Attacker:
    return Attacker(world)


@pytest.mark.requirement("SC-04")
def test_hostile_words_by_every_way_in_are_shown_and_never_run(
    world: World, attacker: Attacker, visitor: Visitor, desk_server: DeskServer
) -> None:
    words = payloads()
    texts = batches(words, MOST_IN_A_CASE)
    for one in words if not DATA else words[:200]:
        attacker.mails(one, name=one, subject=one)
    numbers = [
        *(attacker.mails(text, name=words[at], subject=words[at]) for at, text in enumerate(texts)),
        *(attacker.mails("", html=f"<p>Look here.</p>{text}<p>There.</p>") for text in texts),
        *(attacker.posts(text, name=words[-at]) for at, text in enumerate(texts)),
    ]
    follow_up(actor=Actor.system(world.brand.pk))
    desk = Watched(at_the_desk(visitor, desk_server, world.bruno), desk_server.url)
    # Each text has a browser of its own: who comes back is led to what they wrote before.
    customers = [Watched(visitor(), desk_server.url) for _text in texts]

    shown = {number: desk.shows(f"/desk/cases/{number}/") for number in numbers}
    numbers += [
        _said_in_the_widget(customer, world, text)
        for customer, text in zip(customers, texts, strict=True)
    ]
    shown |= {number: desk.shows(f"/desk/cases/{number}/") for number in numbers[-len(texts) :]}
    for case in _cases(world, numbers):
        desk.shows(f"/desk/customers/{case.customer.public_id}/")
    queue = desk.shows("/desk/?view=all")
    for path in ("/desk/search/?q=alert", "/desk/notifications/", "/reports/", "/desk/floor/"):
        desk.shows(path)
    _sent_by_mail(desk, texts)

    assert desk.heard == []
    assert [heard for customer in customers for heard in customer.heard] == []
    assert plain("<svg/onload=alert(1)//") in queue
    missing = [
        (entry, line)
        for entry in _entries(world, numbers)
        for line in entry.splitlines()
        if plain(line).strip() and not any(plain(line).strip() in page for page in shown.values())
    ]
    assert missing == []


def _said_in_the_widget(customer: Watched, world: World, text: str) -> str:
    page = open_page(customer.page.context, customer._url, brand=world.brand.slug)
    customer.hear(page)
    talk = Talk(page).open()
    talk.panel.get_by_role("button", name="Deposit not arrived").click()
    talk.say(text)
    number = talk.case
    assert plain("<img src=x onerror=alert(1)>") in customer.looked_at(page) or DATA
    page.close()
    return number


def _sent_by_mail(desk: Watched, texts: list[str]) -> None:
    """The HTML of our own mails, where a reader's program may have no policy at all."""
    for at, text in enumerate(texts):
        post = Post(
            to="dana@example.test", subject=text[:60], text=text, token=str(at), brand=text[:40],
            address="help@northmere.test", sender_name=text[:30], case="7KQF-3MDW-X",
        )  # fmt: skip
        html = _html_of(written(post, SigningKey()))
        desk.page.goto("about:blank")
        desk.page.set_content(html)
        shown = desk.looked_at(desk.page)
        assert all(plain(line).strip() in shown for line in text.splitlines())


def _html_of(raw: bytes) -> str:
    from email import message_from_bytes
    from email.policy import default

    body = message_from_bytes(raw, policy=default).get_body(("html",))
    assert body is not None, "each of our mails has HTML"
    return str(body.get_content())


def _cases(world: World, numbers: list[str]) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.select_related("customer").filter(number__in=numbers))


def _entries(world: World, numbers: list[str]) -> list[str]:
    """What was kept of what they said, as it is kept."""
    return [
        entry.body or ""
        for case in _cases(world, numbers)
        for entry in world.entries(case)
        if entry.kind == "message"
    ]
