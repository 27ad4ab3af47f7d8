"""Handing in files over HTTP, from outside: parts, breaks, limits, and who may read what."""

from __future__ import annotations

import io
import socket
from base64 import b64encode
from http.client import HTTPConnection
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from PIL import Image

from pharos.channels.widget.tests.caller import Answer, Caller, thread_id
from pharos.files.tests.test_inspection import film
from pharos.testing.desk_server import DeskServer
from pharos.testing.papers import pdf, zipped

PDF = pdf("Statement")
WEBM = b"\x1a\x45\xdf\xa3\x8b\x42\x82\x84webm\x42\x87\x81\x02\x18\x53\x80\x67\x84" + bytes(64)
PART = {"Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"}


@pytest.fixture
def dana(desk_server: DeskServer) -> Caller:
    caller = Caller(desk_server.url, "northmere")
    assert caller.open().status == 201
    return caller


def another(dana: Caller) -> Caller:
    caller = Caller(dana.url, dana.brand)
    caller.open()
    return caller


def picture(size: tuple[int, int] = (300, 200)) -> bytes:
    made = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(made, "JPEG", quality=95)
    return made.getvalue()


def begin(caller: Caller, length: int, name: str = "photo.jpg", conversation: str = "") -> Answer:
    told = {"filename": name, "conversation": conversation}
    pairs = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
    headers = {"Upload-Length": str(length), "Upload-Metadata": pairs, "Tus-Resumable": "1.0.0"}
    return caller.call("POST", "/live/files", b"", headers)


def part(caller: Caller, where: str, offset: int, content: bytes) -> Answer:
    return caller.call("PATCH", where, content, PART | {"Upload-Offset": str(offset)})


def handed_in(caller: Caller, content: bytes, name: str = "photo.jpg") -> str:
    where = begin(caller, len(content), name).headers["location"]
    assert part(caller, where, 0, content).status == 204
    told = caller.call("GET", where).json
    assert told["state"] == "ready", told
    return str(told["id"])


def say(caller: Caller, thread: str, *files: str, text: str = "Look.", token: str = "") -> Answer:
    said = {"client_token": token or str(uuid4()), "text": text, "files": list(files)}
    return caller.on(thread, "messages", said)


def links(caller: Caller, thread: str, *files: str) -> dict[str, dict[str, str]]:
    answer = caller.on(thread, "links", {"files": list(files)})
    assert answer.status == 200, answer.body
    found: dict[str, dict[str, str]] = answer.json["links"]
    return found


@pytest.mark.requirement("IN-07")
@pytest.mark.parametrize(("name", "content"), [("film.mp4", film()), ("film.webm", WEBM)])
def test_a_video_comes_in_and_is_read_without_where_it_was_made(
    dana: Caller, name: str, content: bytes
) -> None:
    file, thread = handed_in(dana, content, name), thread_id()
    assert say(dana, thread, file).status == 201

    read = dana.call("GET", links(dana, thread, file)[file]["url"])

    assert (read.status, read.headers["content-type"]) == (200, f"video/{name[-4:].strip('.')}")
    assert len(read.body) == len(content)
    assert b"+38.7223" in content or name.endswith("webm")
    assert b"+38.7223" not in read.body


