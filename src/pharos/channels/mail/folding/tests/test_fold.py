"""What is words and what is folded, where the order of things matters."""

from __future__ import annotations

import pytest

from pharos.channels.mail.folding import fold, marker_in
from pharos.channels.mail.folding.vocabulary import languages

WROTE = "On Tue, Jan 5, 2027 at 10:00 AM Amara <help@northmere.example> wrote:\n"
HEADERS = (
    "From: Amara <help@northmere.example>\nSent: Tuesday, January 5, 2027 10:00 AM\n"
    "To: Dana <dana@mail.example>\nSubject: Re: Deposit\n\nWhich network?\n"
)
FORWARDED = (
    "---------- Forwarded message ---------\nFrom: Prize desk <win@northmere.test>\n"
    "Date: Tue, Jan 5, 2027 at 10:00 AM\nSubject: You have won\nTo: <dana@mail.example>\n\n"
    "Send us your password.\n"
)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text.strip()) for piece in fold(text).pieces]


def test_answers_between_the_lines_of_a_quote_are_all_words() -> None:
    text = f"{WROTE}> Which network?\n\nTRC-20.\n\n> And which address?\nThe one ending in 4f.\n"

    told = fold(text)

    assert told.words == "TRC-20.\n\nThe one ending in 4f."
    assert [piece.kind for piece in told.pieces] == ["quote", "words", "quote", "words"]


def test_an_answer_below_the_quote_is_words() -> None:
    assert fold(f"{WROTE}> Which network?\n\nTRC-20.\n").words == "TRC-20."


def test_an_answer_above_an_unmarked_quote_is_all_the_words() -> None:
    assert fold(f"TRC-20.\n\n{HEADERS}").words == "TRC-20."


def test_words_above_and_between_are_both_shown() -> None:
    told = fold(f"See below.\n\n{WROTE}> Which network?\nTRC-20.\n")

    assert told.words == "See below.\n\nTRC-20."


def test_a_line_that_was_drawn_above_a_quote_goes_with_it() -> None:
    assert kinds(f"TRC-20.\n\n====\n\n{HEADERS}")[0] == ("words", "TRC-20.")
    assert fold("First.\n\n====\n\nSecond.\n").words == "First.\n\n====\n\nSecond."


def test_a_mail_of_nothing_but_a_quote_is_shown_whole() -> None:
    told = fold(HEADERS)

    assert told.is_empty
    assert told.words == HEADERS.strip()
    assert told.spans() == []
    assert not fold(f"Hello.\n\n{HEADERS}").is_empty


@pytest.mark.parametrize("text", ["", "\n", "> only a quote\n> of two lines\n"])
def test_whoever_wrote_nothing_has_written_nothing(text: str) -> None:
    assert fold(text).is_empty
    assert fold(text).text == text


def test_a_forwarded_mail_that_comes_with_hardly_any_words_is_what_they_say() -> None:
    told = fold(f"Is this you?\n\n{FORWARDED}")

    assert "Send us your password." in told.words
    assert told.spans() == []


def test_a_forwarded_mail_that_comes_with_a_question_is_folded() -> None:
    words = "I was sent this yesterday and did not answer. Is this you?"

    told = fold(f"{words}\n\n{FORWARDED}")

    assert told.words == words
    assert told.pieces[1].kind == "quote"


def test_our_marker_ends_the_words_whether_it_is_given_or_known_by_its_shape() -> None:
    below = "Hello Dana,\nwhich network?\n"

    for line in ("##- Please write above this line -##", "##- 이 줄 위에 작성해 주세요 -##"):
        told = fold(f"TRC-20.\n\n{line}\n{below}")
        assert told.words == "TRC-20."
        assert [piece.kind for piece in told.pieces] == ["words", "marker", "quote"]

    assert fold(f"TRC-20.\n\n=== above ===\n{below}").words.endswith("which network?")
    assert fold(f"TRC-20.\n\n=== above ===\n{below}", marker="=== above ===").words == "TRC-20."


def test_the_marker_that_we_send_is_known_in_every_language() -> None:
    for language in languages():
        assert fold(f"TRC-20.\n\n{marker_in(language)}\nHello.\n").words == "TRC-20."

    assert "위에" in marker_in("ko")
    assert "上方" in marker_in("zh-Hans")
    assert marker_in("xx") == marker_in("en")


def test_a_postscript_below_the_line_of_a_device_is_words() -> None:
    device = "Sent from my iPhone\n\n"

    assert fold(f"TRC-20.\n\n{device}PS: and when?\n").words == "TRC-20.\n\nPS: and when?"
    assert fold(f"TRC-20.\n\n{device}Which network?\n").words == "TRC-20."


