"""What LINE is asked to do, by its library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import orjson
from linebot.v3.messaging import (
    ApiClient,
    Configuration,
    MessagingApi,
    PushMessageRequest,
    SetWebhookEndpointRequest,
    TextMessage,
)
from linebot.v3.messaging.exceptions import ApiException, OpenApiException
from urllib3.exceptions import HTTPError

from pharos.channels.calling import download, refusal_of, times
from pharos.channels.parts import send_parts
from pharos.channels.port import (
    Account,
    Fetched,
    Outgoing,
    Permanent,
    RemoteFile,
    Sent,
    Temporary,
    Undelivered,
)
from pharos.channels.splitting import parts_of, utf16_length

LONGEST: Final = 5000
AT_ONCE: Final = 5  # messages in a request, which counts as one
UNKNOWN_TOKEN, TAKEN, TOO_MANY = 401, 409, 429
UNTIL_PUT_RIGHT: Final = timedelta(minutes=10)
UNTIL_BOUGHT: Final = timedelta(hours=1)
T = TypeVar("T")


def send(account: Account, outgoing: Outgoing) -> Sent:
    """Up to five messages in a request. In a group it goes to all, and says nothing of anybody."""
    to = outgoing.thread.partition(":")[0]
    words = parts_of(outgoing.text, LONGEST, utf16_length)
    bundles = [words[first : first + AT_ONCE] for first in range(0, len(words), AT_ONCE)]
    return send_parts(
        [
            partial(_push, account, to, bundle, f"{outgoing.token}:{number}")
            for number, bundle in enumerate(bundles)
        ],
        outgoing.sent_before,
    )


def _push(account: Account, to: str, words: list[str], token: str) -> str:
    """Returns LINE's name for the first of them, also where it had taken them before."""
    request = PushMessageRequest(to=to, messages=[TextMessage(text=text) for text in words])
    key = str(uuid5(NAMESPACE_URL, token))
    try:
        answer = _ask(
            account,
            lambda api: api.push_message(request, x_line_retry_key=key, _request_timeout=times()),
        )
    except _Taken as taken:
        return taken.item
    return str(answer.sent_messages[0].id)


def fetch(account: Account, file: RemoteFile) -> Fetched:
    base = account.settings.get("data_url") or "https://api-data.line.me"
    content, content_type = download(
        f"{base.rstrip('/')}/v2/bot/message/{quote(file.ref, safe='')}/content",
        headers={"Authorization": f"Bearer {account.secrets.get('token', '')}"},
    )
    if not content:
        raise Temporary("not_ready")
    return Fetched(name=file.name, content_type=file.content_type or content_type, content=content)


def who(account: Account) -> str:
    told = _ask(account, lambda api: api.get_bot_info(_request_timeout=times()))
    return f"{told.display_name} ({told.basic_id})"


def connect(account: Account, url: str) -> str:
    request = SetWebhookEndpointRequest(endpoint=url)
    _ask(account, lambda api: api.set_webhook_endpoint(request, _request_timeout=times()))
    return who(account)


class _Taken(Exception):
    """LINE has taken this request before."""

    def __init__(self, item: str) -> None:
        super().__init__(item)
        self.item = item


def _ask(account: Account, asked: Callable[[MessagingApi], T]) -> T:
    token = account.secrets.get("token", "")
    if not token:
        raise Permanent("not_set_up")
    base = account.settings.get("api_url") or "https://api.line.me"
    line = Configuration(access_token=token, host=base.rstrip("/"))
    line.retries = False  # what failed is tried again by whoever sends
    try:
        with ApiClient(line) as client:
            return asked(MessagingApi(client))
    except ApiException as error:
        raise _judged(error) from error
    except (HTTPError, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error
    except (OpenApiException, ValueError) as error:
        # What came back was no answer of LINE's.
        raise Temporary("vendor_fault", type(error).__name__) from error


def _judged(error: Any) -> Undelivered | _Taken:
    body, headers = error.body or "", error.headers or {}
    status = int(error.status or 0)
    if status == TAKEN and "x-line-accepted-request-id" in headers:
        return _Taken(_name_of_taken(body) or headers["x-line-accepted-request-id"])
    why = body if isinstance(body, str) else body.decode("utf-8", "replace")
    if not status:
        return Temporary("unreachable", str(error.reason)[:300])
    if status == UNKNOWN_TOKEN:
        return Temporary("token_refused", why[:300], after=UNTIL_PUT_RIGHT)
    if status == TOO_MANY and "limit" in why and "month" in why:
        return Temporary("quota_used", why[:300], after=UNTIL_BOUGHT)
    return refusal_of(status, why, headers.get("Retry-After"))


def _name_of_taken(body: str | bytes) -> str:
    try:
        return str(orjson.loads(body)["sentMessages"][0]["id"])
    except (ValueError, LookupError, TypeError):
        return ""
