from __future__ import annotations

import pytest
from django.http import Http404
from django.test import RequestFactory

from pharos.channels.widget import assets

LAUNCHER_LIMIT = 2 * 1024
TALKING_LIMIT = 10 * 1024
CARD_LIMIT = 3 * 1024


def test_the_launcher_is_at_most_two_kilobytes() -> None:
    assert len(assets.launcher().gzip) <= LAUNCHER_LIMIT


def test_all_that_an_english_conversation_loads_is_at_most_ten_kilobytes() -> None:
    loaded = [assets.asset(name) for name in ("talk.js", "widget.css", "locale/en.js")]
    assert sum(len(asset.brotli) for asset in loaded) <= TALKING_LIMIT


def test_a_card_is_counted_apart_and_is_at_most_three_kilobytes() -> None:
    loaded = [assets.asset(name) for name in ("card.js", "card.css", "locale/en.card.js")]
    assert sum(len(asset.brotli) for asset in loaded) <= CARD_LIMIT
    assert "finding__next" not in assets.joined()


def test_the_joined_module_imports_nothing_from_the_start() -> None:
    assert "import {" not in assets.joined()
    assert assets.joined().count("export ") == 1


def test_the_launcher_names_this_release() -> None:
    assert f"widget/{assets.version()}/".encode() in assets.launcher().plain


@pytest.mark.parametrize("name", ["../views.py", "nothing.js", "../../__init__.py", "locale"])
def test_nothing_else_can_be_had(name: str) -> None:
    with pytest.raises(Http404):
        assets.asset(name)


def test_it_is_sent_compressed_as_the_browser_reads_it_and_kept_for_good() -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip, br"})
    answer = assets.show(request, assets.version(), "talk.js")
    assert answer["Content-Encoding"] == "br"
    assert "immutable" in answer["Cache-Control"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Content-Encoding" not in assets.show(RequestFactory().get("/"), "x", "talk.js")
