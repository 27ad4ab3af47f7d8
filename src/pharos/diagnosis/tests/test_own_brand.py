"""What is known for one brand is not there for another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import models

from pharos.cases.models import Case
from pharos.diagnosis.models import (
    BlockNotice,
    DiagnosisRequest,
    ExchangeEvent,
    PublicStatus,
    Watcher,
)
from pharos.diagnosis.tests.conftest import Connected
from pharos.exchange.models import Connection
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now

TABLES: tuple[type[models.Model], ...] = (
    BlockNotice,
    Connection,
    DiagnosisRequest,
    ExchangeEvent,
    PublicStatus,
    Watcher,
)


def fill(here: Connected, case: Case) -> None:
    at = now()
    brand = here.brand
    with brand_scope(brand.pk):
        DiagnosisRequest.objects.create(
            brand=brand, case=case, cause="agent", wanted="D01", created_at=at, due_at=at
        )
        Watcher.objects.create(
            brand=brand,
            case=case,
            diagnoser="D01",
            wanted="DEP",
            subject="x",
            due_at=at + timedelta(days=1),
            created_at=at,
        )
        ExchangeEvent.objects.create(
            brand=brand, event_id="e-1", kind="kyc.state", at=at, received_at=at
        )
        BlockNotice.objects.create(
            brand=brand, restriction_id="r-1", customer="dana", imposed_at=at, due_at=at
        )
        PublicStatus.objects.create(brand=brand, as_of=at, stale_after=at)


@pytest.mark.parametrize("table", TABLES, ids=lambda one: one.__name__)
def test_a_brands_rows_are_seen_in_its_own_scope_only(
    connected: Connected, table: type[models.Model]
) -> None:
    fill(connected, connected.world.asked())

    with brand_scope(connected.brand.pk):
        assert table._default_manager.filter(brand_id=connected.brand.pk).exists()
    with brand_scope(connected.world.elsewhere.pk):
        assert not table._default_manager.filter(brand_id=connected.brand.pk).exists()
