# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from pharos.safety.findings import MARKERS
from pharos.safety.screening import screen
from pharos.safety.tests.secrets import SEPARATORS, chinese_words, phrase_words
from pharos.safety.words import LANGUAGES

MARKER = MARKERS["recovery_phrase"]
FORMS: list[Callable[[str], str]] = [
    partial(unicodedata.normalize, "NFC"),
    partial(unicodedata.normalize, "NFD"),
    str.upper,
    str.title,
]
ZEROS = {language: str(Mnemonic(language).to_mnemonic(bytes(16))) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_is_found_in_every_language(language: str) -> None:
    assert screen(ZEROS[language]).text == MARKER


@given(phrase_words(), st.sampled_from(SEPARATORS), st.sampled_from(FORMS))
def test_a_phrase_is_found_however_it_is_written(
    words: list[str], separator: str, form: Callable[[str], str]
) -> None:
    phrase = form(separator.join(words))

    screened = screen(f"2024: {phrase} !")

    assert screened.text == f"2024: {MARKER} !"
    assert screened.kinds == ("recovery_phrase",)


@given(phrase_words())
def test_a_numbered_phrase_is_found(words: list[str]) -> None:
    numbered = "\n".join(f"{number}. {word}" for number, word in enumerate(words, start=1))

    assert screen(numbered).text == f"1. {MARKER}"


@given(phrase_words(), st.data())
def test_a_phrase_with_a_word_missing_is_found(words: list[str], data: st.DataObject) -> None:
    words.pop(data.draw(st.integers(0, len(words) - 1)))

    assert screen(" ".join(words)).text == MARKER


@given(phrase_words(("english", "korean", "spanish")), st.data())
def test_a_phrase_with_a_mistyped_word_is_found(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    words[at] = words[at][:-1] + "q"

    screened = screen(" ".join(words))

    assert screened.kinds == ("recovery_phrase",)
    assert len(screened.text.replace(MARKER, "").split()) <= 1


@given(phrase_words(("english",)))
def test_a_phrase_without_spaces_is_found(words: list[str]) -> None:
    glued = "".join(word.title() for word in words)

    assert screen(f"it is {glued}").text == f"it is {MARKER}"


@given(chinese_words(), st.sampled_from([" ", "\n", "，", "、", "\u3000", " 1. "]))
def test_chinese_characters_apart_are_found(words: list[str], separator: str) -> None:
    assert screen(separator.join(words)).text == MARKER


# Drawn by lot, four phrases in ten thousand look like prose; these were not.
@pytest.mark.parametrize("before", ["", "您好！我的助记词是", "我的钱包：", "Hi, "])
@pytest.mark.parametrize(
    "phrase",
    [
        Mnemonic("chinese_simplified").to_mnemonic(bytes(range(100, 116))),
        Mnemonic("chinese_simplified").to_mnemonic(bytes(range(60, 92))),
        Mnemonic("chinese_traditional").to_mnemonic(bytes(range(100, 116))),
        Mnemonic("chinese_traditional").to_mnemonic(bytes(range(60, 92))),
    ],
)
def test_chinese_characters_without_spaces_are_found(before: str, phrase: str) -> None:
    joined = phrase.replace(" ", "")

    assert screen(f"{before}{joined}").text == f"{before}{MARKER}"
    assert screen(f"{before}\n{joined[:-1]}。").text == f"{before}\n{MARKER}。"


@pytest.mark.parametrize(
    "prose",
    [
        "Please help, my cash machine card can not open the bank account this week.",
        "I want to order one more ticket but the page will not load; can you check what is wrong?",
        "The quick brown fox will jump over the lazy dog, and then sleep in the garden.",
        "you can still make money off this if you try hard and then sell when the price is right",
        "我已经等了三个小时，提现还没有到账，请问什么时候可以处理完成呢？谢谢您的帮助。",
        "請問我的帳戶為什麼被凍結了，我需要提供什麼資料才能解除限制，謝謝。",
        "我忘记了助记词怎么办还可以找回钱包里面的资产吗",
        "안녕하세요. 어제 출금을 신청했는데 아직 심사 중이라고 나옵니다. 확인 부탁드립니다.",
        "Buenas tardes, hice un retiro ayer por la noche y todavía no ha llegado a mi cartera.",
        "Здравствуйте, я вчера отправил перевод, но деньги до сих пор не пришли на мой счёт.",
        "こんにちは。昨日出金を申請しましたが、まだ審査中のままです。確認をお願いします。",
    ],
)
def test_prose_is_left_alone(prose: str) -> None:
    assert screen(prose).text == prose


@given(st.lists(st.sampled_from(ZEROS["english"].split()), max_size=10))
def test_ten_words_are_no_phrase(words: list[str]) -> None:
    text = " ".join(words)

    assert screen(text).text == text


@pytest.mark.parametrize(
    "said",
    [
        "It is on its way. ",
        "Order {number} says what happens next. ",
        "The way to get it is long. ",
        "Still waiting, and nothing has moved since. ",
    ],
)
@pytest.mark.parametrize(
    "before", ["", "Message 12 of bd2c-ef-abc-de: the cat, the sun, the air. "]
)
def test_a_sentence_that_is_said_again_and_again_is_no_phrase(said: str, before: str) -> None:
    text = before + "".join(said.format(number=number) for number in range(60))

    assert screen(text).removed == ()


PROGRAM = "\n".join(
    [
        "<script>alert(1)</script>",
        "<title>alert(1)</title><script>alert(1)</script>",
        "<style>body{}</style><script>document.title=alert(1)</script>",
        "<img src=x onerror=alert(1)><svg onload=alert(1)>",
        "<img src=x onerror=alert(2)><a onclick=alert(2)>press</a>",
    ]
    * 4
)


def test_a_program_that_says_few_listed_words_over_and_over_is_no_phrase() -> None:
    assert screen(PROGRAM).text == PROGRAM


@given(st.permutations(Mnemonic("english").wordlist[100:1300:100]))
def test_a_phrase_in_a_page_among_a_programs_words_is_found(words: list[str]) -> None:
    page = "".join(f"<tr><td>{word}</td></tr>" for word in words)

    screened = screen(f"{PROGRAM}\n{page}\n{PROGRAM}")

    assert "recovery_phrase" in screened.kinds
    assert not any(f">{word}<" in screened.text for word in words[1:-1])


# Different listed words stand in these, each between signs of its own.
PAGES = (
    """<a title="alert"></a>{"type":"room.name","state_key":"","label":{"name":"<b>alert</b>"}}
{"type":"space.child","state_key":"!room","script":["<i>orange</i>"]}""",
    """<div data-x run="alert()"></div><div data-text="`${alert(1)}`"></div>
<input data-mask:dynamic="$data.mask" model="ability"><button click="alert(1)">Open</button>"""
    + "<div data-x></div>" * 6,
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_whose_words_stand_between_signs_of_their_own_is_no_phrase(page: str) -> None:
    assert screen(page).text == page


def written_in_programs(words: list[str]) -> list[str]:
    """A list, an object, a row of a table, a page, assignments: as programs hold words."""
    numbered = list(enumerate(words, start=1))
    return [
        json.dumps({"words": words}, indent=2),
        json.dumps({str(number): word for number, word in numbered}),
        json.dumps([{"nr": number, "value": word} for number, word in numbered]),
        "<tr>" + "".join(f"<td>{word}</td>" for word in words) + "</tr>",
        "".join(f"<li class='w{number}'><b>{word}</b></li>" for number, word in numbered),
        "\n".join(f"W{number}='{word}'" for number, word in numbered),
        f"<p>{' '.join(words)}</p>",
        "".join(
            f'<li class="mnemonic word" data-index="{number}"><b>{word}</b></li>'
            for number, word in numbered
        ),
        "".join(f"<tr>{row}</tr>" for row in in_columns("<td>{number}</td><td>{word}</td>", words)),
        "".join(
            f'<div class="row">{row}</div>'
            for row in in_columns('<div class="col"><span>{number}</span> {word}</div>', words)
        ),
    ]


def in_columns(form: str, words: list[str]) -> list[str]:
    """Rows of three, numbered downwards as wallets print them."""
    rows = len(words) // 3
    return [
        "".join(form.format(number=at + 1, word=words[at]) for at in range(row, 3 * rows, rows))
        for row in range(rows)
    ]


@given(st.permutations(Mnemonic("english").wordlist[100:1300:100]), st.integers(0, 9))
def test_a_phrase_is_found_however_a_program_holds_it(words: list[str], form: int) -> None:
    screened = screen(written_in_programs(words)[form])

    assert screened.kinds == ("recovery_phrase",)
    assert not any(word in screened.text for word in words[1:-1])


NUMBERED_IN_WORDS = {
    "english": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "spanish": "primera segunda tercera cuarta quinta sexta séptima octava novena décima "
    "undécima duodécima",
    "russian": "первое второе третье четвёртое пятое шестое седьмое восьмое девятое десятое "
    "одиннадцатое двенадцатое",
}
SAID = {"english": "{} word: {}", "spanish": "la {} palabra: {}", "russian": "{} слово: {}"}


def told_in_words(language: str, words: list[str]) -> str:
    return "\n".join(map(SAID[language].format, NUMBERED_IN_WORDS[language].split(), words))


@given(st.sampled_from(tuple(SAID)), st.data())
def test_a_phrase_is_found_whose_words_are_numbered_in_words(
    language: str, data: st.DataObject
) -> None:
    wordlist = Mnemonic(language).wordlist
    words = data.draw(st.lists(st.sampled_from(wordlist), min_size=12, max_size=12, unique=True))

    assert screen(told_in_words(language, words)).kinds == ("recovery_phrase",)


def test_a_list_of_ten_points_in_prose_is_no_phrase() -> None:
    numbers = NUMBERED_IN_WORDS["english"].split()
    prose = "".join(f"The {number} order is still open, and I can wait. " for number in numbers)

    assert screen(prose).text == prose


MENU = """
home markets trade futures earn wallet orders assets rewards network support account settings
security profile language about careers fees help status terms sign-out
"""


def test_the_menu_of_a_page_is_no_phrase() -> None:
    menu = "".join(
        f'<li class="nav-item"><a href="/{word}">{word}</a></li>' for word in MENU.split()
    )

    assert screen(menu).text == menu
