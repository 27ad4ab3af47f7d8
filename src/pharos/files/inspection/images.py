"""Pictures are drawn anew: what is not seen in them does not come along."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms, ImageOps, ImageSequence

from pharos.files.inspection.verdict import ORIGINAL, SAFE, THUMBNAIL, Refused, Verdict

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 20_000
MOST_MOVING_PIXELS: Final = 40_000_000
MOST_FRAMES: Final = 300
THUMBNAIL_BOX: Final = (480, 480)
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
TYPES: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
}
QUALITY: Final = {
    "JPEG": {"quality": 90},
    "WEBP": {"quality": 90, "method": 3},
    "PNG": {"compress_level": 6},
}


def redrawn(folder: Path) -> Verdict:
    """Write the picture and its thumbnail, without metadata and as its maker meant it to stand."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(folder / ORIGINAL, formats=FORMATS) as image:
            _refuse_bomb(image)
            return _drawn(image, folder)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError) as error:
        raise Refused("damaged") from error


def _refuse_bomb(image: Image.Image) -> None:
    """The size stands at the beginning: look at it before anything is unpacked."""
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refused("too_many_pixels")


def _drawn(image: Image.Image, folder: Path) -> Verdict:
    kind = image.format or ""
    if kind == "GIF" and _moves(image):
        first = _moving(image, folder)
    else:
        kind = "PNG" if kind == "GIF" else kind
        first = _still(image, kind)
        first.save(folder / SAFE, kind, **QUALITY[kind])
    width, height = first.size
    thumbnail(first).save(folder / THUMBNAIL, "WEBP", quality=80, method=3)
    return Verdict(type=TYPES[kind], width=width, height=height, has_thumbnail=True)


def _still(image: Image.Image, kind: str) -> Image.Image:
    image.load()
    plain = ImageOps.exif_transpose(_in_srgb(image))
    mode = "RGB" if kind == "JPEG" or not plain.has_transparency_data else "RGBA"
    if plain.mode == "L" and kind in ("JPEG", "PNG"):
        mode = "L"
    return _bare(plain.convert(mode))


def _bare(image: Image.Image) -> Image.Image:
    """Only the points: not one field beside them survives."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as they were meant, before the profile that says so is left out."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        return (
            ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGBA" if image.mode == "RGBA" else "RGB",
            )
            or image
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _moves(image: Image.Image) -> bool:
    frames = getattr(image, "n_frames", 1)
    width, height = image.size
    return 1 < frames <= MOST_FRAMES and width * height * frames <= MOST_MOVING_PIXELS


def _moving(image: Image.Image, folder: Path) -> Image.Image:
    durations = [
        min(max(int(frame.info.get("duration", 100)), 20), 10_000)
        for frame in ImageSequence.Iterator(image)
    ]
    image.seek(0)
    first = _bare(image.convert("RGBA"))

    def rest() -> Iterator[Image.Image]:
        for place in range(1, len(durations)):
            image.seek(place)
            yield _bare(image.convert("RGBA"))

    first.save(
        folder / SAFE,
        "GIF",
        save_all=True,
        append_images=rest(),
        duration=durations,
        loop=0,
        disposal=2,
    )
    return first


def thumbnail(image: Image.Image) -> Image.Image:
    """Return the picture, small enough for a list."""
    small = image.copy()
    small.thumbnail(THUMBNAIL_BOX, Image.Resampling.LANCZOS)
    return small
