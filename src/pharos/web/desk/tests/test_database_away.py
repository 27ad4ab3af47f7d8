from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from pharos.web.errors import DomainErrorMiddleware


@pytest.mark.parametrize("error", [OperationalError("starting up"), InterfaceError("closed")])
def test_a_page_asks_to_come_again_while_the_database_is_away(error: Exception) -> None:
    middleware = DomainErrorMiddleware(lambda _request: HttpResponse())

    response = middleware.process_exception(RequestFactory().get("/desk/"), error)

    assert response is not None
    assert response.status_code == 503
    assert response["Retry-After"]
