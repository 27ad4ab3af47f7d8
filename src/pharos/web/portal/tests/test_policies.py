"""What is to be known before something that cannot be taken back, where it is about to be done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pharos.brands.errors import ProfileInvalid
from pharos.brands.parsing import parse_profile
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.knowledge.models import SavedReply
from pharos.testing.profile import LANGUAGES
from pharos.testing.world import World
from pharos.web.portal.tests.pages import promise

NOTICES = {
    "en": "A withdrawal cannot be called back.",
    "zh-Hans": "提现无法撤回。",
    "ko": "출금은 되돌릴 수 없습니다.",
    "es": "Un retiro no se puede revertir.",
}
LINKS = {tag: f"https://exchange.example/{tag}/withdrawals" for tag in LANGUAGES}
POLICY = {"key": "withdrawals", "reasons": ["DEP"], "notice": NOTICES, "links": LINKS}


@pytest.fixture
def telling(world: World) -> World:
    promise(world.brand, policies=[POLICY, {**POLICY, "key": "fees", "reasons": ["FEE"]}])
    return world


def asked(world: World, **more: str) -> Any:
    return Client().get(f"/{world.brand.slug}/policies/", more)


@pytest.mark.requirement("IN-14")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_it_before_it_asks_in_the_readers_language(
    telling: World, language: str
) -> None:
    browser = Client(headers={"Accept-Language": language})

    form = browser.get(f"/{telling.brand.slug}/contact/DEP.NOT_FOUND/").text
    other = browser.get(f"/{telling.brand.slug}/contact/ACC.LOCKED/").text

    assert NOTICES[language] in form.partition("<form")[0]
    assert f'href="{LINKS[language]}"' in form
    assert NOTICES[language] not in other


@pytest.mark.requirement("IN-14")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exchanges_own_pages_ask_for_it_by_reason_and_language(
    telling: World, language: str
) -> None:
    answer = asked(telling, reason="DEP.NOT_FOUND", language=language)

    assert answer.json() == {
        "brand": telling.brand.slug,
        "policies": [
            {
                "key": "withdrawals",
                "reasons": ["DEP"],
                "notice": NOTICES[language],
                "link": LINKS[language],
            }
        ],
    }
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer


@pytest.mark.requirement("IN-14")
def test_without_a_reason_all_are_told_and_what_is_unchanged_is_not_sent_again(
    telling: World,
) -> None:
    every = asked(telling)
    again = Client().get(
        f"/{telling.brand.slug}/policies/", headers={"If-None-Match": every["ETag"]}
    )
    assert [each["key"] for each in every.json()["policies"]] == ["withdrawals", "fees"]
    assert asked(telling, language="xx").json() == every.json()
    assert (again.status_code, again.content) == (304, b"")
    assert asked(telling, reason="KYC.PENDING").json()["policies"] == []
    assert Client().get("/nobody/policies/").status_code == 404
    assert Client().post(f"/{telling.brand.slug}/policies/").status_code == 405


@pytest.mark.requirement("IN-14")
def test_a_saved_reply_links_to_the_policy_of_the_case_in_its_language(telling: World) -> None:
    with brand_scope(telling.brand.pk):
        SavedReply.objects.create(
            brand=telling.brand,
            name="Policy",
            texts={"en": "Please read {{policy.link}} first.", "ko": "먼저 {{policy.link}}"},
            changed_at=now(),
        )
    amara = Client()
    amara.force_login(telling.amara)
    case = telling.asked()
    plain = telling.asked(telling.minjun, reason="ACC.LOCKED")

    def offered(number: str) -> str:
        place = f"/desk/cases/{number}/saved-replies/"
        return amara.get(place, headers={"HX-Request": "true"}).content.decode()

    assert f"Please read {LINKS['en']} first." in offered(case.number)
    assert "Please read first." in offered(plain.number)


@pytest.mark.requirement("IN-14")
@pytest.mark.parametrize(
    "wrong",
    [
        {"links": {**LINKS, "ko": "javascript:alert(1)"}},
        {"links": {"en": LINKS["en"]}},
        {"notice": {**NOTICES, "fr": "Non."}},
        {"reasons": ["NO.SUCH"]},
    ],
)
def test_what_a_profile_says_wrongly_is_refused(telling: World, wrong: dict[str, Any]) -> None:
    good = {**telling.brand.profile}
    assert parse_profile(good, "p").policies[0].key == "withdrawals"

    with pytest.raises(ProfileInvalid):
        parse_profile({**good, "policies": [{**POLICY, **wrong}]}, "p")
