from __future__ import annotations

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from pharos.web.errors import DomainErrorMiddleware


@pytest.mark.parametrize("error", [OperationalError("starting up"), InterfaceError("closed")])
def test_a_page_asks_to_come_again_while_the_database_is_away(error: Exception) -> None:
    middleware = DomainErrorMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(RequestFactory().get("/desk/"), error)

    assert response is not None
    assert response.status_code == 503
    assert response["Retry-After"]


def test_a_customer_gets_their_words_back_while_the_database_is_away() -> None:
    place = "/northmere/contact/ACC.LOCKED/"
    request = RequestFactory().post(place, {"happened": "It was 500 USDT."})
    request.resolver_match = resolve(place)
    middleware = DomainErrorMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(request, OperationalError("starting up"))

    assert response is not None
    assert response.status_code == 503
    assert "It was 500 USDT." in response.text
    assert 'href="/northmere/contact/"' in response.text


def test_a_session_that_cannot_be_read_is_answered_likewise(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    client.raise_request_exception = False
    assert client.get("/desk/").status_code == 302

    client.cookies[settings.SESSION_COOKIE_NAME] = "k" * 32
    with monkeypatch.context() as patched:
        patched.setitem(connection.settings_dict, "PORT", "1")
        connection.close()
        response = client.get("/desk/")
    connection.close()

    assert (response.status_code, response["Retry-After"]) == (503, "2")
