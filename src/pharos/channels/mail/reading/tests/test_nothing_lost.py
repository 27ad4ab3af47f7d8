from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.channels.mail.reading import bounds, read, tree
from pharos.channels.mail.reading.hypertext import is_too_deep
from pharos.channels.mail.reading.mail import Mail
from pharos.channels.mail.reading.parts import leaf_of
from pharos.channels.mail.reading.tests.written import AT, kept, mail_of, parts, seen, written
from pharos.channels.mail.reading.tree import leaves, parsed

KINDS = ["mixed", "related", "alternative", "signed", "parallel", "digest"]
TORN = [
    b"\n",
    b"\n\n",
    b"\r\n",
    b"--",
    b"--cut--\n",
    b"=",
    b'"',
    b"=?utf-8?B?",
    b"\x00",
    b"\xff\xe9",
    b"\x1b$B",
    b"Content-Type: multipart/mixed\n\n",
    b"Content-Transfer-Encoding: base64\n",
    b"; boundary*=foo''\"",
    b"message/rfc822",
    b"Content-Type: message/delivery-status\n\n",
    b"<div><table><tr>",
    b"-----BEGIN PGP SIGNED MESSAGE-----\n",
]
# Where, what is put there, and how much is taken away.
WOUND = st.tuples(st.integers(0), st.sampled_from(TORN), st.integers(0, 20))


@st.composite
def texts(draw: st.DrawFn) -> tuple[list[bytes], bytes]:
    """What must be found again, and a part that holds it."""
    words = "word" + draw(st.text("abcdefgé한", min_size=12, max_size=30)) + "end"
    data = words.encode()
    encoding = draw(st.sampled_from(["8bit", "base64", "quoted-printable"]))
    kind = draw(st.sampled_from(["text/plain", "text/html", "text/x-other"]))
    head = f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n"
    return [data], head.encode() + encoded(data, encoding)


@st.composite
def files(draw: st.DrawFn) -> tuple[list[bytes], bytes]:
    data = b"file" + draw(st.binary(min_size=10, max_size=60)) + b"end"
    encoding = draw(st.sampled_from(["base64", "quoted-printable"]))
    shown = draw(st.sampled_from(["attachment; filename=a.bin", "inline", "attachment"]))
    head = f"Content-Type: application/x-data\nContent-Disposition: {shown}\n"
    return [data], f"{head}Content-Transfer-Encoding: {encoding}\n\n".encode() + encoded(
        data, encoding
    )


