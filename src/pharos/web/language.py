"""Staff read the desk in the language of their account; everybody else in their browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from pharos.people.models import Staff


class StaffLanguageMiddleware:
    """Stands after authentication, and after LocaleMiddleware, whose choice it replaces."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = known_language(request.user.language) if isinstance(request.user, Staff) else ""
        if not language:
            return self.get_response(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


def known_language(code: str) -> str:
    """Return the closest language that we have words in, or nothing."""
    try:
        return translation.get_supported_language_variant(code.lower())
    except LookupError:
        return ""
