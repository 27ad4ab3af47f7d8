"""PDF as pictures, and archives that are read to their end or to the bound."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from pharos.files.inspection.archives import MOST_ENTRIES
from pharos.files.inspection.verdict import MOST_PAGES, SAFE, TEXT, THUMBNAIL, page_name
from pharos.files.tests.test_inspection import look
from pharos.testing.papers import DOCX, XLSX, pdf, zipped

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Opened by a password only.
LOCK = "/Encrypt<</Filter/Standard/V 1/R 2/O<{0}>/U<{0}>/P -4>>/ID[<00><00>]".format("41" * 32)


def packed(objects: bytes) -> str:
    """An object stream. Nothing of it can be seen from outside."""
    stream = zlib.compress(objects).decode("latin-1")
    return f"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n{stream}\nendstream"


def test_the_first_pages_of_a_pdf_are_pictures_and_its_words_are_read(tmp_path: Path) -> None:
    content = pdf(*(f"Page {number}" for number in range(1, MOST_PAGES + 3)))

    verdict = look(tmp_path, content)

    assert (verdict.type, verdict.pages, verdict.note) == (
        "application/pdf",
        MOST_PAGES,
        "more_pages",
    )
    for name in (THUMBNAIL, page_name(1), page_name(MOST_PAGES)):
        with Image.open(tmp_path / name) as page:
            assert page.format == "WEBP"
            assert page.width < page.height
            # Something is written on it.
            assert page.convert("L").histogram()[0] > 0
    assert (tmp_path / SAFE).read_bytes() == content
    assert f"Page {MOST_PAGES + 2}" in (tmp_path / TEXT).read_text()


def named(value: bytes | str) -> str:
    """A test is named by what is expected: bytes with a time in them differ in each process."""
    return value if isinstance(value, str) else "content"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf("x", trailer=LOCK), "locked"),
        (pdf(), "damaged"),
        (pdf("x", box="[0 0 0 0]"), ""),
        (pdf("x", box="[0 0 100000000 1]"), ""),
        (pdf(*["x"] * 3000), ""),
        (pdf("x", besides="<</S/JavaScript/JS(app.alert(1))>>"), "active"),
        (pdf("x", besides="<</Type/EmbeddedFile>>"), "active"),
        (pdf("x", besides="<</S/J#61vaScr#69pt/J#53(x)>>"), "active"),
        (pdf("x", besides=packed(b"1 0 <</S/JavaScript/JS(app.alert(1))>>")), "active"),
        (pdf("x", besides=packed(bytes(100_000_000))), "too_heavy"),
        (pdf("x", besides=packed(b"1 0 <</Author(Dana)>>")), ""),
    ],
    ids=named,
)
def test_a_pdf_is_bounded_and_what_cannot_be_shown_is_told(
    tmp_path: Path, content: bytes, why: str
) -> None:
    verdict = look(tmp_path, content)
    assert verdict.why == why
    assert verdict.pages <= MOST_PAGES


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped(DOCX), WORD),
        (zipped(XLSX), SHEET),
        (zipped({"orders.csv": "time,amount\n", "report.pdf": pdf("Police")}), "application/zip"),
    ],
    ids=named,
)
def test_archives_and_office_documents_are_written_anew_and_never_shown(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    verdict = look(tmp_path, content + b"something behind it")

    assert (verdict.why, verdict.type, verdict.pages) == ("", kind, 0)
    assert not verdict.has_thumbnail
    with zipfile.ZipFile(tmp_path / SAFE) as safe, zipfile.ZipFile(io.BytesIO(content)) as given:
        assert safe.testzip() is None
        assert safe.namelist() == given.namelist()
        assert all(safe.read(name) == given.read(name) for name in safe.namelist())
    assert b"something behind" not in (tmp_path / SAFE).read_bytes()


def test_what_is_written_in_an_office_document_is_read(tmp_path: Path) -> None:
    split = {"word/document.xml": "<w:p><w:t>aban</w:t><w:t>don</w:t></w:p><w:p>about</w:p>"}
    look(tmp_path, zipped(DOCX | split))
    assert "abandon\nabout" in (tmp_path / TEXT).read_text()


def test_an_archive_in_an_archive_is_not_opened_and_that_is_noted(tmp_path: Path) -> None:
    assert look(tmp_path, zipped({"inner.zip": zipped({"a.txt": "x"})})).note == "nested"
    assert look(tmp_path, zipped({"a.txt": "x"})).note == ""


def lying(size: int) -> bytes:
    """An archive whose directory says that its one entry is small."""
    content = bytearray(zipped({"a.txt": bytes(size)}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def locked() -> bytes:
    content = bytearray(zipped({"a.txt": "x"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def linked() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("passwd")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (zipped({"a.txt": bytes(20_000_000)}), "archive_bomb"),
        (zipped({f"{place}.txt": "" for place in range(MOST_ENTRIES + 1)}), "archive_bomb"),
        (lying(20_000_000), "damaged"),
        (locked(), "locked"),
        (linked(), "archive_unsafe"),
        (zipped({"../../etc/cron.d/x": "x"}), "archive_unsafe"),
        (zipped({"/etc/x": "x"}), "archive_unsafe"),
        (zipped({"C:\\x.txt": "x"}), "archive_unsafe"),
        (zipped({"a.txt": "x", "A.TXT": "y"}), "archive_unsafe"),
        (zipped({"fdp\u202e.txt": "x"}), "archive_unsafe"),
        (zipped({"statement.pdf.exe": "x"}), "archive_program"),
        (zipped({"statement.pdf": b"MZ" + bytes(80)}), "archive_program"),
        (zipped(DOCX | {"word/vbaProject.bin": b"x"}), "macros"),
        (zipped(XLSX | {"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
        (zipped(DOCX | {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]>'}), "archive_unsafe"),
        (zipped({}), "empty"),
        (zipped({"a.txt": "x"})[:-30], "damaged"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(100), "archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "archive"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "archive"),
    ],
    ids=named,
)
def test_an_archive_that_is_a_trap_stays_out(tmp_path: Path, content: bytes, why: str) -> None:
    assert look(tmp_path, content).why == why
