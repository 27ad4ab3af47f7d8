# ruff: noqa: RUF001 (letters of many scripts are the subject here)
from __future__ import annotations

import base64
import struct

import pytest

from pharos.channels.mail.reading.tests.written import kept, mail_of, parts, seen, written

WORDS = [
    ("我的提币还没有到账", "gb2312", "gb18030"),
    ("我的提幣還沒有到帳", "big5", "big5"),
    ("출금이 아직 도착하지 않았습니다", "ks_c_5601-1987", "cp949"),
    ("出金がまだ届いていません", "iso-2022-jp", "iso2022_jp"),
    ("出金がまだ届いていません", "x-sjis", "cp932"),
    ("Мой вывод не пришёл", "koi8-r", "koi8-r"),
    ("Mi retiro no llegó – ¿qué pasó?", "iso-8859-1", "cp1252"),
    ("Rút tiền của tôi chưa đến", "utf-7", "utf-7"),
    ("Rút tiền của tôi chưa đến", "UTF-16", "utf-16"),
]


@pytest.mark.parametrize(("words", "label", "codec"), WORDS)
def test_each_character_set_is_read_by_the_name_that_mail_gives_it(
    words: str, label: str, codec: str
) -> None:
    raw = written(words.encode(codec), Content_Type=f'text/plain; charset="{label}"')

    mail = seen(raw)

    assert (mail.text, mail.problems) == (words, ())


def test_utf_8_under_a_wrong_name_is_read_as_what_it_is() -> None:
    words = "你好，我的提币还没有到账"

    wrong = seen(written(words, Content_Type="text/plain; charset=gb2312"))
    none = seen(written(words))

    assert (wrong.text, wrong.problems) == (words, ("charset_wrong",))
    assert (none.text, none.problems) == (words, ())


def test_what_no_character_set_explains_is_guessed_and_its_bytes_are_kept() -> None:
    data = "Мой вывод не пришёл, помогите пожалуйста".encode("cp1251")

    mail = seen(written(data, Content_Type="text/plain; charset=klingon"))

    assert mail.text == "Мой вывод не пришёл, помогите пожалуйста"
    assert mail.problems == ("charset_unknown",)
    assert kept(mail, "undecoded") == [("part-1.txt", data)]


def test_a_codec_of_python_that_is_no_character_set_is_none() -> None:
    assert seen(written("\\x41 é", Content_Type="text/plain; charset=unicode_escape")).text == (
        "\\x41 é"
    )


def test_typed_text_is_read_and_the_html_is_kept_beside_it() -> None:
    mail = mail_of(
        parts(
            "Content-Type: text/plain\n\nTyped.",
            "Content-Type: text/html\n\n<p>Shown.</p>",
            kind="alternative",
        )
    )

    assert (mail.text, mail.html, mail.attachments) == ("Typed.", "<p>Shown.</p>", ())


@pytest.mark.parametrize("stub", ["", "Please open this mail in a program that shows HTML."])
def test_html_is_read_where_the_typed_text_only_points_to_it(stub: str) -> None:
    mail = mail_of(
        parts(
            f"Content-Type: text/plain\n\n{stub}",
            "Content-Type: text/html\n\n<p>My withdrawal is stuck.</p>",
            kind="alternative",
        )
    )

    assert mail.text == "My withdrawal is stuck."
    assert kept(mail, "alternative") == ([("other-form.txt", stub.encode())] if stub else [])


def test_html_becomes_text_with_paragraphs_lists_quotes_tables_and_links() -> None:
    source = """
      <html><head><title>No</title><style>p {color: red}</style></head><body>
      <p>Hello&nbsp;there,</p><div>one<br>two</div>
      <ul><li>first</li><li>second<ol start="3"><li>inner</li></ol></li></ul>
      <table><tr><th>Coin</th><th>Amount</th></tr><tr><td><p>BTC</p></td><td><div>0.5</div></td></tr></table>
      <p>See <a href="https://northmere.example/x">this page</a> or
        <a href="mailto:dana@customer.example">dana@customer.example</a>.</p>
      <blockquote>older<blockquote>oldest</blockquote></blockquote>
      <p>After</p><div>--&nbsp;<br>Dana</div><pre>a  b
  c</pre></body></html>"""

    mail = seen(written(source, Content_Type="text/html; charset=utf-8"))

    assert mail.text == (
        "Hello there,\n\none\ntwo\n\n- first\n- second\n  3. inner\n\n"
        "Coin | Amount\nBTC | 0.5\n\n"
        "See this page <https://northmere.example/x> or dana@customer.example.\n\n"
        "> older\n>\n> > oldest\n\nAfter\n\n-- \nDana\n\na  b\n  c"
    )


