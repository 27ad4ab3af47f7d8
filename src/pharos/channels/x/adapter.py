"""X. It tells by a webhook that it signs; where there is none it is asked each minute."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import requests
from django.utils.translation import gettext_lazy as _

from pharos.channels.calling import download
from pharos.channels.parts import send_parts
from pharos.channels.port import (
    Account,
    Disbelieved,
    Fetched,
    Outgoing,
    Permanent,
    RemoteFile,
    Reply,
    Request,
    Sent,
    Setting,
    Unreadable,
    Update,
    Watch,
)
from pharos.channels.splitting import parts_of
from pharos.channels.x.asking import ask_all
from pharos.channels.x.calls import API, api_of, asked, client_of, me_of, signature_of, upload
from pharos.channels.x.events import CHAT, DIRECT, KIND, POST, PUBLIC, update_of
from pharos.channels.x.weighing import LONGEST_POST, weight_of

LONGEST: Final = 10_000
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
LARGEST: Final = 5 * 1024 * 1024
# Only what cannot be an event: whoever asks us to sign a challenge must not get an event signed.
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_=+/.-]{1,256}", re.ASCII)
# Pictures in direct messages are shown to whoever signs as one of the two.
OWN_HOSTS: Final = (".twitter.com", ".x.com")


class XChannel:
    """Direct messages, and posts that name the brand's account."""

    kind = KIND
    name = "X"
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(name="consumer_key", label=_("API key"), is_secret=True),
        Setting(name="consumer_secret", label=_("API key secret"), is_secret=True),
        Setting(name="access_token", label=_("Access token"), is_secret=True),
        Setting(name="access_token_secret", label=_("Access token secret"), is_secret=True),
        Setting(
            name="asks",
            label=_("Ask each minute"),
            is_required=False,
            help=_("yes, where X does not tell by a webhook; empty otherwise."),
        ),
        Setting(name="api", label=_("Address of the API"), is_required=False, default=API),
    )

    def read(self, account: Account, request: Request) -> Update:
        """Answers X's challenge. Raises Disbelieved and Unreadable."""
        secret = account.secrets.get("consumer_secret", "")
        if not secret:
            raise Disbelieved("no secret is set")
        if request.method == "GET":
            return _challenged(secret, request.query.get("crc_token", ""))
        signed = request.headers.get("x-twitter-webhooks-signature", "")
        if not hmac.compare_digest(signed.encode(), _signature(secret, request.body).encode()):
            raise Disbelieved("the signature is not X's")
        try:
            return update_of(orjson.loads(request.body), me_of(account))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(type(error).__name__) from error

    def poll(self, account: Account, watch: Watch) -> None:
        """Ask for mentions and messages, if the account's settings say so."""
        if account.settings.get("asks", "").lower() == "yes":
            ask_all(account, watch)

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """A message in parts of 10,000, pictures one by one after it; a post of 280 as a reply.

        X knows no names for what is sent: if the connection breaks after it was taken and before
        it says so, it is said twice.
        """
        if outgoing.is_public or outgoing.thread.startswith(PUBLIC):
            return _posted(account, outgoing)
        return _messaged(account, outgoing)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        headers = _signed_headers(account, file.ref) if _is_theirs(account, file.ref) else {}
        content, content_type = download(file.ref, headers=headers)
        return Fetched(
            name=file.name, content_type=file.content_type or content_type, content=content
        )

    def who(self, account: Account) -> str:
        client = client_of(account)
        told: dict[str, Any] = asked(client.get_me)
        return f"@{told['data']['username']}"


def _signature(secret: str, content: bytes) -> str:
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(digest).decode()}"


def _challenged(secret: str, token: str) -> Update:
    if not CHALLENGE.fullmatch(token):
        raise Disbelieved("this is no challenge")
    told = {"response_token": _signature(secret, token.encode())}
    return Update(reply=Reply(body=orjson.dumps(told), content_type="application/json"))


def _posted(account: Account, outgoing: Outgoing) -> Sent:
    """Each further part stands under the one before it."""
    client = client_of(account)
    last = (outgoing.sent_before or (outgoing.reply_to,))[-1].removeprefix(POST)

    def post(text: str) -> str:
        nonlocal last
        told = asked(lambda: client.create_tweet(text, last))
        last = str(told["data"]["id"])
        return f"{POST}{last}"

    texts = parts_of(outgoing.text, LONGEST_POST, weight_of)
    return send_parts([partial(post, text) for text in texts], outgoing.sent_before)


def _messaged(account: Account, outgoing: Outgoing) -> Sent:
    for file in outgoing.files:
        if file.content_type not in PICTURES:
            raise Permanent("file_not_taken", file.name)
        if file.size > LARGEST:
            raise Permanent("file_too_large", file.name)
    client, whom = client_of(account), outgoing.thread.removeprefix(CHAT)
    said = [{"text": text} for text in parts_of(outgoing.text, LONGEST) if text]
    shown = [{"media_id": upload(client, file)} for file in outgoing.files]

    def message(part: dict[str, str]) -> str:
        told = asked(lambda: client.create_direct_message(participant_id=whom, **part))
        return f"{DIRECT}{told['data']['dm_event_id']}"

    parts = [partial(message, part) for part in [*said, *shown]]
    return send_parts(parts, outgoing.sent_before)


def _is_theirs(account: Account, url: str) -> bool:
    host = urlsplit(url).hostname or ""
    own = urlsplit(api_of(account)).hostname or ""
    return host == own or host.endswith(OWN_HOSTS)


def _signed_headers(account: Account, url: str) -> dict[str, str]:
    """Sign one request to X's own hosts; nobody else gets to see a signature."""
    ready = requests.Request("GET", url, auth=signature_of(account)).prepare()
    signed = ready.headers.get("Authorization", "")
    return {"Authorization": signed.decode() if isinstance(signed, bytes) else signed}