def encoded(data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(data)
    return quopri.encodestring(data) if encoding == "quoted-printable" else data


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> tuple[list[bytes], bytes]:
    """A multipart of some depth with everything that is in it."""
    inner = st.one_of(texts(), files(), trees(depth - 1)) if depth else st.one_of(texts(), files())
    each = draw(st.lists(inner, min_size=1, max_size=3))
    found = [data for held, _ in each for data in held]
    if depth < 3 and draw(st.booleans()):
        return each[0][0], b"Content-Type: message/rfc822\n\nSubject: x\n" + each[0][1]
    kind = draw(st.sampled_from(KINDS))
    return found, parts(*(part for _, part in each), kind=kind, boundary=f"level{depth}")


def everything(mail: Mail) -> Iterator[bytes]:
    yield from (mail.text.encode(), mail.html.encode())
    yield from (one.content for one in mail.attachments)


@given(trees())
@settings(max_examples=40, deadline=None)
def test_every_part_is_in_the_text_the_html_or_the_attachments(
    tree_of: tuple[list[bytes], bytes],
) -> None:
    held, multipart = tree_of

    mail = mail_of(multipart)

    assert mail.parts_accounted == mail.parts_found == len(held)
    for data in held:
        assert any(data in one for one in everything(mail))


@given(
    trees(),
    st.lists(st.tuples(st.integers(0), st.sampled_from(TORN), st.integers(0, 20)), max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_a_torn_mail_is_read_as_well_and_still_loses_no_part(
    tree_of: tuple[list[bytes], bytes], wounds: list[tuple[int, bytes, int]]
) -> None:
    raw = written() + tree_of[1]
    raw = raw.replace(b"MIME-Version: 1.0\n\nHello.\n", b"MIME-Version: 1.0\n")
    for at, torn, gone in wounds:
        place = at % (len(raw) + 1)
        raw = raw[:place] + torn + raw[place + gone :]

    mail = seen(raw)

    assert "unreadable" not in mail.problems
    assert mail.parts_accounted == mail.parts_found
    assert seen(raw) == mail
    for one in (mail.text, mail.html, mail.subject, mail.from_name, mail.message_id):
        assert "\x00" not in one.encode().decode()
    if "boundary_missing" in mail.problems:
        return  # its parts are others than the parser found
    for leaf in (leaf_of(part, 1) for part in leaves(parsed(raw).root)):
        if leaf.kind in ("application/x-data", "text/x-other"):
            assert any(leaf.content.data in one for one in everything(mail))


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_at_all_make_it_fail(raw: bytes) -> None:
    mail = seen(raw)

    assert "unreadable" not in mail.problems
    assert mail.parts_accounted == mail.parts_found


def test_what_a_parser_trips_over_comes_back_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(_: bytes) -> None:
        raise IndexError

    monkeypatch.setattr(read, "parsed", trip)
    mail = seen(b"anything")

    assert mail.problems == ("unreadable",)
    assert kept(mail, "original") == [("original.eml", b"anything")]


def test_a_broken_transfer_encoding_loses_nothing() -> None:
    head = "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    footer = "_____\nThe list is here: https://lists.example\n"

    tail = mail_of(parts(f"{head}SGVsbG8uIQ==\n{footer}"))
    lying = mail_of(parts(f"{head}This was never encoded at all.\n"))

    assert tail.text == "Hello.!"
    assert kept(tail, "undecoded")[0][1].strip() == footer.strip().encode()
    assert lying.text == "This was never encoded at all."
    assert tail.problems == lying.problems == ("transfer_broken",)


@pytest.mark.parametrize("named", ['; boundary="other"', "", '; boundary=""'])
def test_parts_are_found_without_the_boundary_that_was_promised(named: str) -> None:
    _, _, body = parts("Content-Type: text/plain\n\nOne.", "Content-Type: x/y\n\nTwo.").partition(
        b"\n\n"
    )

    mail = seen(written(body, Content_Type=f"multipart/mixed{named}"))

    assert (mail.text, mail.problems) == ("One.", ("boundary_missing",))
    assert kept(mail, "attached") == [("part-2.bin", b"Two.")]


def test_what_a_mended_mail_has_beyond_the_bounds_is_kept_as_well() -> None:
    raw = written(b"--cut\nX-A: 1\n\nword\n" * 600, Content_Type="multipart/mixed")

    mail = seen(raw)

    assert mail.problems == ("boundary_missing", "too_many_parts")
    assert kept(mail, "original") == [("original.eml", raw)]


def test_parts_that_stand_behind_the_end_are_parts_and_words_there_are_kept() -> None:
    one = parts("Content-Type: text/plain\n\nOne.")
    late = b"--late\nContent-Type: x/y\n\nTwo.\n--late--\n"

    with_part, with_words = mail_of(one + late), mail_of(one + b"Three.\n")

    assert kept(with_part, "attached") == [("part-2.bin", b"Two.")]
    assert kept(with_words, "outside") == [("outside.txt", b"Three.\n")]


def test_what_calls_itself_text_and_is_none_is_a_file() -> None:
    data = bytes(range(256)) * 8

    mail = seen(written(data))

    assert (mail.text, mail.problems) == ("", ("type_wrong",))
    assert kept(mail, "undecoded") == [("part-1.bin", data)]


def test_too_much_of_anything_is_cut_and_the_rest_is_kept() -> None:
    long = "word " * 30_000
    subject = "s" * 20_000

    text = seen(written(long))
    head = seen(written(Subject=subject))
    html = seen(written("<div>" * 400 + "deep", Content_Type="text/html"))

    assert (len(text.text), text.problems) == (bounds.LONGEST_TEXT, ("text_too_long",))
    assert kept(text, "rest") == [("text.txt", long.rstrip().encode())]
    assert (len(head.subject), head.problems) == (bounds.LONGEST_HEADER, ("header_too_long",))
    assert kept(head, "headers") == [("header.txt", f"Subject: {subject}".encode())]
    assert (html.html, html.text.strip(), html.problems) == ("", "deep", ("html_too_deep",))
    assert len(kept(html, "rest")) == 1


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (
            written(b"\n--x\n\na" * 600_000, Content_Type="multipart/mixed; boundary=x"),
            "too_many_parts",
        ),
        (
            b"".join(
                b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
                for level in range(90_000)
            ),
            "too_deep",
        ),
        (b"name: the value of it all\n" * 200_000, "too_many_headers"),
    ],
    ids=["parts", "levels", "headers"],
)
def test_five_megabytes_of_malice_make_bounded_work(
    raw: bytes, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    original = tree.Part.__init__

    def counted(self: tree.Part, *args: object, **named: object) -> None:
        made.append(1)
        original(self, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(tree.Part, "__init__", counted)
    mail = read.read(raw, at=AT)

    assert problem in mail.problems
    assert len(made) <= bounds.MOST_PARTS + 2
    assert sum(len(one.content) for one in mail.attachments) <= len(raw) + bounds.LONGEST_TEXT
    if problem != "too_many_headers":
        assert kept(mail, "original") == [("original.eml", raw)]


def test_levels_are_fewer_where_there_are_many_lines() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
        for level in range(10)
    )

    short = parsed(nested + b"\n" * 10)
    long = parsed(nested + b"\n" * 1_000_000)

    assert (short.problem, long.problem) == (None, "too_deep")
    lines = 1_000_000
    assert max(part.deepest for part in leaves(long.root)) * lines <= bounds.MOST_COMPARISONS


def test_html_is_cleaned_only_where_its_tags_allow_it_in_good_time() -> None:
    fine = "<div><p>a</p></div>" * 20_000

    assert not is_too_deep(fine)
    assert is_too_deep("<span>" * 301)
    assert is_too_deep("<b>" * 250 + "<p>x" * 10_000)
