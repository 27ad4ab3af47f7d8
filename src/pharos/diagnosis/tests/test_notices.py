"""Restrictions and their notices, as an exchange's webhooks tell of them."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from pharos.diagnosis.actions.raise_notice_alarms import raise_notice_alarms
from pharos.diagnosis.models import BlockNotice
from pharos.diagnosis.notices import missing_notices
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.models import Connection
from pharos.exchange.webhooks import signed_headers
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor

SECRET = "a secret of the tests that is long enough"
TOLD = {"sent_at": "2026-11-25T10:00:00Z", "kind": "DEFERRED", "channel": "mail", "proof": "250 ok"}


def tell(here: Connected, kind: str, *, secret: str = SECRET, **more: object) -> int:
    """Send a webhook as the exchange would, and return the answer's status."""
    with brand_scope(here.brand.pk):
        Connection.objects.filter(brand=here.brand).update(webhook_keys=[SECRET])
    event = {
        "id": str(uuid4()),
        "at": now().isoformat(),
        "type": kind,
        "customer": f"Dana-{here.world.mark}",
        "restriction": "r-1",
        **more,
    }
    body = json.dumps(event).encode()
    headers = signed_headers(str(event["id"]), body, [secret.encode()], now())
    answer = Client().post(
        f"/exchange/{here.brand.slug}/webhook",
        body,
        content_type="application/json",
        headers=headers,
    )
    return answer.status_code


def alarms(here: Connected) -> list[BlockNotice]:
    with frozen_at(now() + timedelta(minutes=20)):
        raise_notice_alarms(actor=Actor.system(here.brand.pk))
    with brand_scope(here.brand.pk):
        return missing_notices((here.brand.pk,))


@pytest.mark.requirement("ST-01")
def test_a_restriction_without_a_notice_is_an_alarm(connected: Connected) -> None:
    assert tell(connected, "restriction.imposed") == 200

    assert [one.restriction_id for one in alarms(connected)] == ["r-1"]


@pytest.mark.requirement("ST-02")
def test_a_restriction_of_which_the_customer_was_told_is_none(connected: Connected) -> None:
    tell(connected, "restriction.imposed")
    tell(connected, "restriction.changed", notice=TOLD)

    assert not alarms(connected)
    with brand_scope(connected.brand.pk):
        kept = BlockNotice.objects.get(brand=connected.brand)
    assert (kept.timing, kept.channel, kept.proof) == ("deferred", "mail", "250 ok")


def test_what_was_lifted_needs_no_notice(connected: Connected) -> None:
    tell(connected, "restriction.imposed")
    tell(connected, "restriction.lifted")

    assert not alarms(connected)


def test_before_its_time_there_is_no_alarm(connected: Connected) -> None:
    tell(connected, "restriction.imposed")

    assert raise_notice_alarms(actor=Actor.system(connected.brand.pk)) == 0


def test_whoever_does_not_know_the_secret_is_not_believed(connected: Connected) -> None:
    stranger = "another secret that is long enough too"

    assert tell(connected, "restriction.imposed", secret=stranger) == 401
    assert not alarms(connected)
    assert tell(connected, "restriction.imposed") == 200