def test_a_file_arrives_in_parts_and_goes_on_where_the_connection_broke(dana: Caller) -> None:
    content = picture((900, 700))
    begun = begin(dana, len(content))
    where = begun.headers["location"]
    assert (begun.status, begun.headers["upload-offset"]) == (201, "0")

    half = len(content) // 2
    cut = content[: half // 2]
    with socket.create_connection((urlsplit(dana.url).hostname, urlsplit(dana.url).port)) as line:
        head = f"PATCH {where} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {dana.bearer}\r\n"
        head += f"Upload-Offset: 0\r\nContent-Length: {half}\r\n\r\n"
        line.sendall(head.encode() + cut)
    offset = _offset_once_kept(dana, where)
    assert offset == len(cut)

    wrong = part(dana, where, half, content[half:])
    assert wrong.refusal == (409, "offset_differs")
    done = part(dana, where, offset, content[offset:])
    assert (done.status, done.headers["upload-offset"]) == (204, str(len(content)))
    told = dana.call("GET", where).json
    assert (told["state"], told["type"], told["name"]) == ("ready", "image/jpeg", "photo.jpg")


def _offset_once_kept(caller: Caller, where: str) -> int:
    for _ in range(200):
        offset = int(caller.call("HEAD", where).headers["upload-offset"])
        if offset:
            return offset
    pytest.fail("what arrived before the break was not kept")


def test_the_customer_and_nobody_else_reads_what_they_sent(dana: Caller) -> None:
    thread = thread_id()
    first = handed_in(dana, picture())
    assert say(dana, thread, first).status == 201
    second = handed_in(dana, PDF, name="statement.pdf")
    said = say(dana, thread, second, text="")
    assert said.status == 201

    shown = dana.on(thread, "entries?after=0").json["entries"]
    assert [entry["files"][0]["id"] for entry in shown if "files" in entry] == [first, second]
    assert "received" not in shown[0]["files"][0]
    found = links(dana, thread, first, second)
    picture_read = dana.call("GET", found[first]["url"])
    pdf_read = dana.call("GET", found[second]["url"])

    assert picture_read.headers["content-type"] == "image/jpeg"
    assert picture_read.headers["content-disposition"].startswith("inline")
    assert pdf_read.body == PDF
    assert pdf_read.headers["content-disposition"] == "attachment; filename*=UTF-8''statement.pdf"
    for read in (picture_read, pdf_read):
        assert read.headers["x-content-type-options"] == "nosniff"
        assert read.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert read.headers["cache-control"].startswith("private, max-age=")
    thumbnail = dana.call("GET", found[first]["thumbnail"])
    assert Image.open(io.BytesIO(thumbnail.body)).format == "WEBP"

    eve = another(dana)
    assert eve.on(thread, "links", {"files": [first]}).status == 404
    hers = thread_id()
    say(eve, hers)
    assert links(eve, hers, first) == {}
    assert say(eve, hers, handed_in(dana, PDF)).refusal == (409, "files_refused")


def test_a_pdf_is_read_as_pictures_and_saved_as_itself(dana: Caller) -> None:
    thread, content = thread_id(), pdf("One", "Two")
    file = handed_in(dana, content, "statement.pdf")
    say(dana, thread, file)
    found = links(dana, thread, file)[file]

    assert set(found) == {"url", "thumbnail", "page-01", "page-02"}
    for what in ("thumbnail", "page-01", "page-02"):
        shown = dana.call("GET", found[what])
        assert (shown.status, shown.headers["content-type"]) == (200, "image/webp")
        assert shown.headers["content-disposition"] == "inline"
    saved = dana.call("GET", found["url"])
    assert (saved.body, saved.headers["content-type"]) == (content, "application/pdf")
    assert saved.headers["content-disposition"].startswith("attachment")


def test_an_archive_is_only_ever_saved(dana: Caller) -> None:
    thread, file = thread_id(), handed_in(dana, zipped({"orders.csv": "1,2"}), "orders.zip")
    say(dana, thread, file)
    found = links(dana, thread, file)[file]

    assert set(found) == {"url"}
    saved = dana.call("GET", found["url"])
    assert saved.headers["content-type"] == "application/zip"
    assert saved.headers["content-disposition"].startswith("attachment")


def test_links_that_were_changed_are_dead(dana: Caller) -> None:
    thread = thread_id()
    file = handed_in(dana, PDF)
    say(dana, thread, file)
    url = links(dana, thread, file)[file]["url"]
    assert dana.call("GET", url).status == 200
    for place in (10, 40, len(url) - 3):
        changed = url[:place] + ("A" if url[place] != "A" else "B") + url[place + 1 :]
        assert dana.call("GET", changed).status == 404
    assert dana.call("POST", url, b"").status == 405


def test_parts_of_a_file_are_read_as_players_ask(dana: Caller) -> None:
    thread = thread_id()
    file = handed_in(dana, PDF)
    say(dana, thread, file)
    url = links(dana, thread, file)[file]["url"]
    whole = dana.call("GET", url)

    def read(span: str, **more: str) -> Answer:
        return dana.call("GET", url, headers={"Range": span} | more)

    middle = read("bytes=5-9")
    assert (middle.status, middle.body) == (206, PDF[5:10])
    assert middle.headers["content-range"] == f"bytes 5-9/{len(PDF)}"
    assert read("bytes=-6").body == PDF[-6:]
    assert read("bytes=40-").body == PDF[40:]
    assert read(f"bytes={len(PDF)}-").status == 416
    assert read("bytes=5-9", **{"If-Range": '"another"'}).body == PDF
    tag = {"If-None-Match": whole.headers["etag"]}
    assert dana.call("GET", url, headers=tag).status == 304


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "photo.png", "Web pages"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "x.jpg", "SVG"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(60), "statement.pdf", "archive"),
        (b"MZ" + bytes(60), "report.txt", "Programs"),
        (b"word one\n" + b" abandon" * 11 + b" about", "notes.txt", "recovery phrase"),
    ],
)
def test_what_may_not_come_in_is_refused_by_its_content_with_a_sentence(
    dana: Caller, content: bytes, name: str, words: str
) -> None:
    where = begin(dana, len(content), name).headers["location"]
    part(dana, where, 0, content)
    told = dana.call("GET", where).json
    assert told["state"] == "refused"
    assert words in told["why"]
    assert say(dana, thread_id(), told["id"]).refusal == (409, "files_refused")


