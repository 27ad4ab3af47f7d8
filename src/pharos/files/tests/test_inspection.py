"""What attackers and phones send, made here byte by byte, and what becomes of it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pharos.files.inspection.run import inspect
from pharos.files.inspection.verdict import ORIGINAL, SAFE, THUMBNAIL, Verdict
from pharos.testing.papers import pdf

PDF = pdf("Statement")


def look(folder: Path, content: bytes) -> Verdict:
    (folder / ORIGINAL).write_bytes(content)
    return inspect(folder)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **more)
    return made.getvalue()


def moving() -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=80)
    return made.getvalue()


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def film(brand: bytes = b"isom", handler: bytes = b"vide") -> bytes:
    place = box(b"udta", box(b"\xa9xyz", b"+38.7223-009.1393/"))
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))
    return box(b"ftyp", brand, bytes(4)) + box(b"moov", track, place) + box(b"mdat", b"\x01" * 64)


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return made.getvalue()


def bomb() -> bytes:
    """A PNG of 30,000 by 30,000 points in a hundred kilobytes."""
    made = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(made, "PNG")
    return made.getvalue()


def lying_bomb() -> bytes:
    """A PNG that says it is small and unpacks to a hundred megabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(100_000_000), 9)
    end = chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + end


def located() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (38.0, 43.0, 20.0)
    return picture("JPEG", exif=exif, comment=b"Rua Augusta 1")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (moving(), "image/gif"),
        (picture("GIF"), "image/png"),
        (film(), "video/mp4"),
        (film(b"qt  "), "video/quicktime"),
        (PDF, "application/pdf"),
        ("time,event\n09:00,입금\n".encode(), "text/plain"),
        ("UTF-16 from an old editor".encode("utf-16"), "text/plain"),
    ],
)
def test_what_is_on_the_list_comes_in_as_what_it_is(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    verdict = look(tmp_path, content)
    assert (verdict.why, verdict.type) == ("", kind)
    assert verdict.has_thumbnail == (kind == "application/pdf" or kind.startswith("image/"))
    assert (tmp_path / THUMBNAIL).exists() == verdict.has_thumbnail


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<!DOCTYPE html><html></html>", "markup"),
        (b"hello <script>alert(1)</script>", "markup"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "markup"),
        (b"\n" * 9000 + b"<script>late</script>", "markup"),
        (zipped(), "archive_program"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + bytes(40), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office"),
        (b"MZ" + bytes(200), "program"),
        (b"\x7fELF" + bytes(200), "program"),
        (b"ID3\x03\x00\x00\x00" + bytes(200), "audio"),
        (box(b"ftyp", b"heic", bytes(4)) + bytes(100), "heic"),
        (film(handler=b"soun"), "no_video"),
        (film()[:-30], "damaged"),
        (picture("JPEG", (400, 300))[:700], "damaged"),
        (picture("PNG", (400, 300))[:200], "damaged"),
        (b"%PDF-1.4\nand then nothing", "damaged"),
        (b"%PDF-1.4\nand an end\n%%EOF\n", "damaged"),
        (PDF.replace(b"<<>>", b"<</S/JavaScript/JS(app.alert(1))>>"), "active"),
        (PDF.replace(b"<<>>", b"<</S/Launch/F(calc.exe)>>"), "active"),
        (bomb(), "too_many_pixels"),
        ("안녕하세요, 입금이 없습니다".encode("euc-kr"), "text_encoding"),
        (b"text with a bell \x07 and more", "type_unknown"),
        (bytes(range(256)) * 8, "type_unknown"),
    ],
)
def test_what_is_not_on_the_list_stays_out(tmp_path: Path, content: bytes, why: str) -> None:
    verdict = look(tmp_path, content)
    assert verdict.why == why
    assert not verdict.type


def test_a_picture_that_lies_about_its_size_unpacks_to_nothing_more(tmp_path: Path) -> None:
    verdict = look(tmp_path, lying_bomb())
    assert verdict.why in ("damaged", "too_heavy") or (verdict.width, verdict.height) == (4, 4)


def test_a_picture_loses_where_and_by_what_it_was_taken_and_stands_upright(tmp_path: Path) -> None:
    content = located()
    assert b"PhoneMaker" in content

    verdict = look(tmp_path, content)

    assert (verdict.width, verdict.height) == (20, 40)
    safe = (tmp_path / SAFE).read_bytes()
    assert b"PhoneMaker" not in safe
    assert b"Rua Augusta" not in safe
    with Image.open(io.BytesIO(safe)) as shown:
        assert dict(shown.getexif()) == {}
        assert not {"icc_profile", "exif", "comment", "xmp"} & set(shown.info)


@pytest.mark.parametrize("behind", [zipped(), b"<script>alert(1)</script>", PDF])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_what_is_hidden_behind_a_picture_does_not_come_along(
    tmp_path: Path, kind: str, behind: bytes
) -> None:
    verdict = look(tmp_path, picture(kind) + behind)
    assert verdict.why == ""
    safe = (tmp_path / SAFE).read_bytes()
    assert behind[:20] not in safe
    assert not zipfile.is_zipfile(io.BytesIO(safe))


def test_a_film_keeps_its_pictures_and_loses_its_place(tmp_path: Path) -> None:
    content = film()
    assert look(tmp_path, content).type == "video/mp4"
    safe = (tmp_path / SAFE).read_bytes()
    assert len(safe) == len(content)
    assert b"+38.7223" not in safe
    assert b"udta" not in safe
    assert box(b"mdat", b"\x01" * 64) in safe


def test_a_moving_picture_still_moves(tmp_path: Path) -> None:
    look(tmp_path, moving())
    with Image.open(tmp_path / SAFE) as shown:
        assert getattr(shown, "n_frames", 1) == 3


def test_the_child_sees_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pharos.files.inspection import run

    monkeypatch.setenv("PHAROS_SECRET_KEY", "not for decoders")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    given = run._environment(tmp_path)
    assert not {"PHAROS_SECRET_KEY", "DATABASE_URL"} & set(given)


def test_a_child_that_dies_means_that_the_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pharos.files.inspection.run.CHILD", "pharos.files.tests.dying")
    assert look(tmp_path, picture()).why == "too_heavy"