def test_html_keeps_nothing_that_runs_is_fetched_or_hides() -> None:
    source = (
        '<p style="display:none;font-weight:bold" onclick="x()">Hi<script>x()</script></p>'
        '<img src="https://elsewhere.example/seen.gif"><img src="//elsewhere.example/a.png">'
        '<img src="cid:photo@customer"><img src="data:image/png;base64,iVBORw0KGgo=">'
        '<a href="javascript:x()">link</a><iframe src="https://elsewhere.example"></iframe>'
    )

    mail = seen(written(source, Content_Type="text/html"))

    assert mail.html == (
        '<p style="font-weight:bold">Hi</p><img><img><img src="cid:photo@customer">'
        '<img src="cid:image-1-1@within"><a rel="noopener noreferrer">link</a>'
    )
    assert mail.remote_images == 2
    within = [(one.content_id, one.content, one.is_inline) for one in mail.attachments]
    assert within == [("image-1-1@within", b"\x89PNG\r\n\x1a\n", True)]


def test_flowed_lines_are_joined_and_a_signature_stays_apart() -> None:
    typed = "My withdrawal \nis stuck.\n> You wrote \n> this.\n-- \nDana\n"

    mail = seen(written(typed, Content_Type="text/plain; format=flowed"))

    assert mail.text == "My withdrawal is stuck.\n> You wrote this.\n-- \nDana"


def test_an_invitation_is_read_as_words_and_kept_as_a_file() -> None:
    calendar = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        "SUMMARY:Call about\r\n  0.5 BTC\\, late\r\n"
        "DTSTART;TZID=Asia/Seoul:20261127T090000\r\nDTEND:20261127T003000Z\r\nLOCATION:Room 2\r\n"
        "ORGANIZER;CN=Minjun:mailto:minjun@customer.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    mail = mail_of(
        parts("Content-Type: text/plain\n\nCome.", f"Content-Type: text/calendar\n\n{calendar}")
    )

    assert mail.text == (
        "Come.\n\nInvitation: Call about 0.5 BTC, late\n"
        "When: 2026-11-27 09:00 Asia/Seoul - 2026-11-27 00:30 UTC\nWhere: Room 2\n"
        "From: Minjun <minjun@customer.example>"
    )
    assert [name for name, _ in kept(mail, "event")] == ["part-2.ics"]


def test_a_mail_within_a_mail_is_read_under_its_head_and_its_files_come_out() -> None:
    inner = parts(
        "Content-Type: text/plain\n\nSend us your phrase.",
        "Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\nUE5H",
        boundary="inner",
    )
    head = b"From: Fake <x@elsewhere.example>\nSubject: Urgent\nReceived: from far\n"

    mail = mail_of(
        parts(
            "Content-Type: text/plain\n\nIs this you?",
            b"Content-Type: message/rfc822\n\n" + head + inner,
        )
    )

    assert mail.text == (
        "Is this you?\n\n---------- Forwarded message ----------\n"
        "From: Fake <x@elsewhere.example>\nSubject: Urgent\n\nSend us your phrase."
    )
    assert kept(mail, "attached") == [("a.png", b"PNG")]
    [(name, headers)] = kept(mail, "headers")
    assert (name, b"Received: from far" in headers) == ("Urgent.headers.txt", True)


def block(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 0, len(data)) + data + b"\x00\x00"


def test_what_outlook_packed_comes_out_of_its_box() -> None:
    box = b"\x78\x9f\x3e\x22\x01\x00" + b"".join(
        [
            block(1, 0x9007, struct.pack("<II", 1252, 0)),
            block(1, 0x800C, b"The words.\x00"),
            block(2, 0x9002, b"\x00" * 14),
            block(2, 0x8010, b"proof.pdf\x00"),
            block(2, 0x800F, b"%PDF-1.7 bytes"),
        ]
    )
    encoded = base64.encodebytes(box)
    head = b"Content-Type: application/ms-tnef; name=winmail.dat\n"
    head += b"Content-Transfer-Encoding: base64\n\n"

    mail = mail_of(parts(head + encoded))
    broken = mail_of(parts(head + base64.encodebytes(box[:6] + b"torn")))

    assert mail.text == "The words."
    assert kept(mail, "attached") == [("proof.pdf", b"%PDF-1.7 bytes")]
    assert kept(mail, "container") == [("winmail.dat", box)]
    assert broken.problems == ("tnef_unreadable",)
    assert kept(broken, "container") == [("winmail.dat", box[:6] + b"torn")]


def value(data: bytes) -> bytes:
    return struct.pack("<II", 1, len(data)) + data + b"\x00" * (-len(data) % 4)


