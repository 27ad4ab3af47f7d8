from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from pharos.kernel.compiled import compiled

pytestmark = pytest.mark.usefixtures("world")

made: list[str] = []


@compiled
def kinds(ids: tuple[int, ...], besides: int, *, newest: bool = False) -> QuerySet[Any, Any]:
    made.append("kinds")
    found = ContentType.objects.filter(pk__in=ids).exclude(pk=besides)
    return found.order_by("-pk" if newest else "pk").values("pk", name=F("model"))


@compiled
def ended(by: datetime, key: str) -> QuerySet[Any, Any]:
    return Session.objects.filter(expire_date__lte=by, session_key=key).values("session_key")


@compiled
def reckoned(number: int) -> QuerySet[Any, Any]:
    return ContentType.objects.filter(pk=number + 1).values("pk")


@compiled
def nothing(number: int) -> QuerySet[Any, Any]:
    return ContentType.objects.filter(pk=number).none().values("pk")


@compiled
def whole(ids: tuple[int, ...]) -> QuerySet[Permission]:
    return Permission.objects.filter(pk__in=ids).select_related("content_type").order_by("pk")


@pytest.fixture
def three() -> list[ContentType]:
    return list(ContentType.objects.order_by("pk")[:3])


def test_a_question_made_once_is_answered_for_whatever_is_asked(three: list[ContentType]) -> None:
    one, two, other = three
    kinds((one.pk, two.pk), 0)
    begun = len(made)

    assert kinds((two.pk, other.pk), 0) == [
        {"pk": two.pk, "name": two.model},
        {"pk": other.pk, "name": other.model},
    ]
    assert [row["pk"] for row in kinds((one.pk, two.pk), one.pk)] == [two.pk]
    assert len(made) == begun
    assert [row["pk"] for row in kinds((one.pk, two.pk), 0, newest=True)] == [two.pk, one.pk]
    assert [row["pk"] for row in kinds((one.pk, two.pk, other.pk), 0)] == [
        each.pk for each in three
    ]
    assert len(made) == begun + 2


def test_models_come_with_what_they_are_asked_to_bring() -> None:
    kept = list(Permission.objects.order_by("pk")[:2])
    whole((0, 1))

    found = whole(tuple(each.pk for each in kept))

    assert [(type(each), each.pk, each.codename) for each in found] == [
        (Permission, each.pk, each.codename) for each in kept
    ]
    with CaptureQueriesContext(connection) as queries:
        assert [each.content_type.model for each in found]
    assert len(queries) == 0
    assert [each._state.db for each in found] == ["default"] * 2


def test_words_and_instants_are_values_too() -> None:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    Session.objects.create(session_key="compiled", session_data="", expire_date=until)

    for by, key, count in [
        (until, "compiled", 1),
        (until - timedelta(seconds=1), "compiled", 0),
        (until, "another", 0),
    ]:
        assert len(ended(by, key)) == count


def test_it_is_counted_as_any_other_query(three: list[ContentType]) -> None:
    with CaptureQueriesContext(connection) as queries:
        kinds((three[0].pk,), 0)

    assert len(queries) == 1


def test_a_value_that_is_reckoned_with_is_refused() -> None:
    with pytest.raises(AssertionError, match="reckons with its values"):
        reckoned(1)


def test_what_can_have_no_answer_has_none() -> None:
    assert nothing(1) == []
