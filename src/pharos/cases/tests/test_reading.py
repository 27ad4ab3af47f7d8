"""Words in pictures are read before anybody sees the picture."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from mnemonic import Mnemonic
from PIL import Image, ImageDraw, ImageFont

from pharos.cases.tests.test_attachments import handed_in, stored
from pharos.files.ocr import reader
from pharos.files.storage import storage
from pharos.testing.papers import pdf
from pharos.testing.world import World

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed"
)
# The first words of BIP39's own test vectors, of more than one word.
PHRASE = Mnemonic("english").to_mnemonic(bytes([0x7F] * 16))
WORDS = "The deposit of yesterday has not arrived. The network says that it is confirmed."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL, settings.OCR = tmp_path.as_uri(), "on"


def screen(*lines: str, size: tuple[int, int] = (720, 900)) -> bytes:
    """A picture of a screen with these lines on it."""
    image = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    for place, line in enumerate(lines):
        pen.text((40, 40 + 50 * place), line, fill="black", font=font)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def turned(picture: bytes) -> bytes:
    """As a phone gives it that lay on its side."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.rotate(90, expand=True).save(made, "JPEG", quality=60)
    return made.getvalue()


def numbered(phrase: str) -> list[str]:
    """As wallets show it: three columns, each word with its number."""
    words = [f"{number}. {word}" for number, word in enumerate(phrase.split(), start=1)]
    return ["   ".join(words[at : at + 3]) for at in range(0, len(words), 3)]


def waved(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[at : at + 6]) for at in range(0, len(words), 6)]


@needs_tesseract
def test_a_picture_of_a_recovery_phrase_is_destroyed_unseen_and_one_of_words_is_shown(
    world: World,
) -> None:
    dana = world.actor(world.dana)
    for content in (screen(*numbered(PHRASE)), turned(screen(*waved(PHRASE)))):
        file = stored(world, handed_in(dana, content))
        assert (file.state, file.why, file.note) == ("refused", "secret", "recovery_phrase")
        assert list(storage().list(file.folder)) == []

    assert stored(world, handed_in(dana, screen(*waved(WORDS)))).state == "ready"


@needs_tesseract
def test_a_page_that_is_a_picture_is_read_too(world: World) -> None:
    dana, scanned = world.actor(world.dana), io.BytesIO()
    Image.open(io.BytesIO(screen(*waved(PHRASE)))).save(scanned, "PDF", resolution=100)
    assert stored(world, handed_in(dana, scanned.getvalue())).why == "secret"


def test_words_of_a_document_are_read_where_no_picture_can_be(world: World, settings: Any) -> None:
    settings.OCR = "off"
    dana = world.actor(world.dana)
    assert reader() is None
    assert stored(world, handed_in(dana, pdf(PHRASE))).why == "secret"
    assert stored(world, handed_in(dana, pdf(WORDS))).state == "ready"
    assert stored(world, handed_in(dana, screen(*numbered(PHRASE)))).state == "ready"