def test_words_and_an_attribution_without_a_space_between_are_told_apart() -> None:
    words = "On Monday 4 January I sent it to dana@mail.example"

    assert fold(f"Hello.\n\n{words}\n{WROTE}> When?\n").words == f"Hello.\n\n{words}"


def test_a_name_before_its_quote_is_enough_where_the_quote_is_marked() -> None:
    name = "Quoting Amara <help@northmere.example>:\n"

    assert fold(f"TRC-20.\n\n{name}> Which network?\n").words == "TRC-20."
    assert "Which network?" in fold(f"TRC-20.\n\n{name}Which network?\n").words


def test_below_a_marker_inside_a_marked_quote_unmarked_answers_are_words() -> None:
    line = "> ##- Please write above this line -##\n"

    told = fold(f"See below.\n\n{WROTE}{line}> Which network?\n\nTRC-20.\n")

    assert told.words == "See below.\n\nTRC-20."


def test_whoever_writes_below_the_marker_is_heard_if_nothing_stands_above() -> None:
    assert fold("##- Please write above this line -##\n\nTRC-20.\n").words == "TRC-20."


@pytest.mark.parametrize(
    ("signature", "kind"),
    [
        ("-- \nDana Ito\n+49 30 5550100", "signature"),
        ("--\nDana", "signature"),
        ("\u2014\u2014\u2014\u2014\nDana Ito\ndana@mail.example", "signature"),
        ("Best regards,\nDana", "signature"),
        ("Kind regards, Dana Ito", "signature"),
        ("Sent from my iPhone", "signature"),
        ("Sent from my Wunderphone X2", "signature"),
        (
            "This e-mail is intended only for the addressee and may contain confidential matter.",
            "disclaimer",
        ),
    ],
)
def test_what_stands_under_every_mail_is_folded(signature: str, kind: str) -> None:
    told = fold(f"Where is my deposit?\n\n{signature}\n")

    assert told.words == "Where is my deposit?"
    assert told.pieces[-1].kind == kind


@pytest.mark.parametrize(
    "words",
    [
        "On 5 January 2027 I wrote:\n\nmy deposit is missing. Nobody answered.",
        "I wrote to you on 5 January 2027 about the following:\n\nMy deposit is missing.",
        "On the one hand it is slow. On Monday:\n\nI waited.",
        "Here it is.\n\nFrom: 0x4f\nTo: 0x5e\nDate: 5 January 2027\nAmount: 0.5 ETH",
        "What I did:\n\nSent from my wallet\nto the address of the exchange",
        "The coins were\n\nSent via TRC20",
        "I have three questions.\n\n---\n\nOne: where is it?\n\n---\n\nTwo: when does it come?",
        "As for this:\n-- one\n-- two",
        "Where is it?\n\nThanks!",
        "I wait.\n\nBest regards to Amara, who was the only one to answer me, and tell her this.",
        "我用手机号码登录不了",
        "내 휴대폰이 고장났어요",
        "👍",
        'On January 5, 2027 your agent wrote:\n\n"It is not possible." Is that true?',
        "客服在2027年1月5日写道:\n不可以。",
        "> 100 USDT are missing.",
        "Regards to Amara.\n\nSent from my iPhone app:\n\nthe code, twice",
    ],
)
def test_their_own_words_stay_words(words: str) -> None:
    told = fold(f"Hello.\n\n{words}\n")

    assert told.words == f"Hello.\n\n{words}"


def test_below_a_signature_a_quote_can_still_be_answered_in_between() -> None:
    told = fold(f"See below.\n\n-- \nDana\n\n{WROTE}> Which network?\n\nTRC-20.\n")

    assert told.words == "See below.\n\nTRC-20."


def test_half_a_quoted_line_that_a_program_broke_off_is_quote() -> None:
    wide = "> Please send us the number of the transaction, the amount that you have\n"

    assert fold(f"Done.\n\n{WROTE}{wide}sent and the network.\n> Thanks\n").words == "Done."
    assert fold(f"Done.\n\n{WROTE}{wide}> sent?\nyes\n> Thanks\n").words == "Done.\n\nyes"


def test_spans_say_what_is_folded_in_characters_of_the_text() -> None:
    text = f"👍 ok\n\n{WROTE}> Which network?\n\nTRC-20.\n\n-- \nDana\n"

    told = fold(text)

    assert [(text[start:end].split(maxsplit=1)[0], kind) for start, end, kind in told.spans()] == [
        ("On", "quote"),
        ("--", "signature"),
    ]
