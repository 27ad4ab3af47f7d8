from __future__ import annotations

import pytest
from django.template import Context, Engine, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation


def drawn(template: Template, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return template.render(Context(context))


def made(source: str) -> Template:
    return Template("{% load i18n design %}" + source, engine=Engine.get_default())


def test_what_stands_still_is_drawn_once_for_each_language() -> None:
    template = made("{% still %}{% translate 'Search' %} {{ mark }}{% endstill %}")

    english, korean = drawn(template, mark="1"), drawn(template, "ko", mark="2")

    assert (english, korean) != (korean, english)
    assert "검색" in korean
    assert drawn(template, mark="3") == english
    assert drawn(template, "ko", mark="3") == korean


def test_an_address_is_djangos_own() -> None:
    number = "F4JT-BCYC-T"
    template = made("{% url 'desk:work' number 'tags' %}")

    for each in (number, "C99C-BY78-8", number):
        assert drawn(template, number=each) == reverse("desk:work", args=[each, "tags"])
    kept = made("{% url 'desk:case' number as address %}[{{ address }}]")
    assert drawn(kept, number=number) == f"[{reverse('desk:case', args=[number])}]"
    with pytest.raises(NoReverseMatch):
        drawn(made("{% url 'desk:nowhere' %}"))


@pytest.mark.parametrize(
    ("code", "reader", "name"), [("ko", "en", "Korean"), ("ko", "ko", "한국어")]
)
def test_a_language_is_named_in_the_readers_own(code: str, reader: str, name: str) -> None:
    assert drawn(made("{{ code|language_name }}"), reader, code=code) == name