def test_a_box_that_counts_to_four_thousand_million_is_not_opened() -> None:
    named = struct.pack("<HH", 0x1F, 0x3707) + value("증거.pdf\0".encode("utf-16-le"))
    data = struct.pack("<HH", 0x102, 0x3701) + value(b"bytes")
    many = struct.pack("<HHI", 0x1003, 0x10, 0xFFFFFFF0)

    def opened(properties: bytes) -> list[tuple[str, bytes]]:
        box = b"\x78\x9f\x3e\x22\x01\x00" + block(1, 0x9007, struct.pack("<II", 1252, 0))
        box += block(2, 0x9002, b"\x00" * 14) + block(2, 0x9005, properties)
        head = b"Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
        return kept(mail_of(parts(head + base64.encodebytes(box))), "attached")

    assert opened(struct.pack("<I", 2) + named + data) == [("증거.pdf", b"bytes")]
    assert opened(struct.pack("<I", 3) + named + data + many) == []
    assert opened(struct.pack("<I", 0xFFFFFFFF) + named + data) == []


def test_encrypted_and_signed_mail_is_told_and_signed_words_leave_their_frame() -> None:
    frame = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nReally me.\n- -- \nDana\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
    )
    secret = "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----"

    signed = seen(written(frame))
    inline = seen(written(secret))
    whole = mail_of(
        parts(
            "Content-Type: application/pgp-encrypted\n\nVersion: 1",
            f"Content-Type: application/octet-stream; name=mail.asc\n\n{secret}",
            kind="encrypted",
        )
    )
    smime = seen(
        written(
            "MIIB", Content_Type="application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
        )
    )

    assert (signed.text, signed.is_signed, signed.is_encrypted) == (
        "Really me.\n-- \nDana",
        True,
        False,
    )
    assert kept(signed, "signature")[0][0] == "signature.asc"
    assert [one.is_encrypted for one in (inline, whole, smime)] == [True, True, True]
    assert kept(whole, "attached")[1] == ("mail.asc", secret.encode())


def der(tag: int, *each: bytes, is_open: bool = False) -> bytes:
    """A value in the encoding of S/MIME; with its length at its head, or open until its end."""
    content = b"".join(each)
    if is_open:
        return bytes([tag, 0x80]) + content + b"\x00\x00"
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def signed_in_one_piece(mail: bytes, kind: str = "2a864886f70d010702", **how: bool) -> bytes:
    in_parts = der(0x24, der(0x04, mail[:9]), der(0x04, mail[9:]), **how)
    octets = in_parts if how.get("is_open") else der(0x04, mail)
    within = der(0x30, der(0x06, bytes.fromhex("2a864886f70d010701")), der(0xA0, octets, **how))
    signed = der(0x30, der(0x02, b"\x01"), der(0x31), within, der(0x31), **how)
    return der(0x30, der(0x06, bytes.fromhex(kind)), der(0xA0, signed, **how), **how)


@pytest.mark.parametrize("is_open", [True, False])
def test_what_smime_signed_in_one_piece_is_read_with_its_files(*, is_open: bool) -> None:
    inner = parts(
        "Content-Type: text/plain; charset=utf-8\n\n출금이 안 됩니다.",
        "Content-Type: text/csv; name=a.csv\n\n1,2",
    )
    frame = signed_in_one_piece(inner, is_open=is_open)
    head = {
        "Content_Type": "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "Content_Transfer_Encoding": "base64",
    }
    mail = seen(written(base64.encodebytes(frame), **head))

    assert (mail.text, mail.is_signed, mail.is_encrypted) == ("출금이 안 됩니다.", True, False)
    assert mail.problems == ()
    assert kept(mail, "container") == [("smime.p7m", frame)]
    assert [one.name for one in mail.files] == ["a.csv"]
    assert mail.parts_accounted == mail.parts_found


@pytest.mark.parametrize(
    "frame",
    [
        signed_in_one_piece(b"\n\nsecret words", "2a864886f70d010703"),
        signed_in_one_piece(b"\n\nsecret words")[:40],
        b"\x30\x80" * 200_000,
        b"\x30\x80" + b"\x04\x00" * 200_000,
        b"",
    ],
)
def test_what_smime_did_not_sign_in_one_piece_is_kept_as_it_is(frame: bytes) -> None:
    head = {
        "Content_Type": "application/pkcs7-mime; name=smime.p7m",
        "Content_Transfer_Encoding": "base64",
    }
    mail = seen(written(base64.encodebytes(frame), **head))

    assert mail.text == ""
    assert mail.is_encrypted
    assert [one.content for one in mail.files] == [frame]
