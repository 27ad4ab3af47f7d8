"""Where a secret stood, the customer's pages and their copy say in their language what it was."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from pharos.cases.ledger.exported import check_bundle
from pharos.kernel.scope import brand_scope
from pharos.people.models import Handle
from pharos.people.tests.exchange import connected
from pharos.safety.findings import MARKERS
from pharos.testing.world import World
from pharos.web.portal.tests.pages import sign_in

PASSWORD = "Hunter-22"
MARKER = MARKERS["password"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "a password, removed"), ("ko", "비밀번호, 삭제됨")]
)
def test_pages_and_copy_say_in_words_what_was_removed(
    world: World, language: str, words: str
) -> None:
    with brand_scope(world.brand.pk):
        account = Handle.objects.get(customer=world.dana, kind="account").value
    dana = Client(headers={"accept-language": language})
    sign_in(dana, world.brand, connected(world.brand), sub=account)
    case = world.asked(text=f"<b>My password is {PASSWORD}", language=language)

    listed = dana.get(f"/{world.brand.slug}/cases/").text
    page = dana.get(f"/{world.brand.slug}/cases/{case.number}/").text
    with brand_scope(world.brand.pk):
        thread = case.conversations.get().public_id
    copy = dana.get(f"/{world.brand.slug}/cases/{case.number}/transcript/{thread}/").text

    said = f'&lt;b&gt;My password is <mark class="removed">{words}</mark>'
    assert said in listed
    assert page.count(said) == 2
    assert MARKER not in listed + page
    document = json.loads(copy)
    assert document["removed"] == {MARKER: words}
    assert MARKER in document["transcript"][0]
    assert check_bundle(document).fault is None
    assert PASSWORD not in listed + page + copy
