"""A browser whose every dialog, request and refusal is heard, and whose pages are searched."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import BrowserContext, Page

from pharos.people.models import Staff
from pharos.testing.desk_server import DeskServer
from pharos.web.desk.tests.people import Visitor

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
        self.page, self.url = context.new_page(), url
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
        if not address.startswith((self.url, "data:image", "blob:", "about:")):
            self.heard.append(f"asked for {address}")

    def shows(self, path: str) -> str:
        """Open a page, see that nothing runs or lurks, and return all words on it."""
        self.page.goto(f"{self.url}{path}")
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
