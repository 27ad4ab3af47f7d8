from __future__ import annotations

import pytest

from pharos.kernel.audit import entries
from pharos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from pharos.kernel.scope import reading
from pharos.knowledge.actions.keep_saved_reply import (
    SavedReplyDraft,
    add_saved_reply,
    change_saved_reply,
    retire_saved_reply,
)
from pharos.knowledge.models import SavedReply
from pharos.knowledge.queries import Suggestion, saved_replies_for
from pharos.knowledge.variables import filled, unknown_variables
from pharos.people.models import Staff
from pharos.testing.world import World


def draft(name: str, **texts: str) -> SavedReplyDraft:
    tags = {tag.replace("_", "-"): text for tag, text in texts.items()}
    return SavedReplyDraft(name=name, texts=tags or {"en": "It is on its way."})


def add(world: World, who: Staff, name: str, *, shared: bool = False, **texts: str) -> SavedReply:
    return add_saved_reply(
        actor=world.actor(who), slug=world.brand.slug, draft=draft(name, **texts), shared=shared
    )


def found(world: World, who: Staff, words: str = "", language: str = "en") -> list[Suggestion]:
    actor = world.actor(who)
    with reading(actor):
        return saved_replies_for(actor, world.brand, language, words)


@pytest.mark.requirement("AG-10")
def test_what_the_brand_shares_is_there_for_all_and_ones_own_for_oneself(world: World) -> None:
    add(world, world.bruno, "Shared", shared=True)
    add(world, world.amara, "Own")

    assert [(each.name, each.is_own) for each in found(world, world.amara)] == [
        ("Own", True),
        ("Shared", False),
    ]
    assert [each.name for each in found(world, world.kofi)] == ["Shared"]
    assert found(world, world.chen) == []


def test_sharing_is_for_supervisors_and_keeping_for_whoever_answers(world: World) -> None:
    with pytest.raises(Forbidden):
        add(world, world.amara, "Shared", shared=True)
    with pytest.raises(Forbidden):
        add(world, world.olena, "Own")
    with pytest.raises(NotFound):
        add(world, world.chen, "Own")

    add(world, world.bruno, "Shared", shared=True)
    add(world, world.amara, "Own")


def test_nobody_changes_what_another_keeps(world: World) -> None:
    own = add(world, world.amara, "Own")
    slug = world.brand.slug

    for other in (world.kofi, world.ada, world.chen):
        with pytest.raises(NotFound):
            retire_saved_reply(actor=world.actor(other), slug=slug, reply_id=own.pk)
    retire_saved_reply(actor=world.actor(world.amara), slug=slug, reply_id=own.pk)

    assert found(world, world.amara) == []


def test_a_shared_one_is_changed_by_those_who_arrange_the_brand(world: World) -> None:
    reply = add(world, world.bruno, "Delay", shared=True)
    slug = world.brand.slug
    new = draft("Delay", en="It takes an hour.")

    with pytest.raises(Forbidden):
        change_saved_reply(actor=world.actor(world.amara), slug=slug, reply_id=reply.pk, draft=new)
    change_saved_reply(actor=world.actor(world.ada), slug=slug, reply_id=reply.pk, draft=new)

    assert [each.text for each in found(world, world.kofi)] == ["It takes an hour."]
    with reading(world.actor(world.ada)):
        entry = entries(world.brand.pk)[0]
    assert entry.change == {"text en": ["It is on its way.", "It takes an hour."]}


@pytest.mark.parametrize(
    ("language", "text"),
    [("ko", "곧 도착합니다"), ("zh-Hant-TW", "正在路上"), ("en-GB", "Soon"), ("fr", "Soon")],
)
def test_the_words_come_in_the_customers_language_or_the_nearest(
    world: World, language: str, text: str
) -> None:
    add(world, world.amara, "Soon", en="Soon", ko="곧 도착합니다", zh_Hans="正在路上")

    (reply,) = found(world, world.amara, language=language)

    assert reply.text == text


def test_a_match_in_the_name_comes_before_one_in_the_text(world: World) -> None:
    add(world, world.amara, "Aaa", en="About a late deposit.")
    add(world, world.amara, "Late deposit", en="We look.")
    add(world, world.amara, "Fees", en="None.")

    assert [each.name for each in found(world, world.amara, "deposit LATE")] == [
        "Late deposit",
        "Aaa",
    ]


def test_a_name_is_there_once_for_each_owner(world: World) -> None:
    add(world, world.amara, "Late")
    add(world, world.kofi, "Late")
    add(world, world.bruno, "Late", shared=True)

    with pytest.raises(Conflict) as refused:
        add(world, world.amara, "LATE")
    with pytest.raises(Conflict):
        add(world, world.ada, "late", shared=True)

    assert refused.value.code == "saved_reply_taken"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("", "x", "saved_reply_name"),
        ("x", "  ", "saved_reply_empty"),
        ("x", "Dear {{customer.surname}}", "variable_unknown"),
        ("x", "x" * 10_001, "saved_reply_long"),
    ],
)
def test_words_that_could_not_be_sent_are_not_kept(
    world: World, name: str, text: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, world.amara, name, en=text)
    add(world, world.amara, "Fine", en="Dear {{ customer.name }}")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Hello {{customer.name}},", "Hello Dana,"),
        ("Case {{ case.number }}.", "Case 7KQF-3MDW-X."),
        ("Hello {{agent.name}}, yes", "Hello, yes"),
        ("{{brand.name}} says", "{{brand.name}} says"),
        ("{{customer.name}}님", "Dana님"),
        ("{ {customer.name} }", "{ {customer.name} }"),
    ],
)
def test_values_are_put_in_for_variables(text: str, result: str) -> None:
    values = {"customer.name": "Dana", "case.number": "7KQF-3MDW-X", "agent.name": ""}

    assert filled(text, values) == result


def test_what_a_value_holds_is_not_read_again() -> None:
    assert filled("{{customer.name}}", {"customer.name": "{{case.number}}"}) == "{{case.number}}"


def test_unknown_variables_are_named_once_each() -> None:
    text = "{{customer.name}} {{x}} {{ y }} {{x}}"

    assert unknown_variables(text) == ["x", "y"]
