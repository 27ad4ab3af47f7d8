from __future__ import annotations

import re
from email.header import Header
from email.message import EmailMessage

from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.mail.tests.post import mail_account
from pharos.channels.models import ChannelAccount
from pharos.channels.port import Arrival
from pharos.channels.taking import take
from pharos.kernel.time import now
from pharos.people.sender import Sender
from pharos.testing.world import World


class Attacker:
    """Somebody who writes hostile words by every way that the brand has."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mail = mail_account(world)
        self.accounts = {
            "webhook": self._account("webhook", {"url": "http://127.0.0.1:9/"}, {}),
            "telegram": self._account("telegram", {}, {"token": f"1:{world.mark}"}),
        }
        self.count = 0

    def _account(self, kind: str, told: dict[str, str], secrets: dict[str, str]) -> ChannelAccount:
        new = NewAccount(kind=kind, settings=told, secrets=secrets)
        return keep_account(actor=self.world.actor(self.world.ada), brand=self.world.brand, new=new)

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

    def posts(self, text: str, name: str, kind: str = "webhook") -> str:
        """Write by a signed webhook, as another system would; return the number of the case."""
        self.count += 1
        arrival = Arrival(
            item=f"item-{self.count}",
            thread=f"chat-{self.count}",
            sender=Sender(kind=kind, value=f"dana-{self.count}", name=name, language="en"),
            text=text,
            at=now(),
        )
        return take(self.accounts[kind].for_adapter(), self.world.brand, arrival).case


def encoded(text: str) -> str:
    """A header as programs encode it (RFC 2047), so that every sign arrives."""
    return Header(text, "utf-8", maxlinelen=10_000).encode()


def quiet(name: str) -> str:
    return " ".join(name.split())[:120] or "one.txt"
