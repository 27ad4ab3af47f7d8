"""The contract served over HTTP (ASGI): tokens checked, questions read, answers written.

It knows no exchange: `Asker` answers. An exchange written in Python may use it as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.http.asgi import Receive, Scope, Send, body_of, header, respond
from pharos.exchange.http.client import where
from pharos.exchange.http.token import TokenRefused, read_token
from pharos.exchange.http.wire import LARGEST_QUESTION, MEDIA, OK, STATUS, VERSION, dump_error
from pharos.exchange.objects import Answer
from pharos.exchange.operations import Operation
from pharos.kernel.time import now

log = logging.getLogger(__name__)
PREFIX: Final = f"/{VERSION}/"
UNAUTHENTICATED, NOT_UNDERSTOOD = 401, 400

Asker = Callable[[str, AccessContext, Mapping[str, Any]], Awaitable[Answer[Any]]]


class Refused(Exception):
    """A question that is not even put: the status is not the refusal's usual one."""

    def __init__(self, status: int, error: ExchangeError) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error


class ContractServer:
    """Serves `operations` under `/v1/`; `ask` answers what the token gives grounds for."""

    def __init__(
        self,
        ask: Asker,
        operations: Mapping[str, Operation],
        *,
        keys: Mapping[str, Ed25519PublicKey],
        audience: str,
    ) -> None:
        self._ask = ask
        self._operations = operations
        self._keys = keys
        self._audience = audience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await body_of(receive, LARGEST_QUESTION)
        try:
            status, answer = OK, await self._answered(scope, body)
        except Refused as refused:
            status, answer = refused.status, dump_error(refused.error)
        except ExchangeError as error:
            status, answer = STATUS[error.refusal][0], dump_error(error)
        await respond(send, status, answer, MEDIA)

    async def _answered(self, scope: Scope, body: bytes | None) -> bytes:
        context = self._grounds(scope)
        operation = self._operations.get(scope["path"].removeprefix(PREFIX))
        if operation is None or scope["method"] != "POST":
            raise ExchangeError(Refusal.UNSUPPORTED, "there is no such operation")
        arguments = self._arguments(operation, scope, body)
        try:
            return operation.dump_answer(await self._ask(operation.name, context, arguments))
        except ExchangeError:
            raise
        except Exception as error:
            # Whatever went wrong inside is no answer, and nothing of it is told.
            log.exception("exchange server: %s failed", operation.name)
            raise ExchangeError(Refusal.UNAVAILABLE, "it failed inside") from error

    def _grounds(self, scope: Scope) -> AccessContext:
        scheme, _, token = header(scope, "authorization").partition(" ")
        if scheme.lower() != "bearer":
            token = ""
        try:
            return read_token(token, keys=self._keys, audience=self._audience, at=now())
        except TokenRefused as refused:
            error = ExchangeError(Refusal.FORBIDDEN, str(refused))
            raise Refused(UNAUTHENTICATED, error) from None

    def _arguments(self, operation: Operation, scope: Scope, body: bytes | None) -> dict[str, Any]:
        if body is None:
            raise _not_understood("the question is too large")
        if header(scope, "content-type").partition(";")[0].strip().lower() != MEDIA:
            raise _not_understood(f"the question is not {MEDIA}")
        try:
            arguments = operation.read_arguments(body or b"{}")
        except ValidationError as error:
            raise _not_understood(where(error)) from None
        for name, value in arguments.items():
            if isinstance(value, datetime) and value.tzinfo is None:
                raise _not_understood(f"{name} has no zone")
        return arguments


def _not_understood(detail: str) -> Refused:
    return Refused(NOT_UNDERSTOOD, ExchangeError(Refusal.UNSUPPORTED, detail))