def test_a_plain_form_hands_in_a_file_too(dana: Caller) -> None:
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="session"\r\n\r\n'
        + dana.bearer.encode()
        + b'\r\n--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        + b"Content-Type: image/png\r\n\r\n"
        + PDF
        + b"\r\n--edge--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=edge", "Authorization": ""}
    told = dana.call("POST", "/live/files", body, headers)
    assert (told.status, told.json["state"], told.json["type"]) == (201, "ready", "application/pdf")


def test_sizes_are_held_to_what_was_announced_and_what_the_brand_takes(dana: Caller) -> None:
    assert begin(dana, 51_000_000).refusal == (413, "file_too_large")
    assert begin(dana, 0).refusal == (422, "empty")
    where = begin(dana, 10).headers["location"]
    assert part(dana, where, 0, b"x" * 11).refusal == (413, "file_too_large")
    assert part(dana, where, 0, b"x" * 5).status == 204


def test_a_visitor_hands_in_so_much_a_day_and_taking_back_does_not_help(dana: Caller) -> None:
    for _ in range(2):
        where = begin(dana, 45_000_000).headers["location"]
        assert dana.call("DELETE", where).status == 204
        assert dana.call("HEAD", where).status == 404
    refused = begin(dana, 45_000_000)
    assert refused.refusal == (429, "quota_reached")
    assert refused.headers["retry-after"] == "3600"
    assert begin(another(dana), 45_000_000).status == 201


def test_an_upload_is_its_owners(dana: Caller) -> None:
    where = begin(dana, 10).headers["location"]
    eve = another(dana)
    assert eve.call("HEAD", where).status == 404
    assert part(eve, where, 0, b"x").status == 404
    assert eve.call("DELETE", where).status == 404
    assert Caller(dana.url, dana.brand).call("HEAD", where).status == 401
    assert part(dana, where, 0, b"x").status == 204


def test_other_pages_may_ask_for_all_of_it(dana: Caller) -> None:
    line = HTTPConnection(urlsplit(dana.url).netloc)
    line.request("OPTIONS", "/live/files", headers={"Origin": "https://exchange.test"})
    answer = line.getresponse()
    assert answer.status == 204
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "upload-offset" in answer.headers["access-control-allow-headers"]
    assert answer.headers["tus-version"] == "1.0.0"
    line.close()
